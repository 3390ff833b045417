"""The content words of a question or sentence, as the lexical index knows them."""

from __future__ import annotations

import re
import unicodedata
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
_MEASURED_BLI = re.compile(r".*[aeiouy][^aeiou].*bli$")
_MEASURED_LOGI = re.compile(r".*[aeiouy][^aeiou].*logi$")


def words(text: str) -> list[str]:
    """Content words in lower case and in order, repeats included. All words count where there are no others.

    Lower case as FTS5 makes it: full case folding would turn ß into ss, which FTS5 keeps apart.
    """
    found = [word.lower() for word in _WORD.findall(text)]
    return [word for word in found if word not in _STOPWORDS] or found


@lru_cache(maxsize=1)
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("porter")


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem of a lower-case word, as FTS5's `porter unicode61 remove_diacritics 2` makes it."""
    bare = "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
    if not 3 <= len(bare) <= 64:
        return bare
    stemmed: str = _stemmer().stemWord(bare)
    # Two of Porter's own later corrections, which FTS5 has and Snowball's `porter` does not.
    if _MEASURED_BLI.match(stemmed):
        stemmed = _stemmer().stemWord(stemmed[:-1] + "e")
    return stemmed[:-1] if _MEASURED_LOGI.match(stemmed) else stemmed
