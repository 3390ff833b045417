"""What a question says of the phrase that would answer it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from answer.figures import Figure, Kind
from answer.wanted import Wanted, counted_in
from corpus.article import Span
from index.words import stem

FUNCTION_WORDS = frozenset(
    """
    a about above after against all along also although am among an and any are as at be became because become becomes
    been before being below between both but by can could did do does doing down during each either ever for from
    further had has have having he her hers him his how however i if in into is it its itself just less like made make
    makes many may might more most much must near neither no nor not of off often on once only onto or other our out
    over own per she should since so some such than that the their them then there these they this those though through
    to too toward towards under until up upon us used using very via was we were what when where whether which while
    who whom whose why will with within without would yet you your said says additionally meanwhile however including
    again around approximately according later early earlier expected estimated
    """.split()
)
"""Words that begin and end no phrase."""
_FOCUS = re.compile(
    r"\b(?:what|which|whose)\s+((?:\w+\s+){0,2}?\w+)\s+(?:\w+\s+)?"
    r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|\w+ed)\b"
)
_FIGURES = {
    Wanted.AMOUNT.value: Kind.MONEY,
    Wanted.PERCENTAGE.value: Kind.PERCENT,
    Wanted.COUNT.value: Kind.COUNT,
}
"""Kinds of answer that only a whole figure of a kind can give, where a sentence holds one that fits."""
_CURRENCIES = {
    "dollar": "USD", "dollars": "USD", "euro": "EUR", "euros": "EUR", "pound": "GBP", "pounds": "GBP", "yen": "JPY",
    "won": "KRW", "yuan": "CNY", "renminbi": "CNY", "franc": "CHF", "francs": "CHF", "rupee": "INR", "rupees": "INR",
}  # fmt: skip


@dataclass(frozen=True)
class AskedPhrase:
    """What a question says of the phrase that would answer it.

    kind: the kind of answer, or the question word; weights: the weight of each stem of the question; focus: stems of
    the noun it asks for ("company" in "Which company ..."); counted: words of which a fitting figure holds one.
    """

    kind: str
    weights: Mapping[str, float]
    focus: frozenset[str]
    counted: frozenset[str] = frozenset()

    @classmethod
    def of(cls, question: str, wanted: Wanted, weights: Mapping[str, float]) -> AskedPhrase:
        lower = question.lower()
        kind = wanted.value
        if wanted is Wanted.ANYTHING:
            kind = next((word for word in ("why", "how") if re.search(rf"\b{word}\b", lower)), "what")
        focus = _FOCUS.search(lower)
        named = [word for word in (focus[1].split() if focus else []) if word not in FUNCTION_WORDS]
        return cls(kind, weights, frozenset(stem(word) for word in named[-2:]), counted_in(question))

    def fitting(self, figures: Sequence[Figure], text: str) -> list[Span]:
        """Where the figures of `text` stand that alone can answer; none where any phrase may."""
        of_kind = [figure for figure in figures if figure.kind is _FIGURES.get(self.kind)]
        units = {_CURRENCIES.get(word) for word in self.counted}
        stems = {stem(word) for word in self.counted}
        meant = [
            figure
            for figure in of_kind
            if figure.unit in units
            or stems & {stem(word) for word in re.findall(r"[a-z]+", figure.span.of(text).lower())}
        ]
        if not meant and self.kind == Wanted.COUNT.value:
            return []  # what is counted may be said otherwise
        return [figure.span for figure in meant or of_kind]
