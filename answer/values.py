"""What an article claims for a question, as a typed value: when do two phrases say the same?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from answer.figures import Figure, Kind, figures_in, same_value
from answer.namesakes import Likeness, descriptions, names, places
from answer.periods import period_in
from answer.wanted import Wanted
from corpus.article import Article, Span
from index.words import words

FIGURES = {Wanted.AMOUNT: Kind.MONEY, Wanted.PERCENTAGE: Kind.PERCENT, Wanted.COUNT: Kind.COUNT}
"""The kinds of answer that are figures, and the kind of figure that each wants."""

_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_IN_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen twenty"
).split()
_EQUAL_TO = re.compile(
    r"\s*(?:[,(]|or\b|/)\s*(?:(?:or|about|around|approximately|roughly|equivalent to|equal to|worth)\s+)*",
    re.IGNORECASE,
)
_FORMER = re.compile(
    r"\b(?:(?:up|down|raised|increased|lowered|cut|reduced) from|compared (?:with|to)|of which|including"
    r"|(?:previous|earlier|former|initial|original)(?:ly)?(?: \w+){0,3})\s+(?:about |around |some )?$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Claim:
    """The phrase by which a sentence of an article answers a question.

    sentence and phrase are spans of the article's text, the phrase within the sentence; support: 0 to 1, how well the
    sentence carries the question; kind: the kind of answer that the phrase was taken for.
    """

    article: Article
    sentence: Span
    phrase: Span
    support: float
    kind: Wanted

    @property
    def text(self) -> str:
        """The phrase as it is written."""
        return self.phrase.of(self.article.text)

    @property
    def quote(self) -> str:
        """The sentence as it is written."""
        return self.sentence.of(self.article.text)


def likeness(one: Claim, other: Claim) -> Likeness:
    """How the values of two claims for one question stand to each other."""
    if _plain(one.text) == _plain(other.text):
        return Likeness.SAME
    if one.kind in FIGURES:
        return _quantities(one, other)
    if one.kind is Wanted.TIME:
        return _times(one.text, other.text)
    if one.kind is Wanted.PLACE:
        return places(one.text, other.text)
    if one.kind is Wanted.NAME or (_is_name(one.text) and _is_name(other.text)):
        return names(one.text, other.text)
    return _things(one, other)


def figures_of(claim: Claim) -> list[Figure]:
    """The figures of the phrase and those that the sentence gives as equal to it: "$40 billion (6 trillion yen)".

    Dates are none of them. Spans lie in the sentence.
    """
    sentence = claim.quote
    start, end = (at - claim.sentence.start for at in (claim.phrase.start, claim.phrase.end))
    found: list[Figure] = []
    for figure in _quantities_in(claim):
        if (figure.span.start < end and figure.span.end > start) or (found and _are_equal(found[-1], figure, sentence)):
            found.append(figure)
    return found


def bounds_of(figure: Figure) -> tuple[Decimal, Decimal]:
    """The lowest and the highest number that a quantity may mean: twice the same where it is no range."""
    low, high = figure.value, figure.value if figure.upper is None else figure.upper
    if not isinstance(low, Decimal) or not isinstance(high, Decimal):
        raise TypeError(f"{figure.kind} has no bounds: ask for those of amounts, percentages and counts")
    return low, high


def sort_of(claim: Claim) -> str:
    """What the value is one of, as far as that can be told: "money", "%", what is counted; "" where it cannot."""
    figures = figures_of(claim)
    if not figures:
        return ""
    return "money" if figures[0].kind is Kind.MONEY else figures[0].unit


def only_value_in_its_sentence(claim: Claim) -> bool:
    """Whether its sentence gives no second amount (or percentage): with two it is not known which one is meant.

    One that is given as equal to the value, or as what it moved from, is no second one.
    """
    if claim.kind not in (Wanted.AMOUNT, Wanted.PERCENTAGE):
        return True
    own = figures_of(claim)
    return all(
        any(same_value(figure, mine) for mine in own) or _FORMER.search(claim.quote[: figure.span.start])
        for figure in _quantities_in(claim)
    )


def readable(claim: Claim) -> bool:
    """Whether the phrase gives a value that can be compared with another at all."""
    if claim.kind in (Wanted.AMOUNT, Wanted.PERCENTAGE):
        return bool(figures_of(claim))
    if claim.kind is Wanted.COUNT:
        return bool(figures_of(claim)) or _number(claim.text) is not None
    if claim.kind is Wanted.TIME:
        return period_in(claim.text) is not None
    return any(char.isalpha() for char in claim.text)


@lru_cache(maxsize=2_000)  # a sentence is compared with many
def _figures_in(sentence: str) -> tuple[Figure, ...]:
    return tuple(figures_in(sentence))


def _quantities_in(claim: Claim) -> list[Figure]:
    """The figures of its sentence that are of the kind asked for; all but the dates where no kind was."""
    kind = FIGURES.get(claim.kind)
    return [f for f in _figures_in(claim.quote) if (f.kind is kind if kind else f.kind is not Kind.DATE)]


def _are_equal(one: Figure, next_one: Figure, text: str) -> bool:
    gap = text[one.span.end : next_one.span.start]
    return one.unit != next_one.unit and _EQUAL_TO.fullmatch(gap) is not None


def _quantities(one: Claim, other: Claim) -> Likeness:
    mine, theirs = figures_of(one), figures_of(other)
    if mine and theirs:
        return _figures(mine, theirs)
    numbers = _number(one.text), _number(other.text)
    return Likeness.SAME if numbers[0] == numbers[1] else Likeness.DIFFERENT


def _figures(mine: Sequence[Figure], theirs: Sequence[Figure]) -> Likeness:
    for a in mine:
        for b in theirs:
            if a.unit == b.unit:
                if same_value(a, b):
                    return Likeness.SAME
                return Likeness.WITHIN if _overlap(a, b) else Likeness.DIFFERENT
    return Likeness.DIFFERENT


def _overlap(one: Figure, other: Figure) -> bool:
    """Whether one of them is a range that the other lies in."""
    if one.upper is None and other.upper is None:
        return False
    (low, high), (other_low, other_high) = bounds_of(one), bounds_of(other)
    return low <= other_low <= other_high <= high or other_low <= low <= high <= other_high


def _times(one: str, other: str) -> Likeness:
    mine, theirs = period_in(one), period_in(other)
    if mine is None or theirs is None:
        return Likeness.WITHIN  # "on Tuesday" is not known to be another day
    if mine == theirs:
        return Likeness.SAME
    return Likeness.WITHIN if mine.holds(theirs) or theirs.holds(mine) else Likeness.DIFFERENT


def _things(one: Claim, other: Claim) -> Likeness:
    """Of phrases where no kind was asked for: figures and dates where both are, else descriptions."""
    mine, theirs = figures_of(one), figures_of(other)
    if mine and theirs:
        return _figures(mine, theirs)
    if period_in(one.text) and period_in(other.text):
        return _times(one.text, other.text)
    if one.text[0].isdigit() and other.text[0].isdigit():
        return _quantities(one, other)
    return descriptions(one.text, other.text)


def _number(phrase: str) -> Decimal | None:
    match = _NUMBER.search(phrase)
    if match:
        return Decimal(match[0].replace(",", ""))
    return next((Decimal(_IN_WORDS.index(word)) for word in words(phrase) if word in _IN_WORDS), None)


def _is_name(phrase: str) -> bool:
    found = re.findall(r"[^\W\d_][\w’'-]*", phrase)
    return bool(found) and found[0][0].isupper() and all(word[0].isupper() for word in found if len(word) > 3)


def _plain(phrase: str) -> str:
    return " ".join(re.findall(r"\w+|[^\w\s.,'’\"“”()]", phrase.casefold()))
