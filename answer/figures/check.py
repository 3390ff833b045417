"""The check of an answer's figures: each stands in a quote, after normalising, or it is unsupported."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from answer.figures.figure import Figure, Kind, WrittenDate
from answer.figures.reading import Written, written_in

_FALLS = re.compile(
    r"\b(?:f[ae]ll(?:s|en|ing)?|declin\w+|drop\w*|down|decreas\w+|loss(?:es)?|lost|negative|minus|shr[aiu]nk\w*|"
    r"contract(?:ed|ion)|lower\w*|deficit|slid|slump\w*|tumbl\w+|los(?:e|es|ing)|cut\w*|reduc\w+)\b",
    re.IGNORECASE,
)
_RISES = re.compile(
    r"\b(?:rise[sn]?|rising|rose|grow(?:s|n|ing|th)?|grew|increas\w+|gain\w*|up|climb\w*|jump\w*|soar\w*|rais\w+|"
    r"higher|profits?|advanc\w+|expand\w*)\b",
    re.IGNORECASE,
)
_THE_TWO = re.compile(r"\b(?:the|these|those|its|their)\s\Z", re.IGNORECASE)


def unsupported_figures(statement: str, quotes: Sequence[str]) -> list[str]:
    """The figures of `statement`, as they are written there, that no quote holds.

    Held is an equal value in whatever spelling: amounts with their currency and magnitude, percentages with their
    sign, dates (a quote may say them more closely), counts with their unit, and numbers without one. A figure that
    cannot be read must be written in a quote letter by letter. Markers such as [1] are no figures.
    """
    told = _Told.of(statement)
    held = [_Told.of(quote) for quote in quotes]
    return [
        one.span.of(statement)
        for one in told.written
        if not _is_no_figure(one, statement) and not any(_holds(quote, one, told) for quote in held)
    ]


@dataclass(frozen=True)
class _Told:
    """A statement or quote with what is written in it, and whether it tells of a rise or a fall."""

    text: str
    written: tuple[Written, ...]
    rises: bool
    falls: bool

    @classmethod
    def of(cls, text: str) -> _Told:
        return cls(text, tuple(written_in(text)), bool(_RISES.search(text)), bool(_FALLS.search(text)))

    def figures(self) -> Iterator[Figure]:
        return (one.figure for one in self.written if one.figure)

    def contradicts(self, other: _Told) -> bool:
        """Whether one tells of nothing but a rise and the other of nothing but a fall."""
        return (self.rises, self.falls) in ((True, False), (False, True)) and (other.rises, other.falls) == (
            self.falls,
            self.rises,
        )


def _is_no_figure(one: Written, text: str) -> bool:
    """Whether it says nothing of its own: a marker, the pronoun "one", "the two"."""
    start, end = one.span.start, one.span.end
    if text[start - 1 : start] == "[" and text[end : end + 1] == "]":
        return True
    if not one.in_words or one.figure is None or one.kind not in (Kind.NUMBER, Kind.COUNT):
        return False
    value = one.figure.value
    return value == 1 or (value == 2 and _THE_TWO.search(text, max(0, start - 7), start) is not None)


def _holds(quote: _Told, one: Written, said: _Told) -> bool:
    figure = one.figure
    if figure is None:
        unread = (other for other in quote.written if other.figure is None)
        return any(_folded(other.span.of(quote.text)) == _folded(one.span.of(said.text)) for other in unread)
    if figure.kind is Kind.PERCENT and quote.contradicts(said):
        return False
    falls = quote.falls or said.falls
    if any(_same(held, figure, falls) for held in quote.figures()):
        return True
    if figure.upper is not None:  # both ends, each by itself
        ends = (replace(figure, upper=None), replace(figure, value=figure.upper, upper=None))
        return all(any(_same(held, end, falls) for held in quote.figures()) for end in ends)
    return any(_is_end(held, figure, said, falls) for held in quote.figures())


def _is_end(held: Figure, figure: Figure, said: _Told, falls: bool) -> bool:
    """Whether `figure` is one end of the range `held` whose other end is said beside it: "from $20bn to $30bn"."""
    if held.upper is None:
        return False
    ends = (replace(held, upper=None), replace(held, value=held.upper, upper=None))
    return any(_same(end, figure, falls) for end in ends) and all(
        any(_same(end, beside, falls) for beside in said.figures()) for end in ends
    )


def _same(held: Figure, said: Figure, falls: bool) -> bool:
    """falls: the texts tell of a fall, so that -3.2% and "a fall of 3.2%" are the same."""
    if Kind.DATE in (held.kind, said.kind):
        return _dates_hold(held, said) if held.kind is said.kind else _same_year(held, said)
    # A number may lose its unit, and what is counted need not stand beside it; nothing else may change.
    lost = said.kind is Kind.NUMBER or (said.kind is Kind.COUNT and held.kind is Kind.NUMBER)
    if not lost and (held.kind, held.unit) != (said.kind, said.unit):
        return False
    return (held.value, held.upper) == (said.value, said.upper) or (falls and _opposite(held, said))


def _opposite(held: Figure, said: Figure) -> bool:
    return (
        held.upper is said.upper is None
        and not isinstance(held.value, WrittenDate)
        and not isinstance(said.value, WrittenDate)
        and held.value == -said.value
    )


def _dates_hold(held: Figure, said: Figure) -> bool:
    dates = [end for end in (held.value, held.upper) if isinstance(end, WrittenDate)]
    wanted = [end for end in (said.value, said.upper) if isinstance(end, WrittenDate)]
    return all(any(want.holds(day) for day in dates) for want in wanted)


def _same_year(held: Figure, said: Figure) -> bool:
    """Whether both are one year, though only one is written so that it must be one: "Vision 2030"."""
    date, number = (held, said) if held.kind is Kind.DATE else (said, held)
    return number.kind is Kind.NUMBER and isinstance(date.value, WrittenDate) and str(date.value) == str(number.value)


def _folded(written: str) -> str:
    return re.sub(r"\s+", " ", written).casefold()
