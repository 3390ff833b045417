"""The figures of a text: its dates, and its terms, two of which may be the ends of one range."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from answer.figures.dates import DateFound, dates_in
from answer.figures.figure import Figure, Kind
from answer.figures.terms import Term, terms_in
from corpus.article import Span

_ROUGH_WORDS = (
    r"about|around|approximately|approx\.?|roughly|some|nearly|almost|perhaps|an?\s(?:estimated|total\sof|additional)|"
    r"estimated|circa|c\.|ca\.|close\sto|more\sthan|over|just\s(?:over|under)|environ|rund|etwa"
)
_ROUGHLY = rf"(?:(?:{_ROUGH_WORDS}|up to|as much as|as many as|as high as)\s+)?"
_APPROXIMATE = re.compile(rf"(?:(?<!\w)(?:{_ROUGH_WORDS})\s(?:an?\s|another\s)?|[~≈約]\s?)\Z", re.IGNORECASE)
_TO = re.compile(rf"(?:[\s-]*\b(?:up\s+to|to)\b[\s-]*|\s?[-‐‑‒–~〜]\s?|−|\s−\s|—){_ROUGHLY}", re.IGNORECASE)
_OR = re.compile(rf"[\s-]*\bor\b[\s-]*{_ROUGHLY}", re.IGNORECASE)
_AND = re.compile(rf"\s+and\s+{_ROUGHLY}", re.IGNORECASE)
_BETWEEN = re.compile(rf"\bbetween\s+{_ROUGHLY}\Z", re.IGNORECASE)
_FROM = re.compile(rf"\bfrom\s+{_ROUGHLY}\Z", re.IGNORECASE)
_RANGING = re.compile(rf"\b(?:rang\w+|anywhere|of|vary\w*|varies)\s+from\s+{_ROUGHLY}\Z", re.IGNORECASE)
_LOOK_BACK = 40
_MASK = "\x00"


@dataclass(frozen=True, slots=True)
class Written:
    """Something written as a figure or number. figure: None where it cannot be read exactly and in one way only."""

    span: Span
    kind: Kind
    figure: Figure | None
    in_words: bool = False


def figures_in(text: str) -> list[Figure]:
    """The figures of `text`, in order: money, percentages, dates, and counts with their units."""
    return [one.figure for one in written_in(text) if one.figure and one.kind is not Kind.NUMBER]


def written_in(text: str) -> list[Written]:
    """Whatever is written as a figure or a number in `text`, in order and apart from each other."""
    dates = dates_in(text)
    masked = text
    for found in dates:  # so that no number is read from within a date
        masked = masked[: found.span.start] + _MASK * len(found.span) + masked[found.span.end :]
    amounts = _amounts(masked, terms_in(masked))
    if not dates:
        return amounts
    return sorted([*amounts, *map(_dated, dates)], key=lambda one: one.span)


def _dated(found: DateFound) -> Written:
    if found.first is None:
        return Written(found.span, Kind.DATE, None)
    figure = Figure(Kind.DATE, found.first.unit, found.first, found.span, found.last)
    return Written(found.span, Kind.DATE, figure)


def _amounts(text: str, terms: list[Term]) -> list[Written]:
    found: list[Written] = []
    n = 0
    while n < len(terms):
        pair = _pair(text, terms[n], terms[n + 1]) if n + 1 < len(terms) else None
        found += pair or [_single(text, terms[n])]
        n += 2 if pair else 1
    return found


def _pair(text: str, one: Term, two: Term) -> list[Written] | None:
    """What two neighbours are together: a range, two figures of one unit, or nothing that can be read.

    None where they have nothing to do with each other.
    """
    if not (one.complete or two.complete) or (one.complete and two.complete and one.kind is not two.kind):
        return None
    before, gap = (max(0, one.span.start - _LOOK_BACK), one.span.start), (one.span.end, two.span.start)
    alternatives = _OR.fullmatch(text, *gap)
    if alternatives and one.complete and two.complete and (one.power is not None) == (two.power is not None):
        return None
    is_range = _TO.fullmatch(text, *gap) or (_AND.fullmatch(text, *gap) and _BETWEEN.search(text, *before))
    if not is_range and not alternatives:
        return None
    if two.complete and not one.complete:
        one = one.borrowing(two)
    elif one.led and not two.complete and (one.power is None or two.power is not None):
        one, two = one.in_magnitude_of(two), two.borrowing(replace(one, power=None))
    elif one.value is not None and two.value is not None and one.power is None and two.power is not None:
        one = one.in_magnitude_of(two)
    if alternatives or not two.complete or one.unit != two.unit or one.value is None or two.value is None:
        return [_unread(one), _unread(two)]
    if _FROM.search(text, *before) and not _RANGING.search(text, *before):
        return [_single(text, one), _single(text, two)]  # a change: "raised from 15 to 20%"
    if one.value >= two.value:
        return [_unread(one), _unread(two)]
    assert two.unit is not None
    span = Span(one.span.start, two.span.end)
    figure = Figure(two.kind, two.unit, one.value, span, two.value, _is_approximate(text, one.span.start))
    return [Written(span, two.kind, figure)]


def _single(text: str, term: Term) -> Written:
    if term.value is None:
        return _unread(term)
    figure = Figure(term.kind, term.unit or "", term.value, term.span, None, _is_approximate(text, term.span.start))
    return Written(term.span, term.kind, figure, term.in_words)


def _unread(term: Term) -> Written:
    return Written(term.span, term.kind, None)


def _is_approximate(text: str, start: int) -> bool:
    return _APPROXIMATE.search(text, max(0, start - 20), start) is not None
