"""The content words of a question or sentence, as the lexical index knows them."""

from __future__ import annotations

import re
from functools import lru_cache

import Stemmer

_STOPWORDS = frozenset(
    """
    a about according after all also am an and any are as at be because been before being but by can could did do does
    doing each for from further had has have having he her here hers him his how i if in into is it its itself just
    let may me might more most much must my no nor not of on once only or other our out over own per please same
    shall she should so some such tell than that the their them then there these they this those through to too under
    until up upon very was we were what when where which while who whom whose why will with would you your
    consider document documents say says said information s t
    """.split()
)
_WORD = re.compile(r"\w+")


def words(text: str) -> list[str]:
    """Casefolded content words in order, repeats included. All words count where there are no others."""
    found = _WORD.findall(text.casefold())
    return [word for word in found if word not in _STOPWORDS] or found


@lru_cache(maxsize=1)
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("porter")


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The Porter stem, as FTS5's `porter` tokenizer makes it."""
    stemmed: str = _stemmer().stemWord(word)
    return stemmed
