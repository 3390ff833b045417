"""Terms: each number of a text with the sign, currency, magnitude and unit that stand around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from answer.figures.currencies import LEADING_PATTERN, SYMBOLS, leading
from answer.figures.figure import PERCENT, Kind
from answer.figures.numerals import DIGITS, TRIGGERS, WORDED, InWords, Style, read_digits, read_words
from answer.figures.tails import Tail, count_at, tail_at
from corpus.article import Span

_LEAD = re.compile(rf"(?:(?<![\w)])(?P<sign>[-−]))?(?P<lead>{LEADING_PATTERN})\s?(?P<inner>[-−])?\Z")
_MINUS = re.compile(r"(?:(?<![\w)$€£¥])[-−]|\b(?:minus|negative)\s)\Z")
# What changes the value of the number before it in a way that is not read: $5x, $5 quadrillion, $2 and a half.
_CONTINUED = re.compile(
    r"[^\W_]|[\s-](?:hundred|thousand|million|billion|trillion|quadrillion|lakh|crore|dozen|and a (?:half|quarter))\b",
    re.IGNORECASE,
)
_YEARLIKE = re.compile(r"(?:19|20)\d\d")
_RESULT = re.compile(
    r"\b(?:loss|losses|deficit|outflow|income|profit|earnings|EBITDA)(?:\s(?:of|was|at))?:?\s?\(\Z", re.IGNORECASE
)
# "Boeing 737 jets", "Sakhalin-2 shareholders": the number belongs to a name.
_NAMED = re.compile(
    r"(?:\b(?!(?:About|Some|Over|The|In|Its|All|For|With|At|Nearly|Almost|Around|Up|To|And|Within|Another|Of)\b)"
    r"[A-Z][\w.]*\s|[^\W\d_]-)\Z"
)
_PLAIN_WORDS = re.compile("[a-z]+")


@dataclass(frozen=True, slots=True)
class Term:
    """A number as it is written. kind and unit: None where nothing tells. value: None where it cannot be read.

    power: the magnitude written here, as a power of ten, or None; value has it in already. factor: of the unit.
    led: its unit stands before it. complete: it has a unit.
    """

    span: Span
    value: Decimal | None
    kind: Kind = Kind.NUMBER
    unit: str | None = None
    power: int | None = None
    factor: Decimal = Decimal(1)
    in_words: bool = False
    led: bool = False

    @property
    def complete(self) -> bool:
        return self.kind is not Kind.NUMBER

    def borrowing(self, other: Term) -> Term:
        """This number in the unit of `other`, and in its magnitude where it has none."""
        value, power = self.value, self.power
        if value is not None:
            value *= other.factor
            if power is None and other.power is not None:
                value = value.scaleb(other.power)
        return replace(self, value=value, kind=other.kind, unit=other.unit, power=power, factor=other.factor)

    def in_magnitude_of(self, other: Term) -> Term:
        """This amount in the magnitude of `other`, where it has none: $20 in "$20 and $30 billion"."""
        if self.value is None or self.power is not None or other.power is None:
            return self
        return replace(self, value=self.value.scaleb(other.power), power=other.power)


def terms_in(text: str) -> list[Term]:
    """The terms of `text`, in order and apart from each other."""
    numbers = list(_digits_in(text))
    if not TRIGGERS.isdisjoint(_PLAIN_WORDS.findall(text.lower())):
        numbers = sorted([*numbers, *_words_in(text)], key=lambda found: found[0])
    terms: list[Term] = []
    for start, end, written in numbers:
        before = terms[-1].span.end if terms else 0
        if start >= before:
            term = _in_words(text, start, end, written) if isinstance(written, InWords) else None
            terms.append(term or _in_digits(text, start, end, before))
    return terms


def _digits_in(text: str) -> Iterator[tuple[int, int, str | InWords]]:
    for match in DIGITS.finditer(text):
        yield match.start(), match.end(), match[0]


def _words_in(text: str) -> Iterator[tuple[int, int, str | InWords]]:
    for match in WORDED.finditer(text):
        said = read_words(match)
        if said is not None:
            yield match.start(), match.end("part") if said.share else match.end(), said


def _in_words(text: str, start: int, end: int, said: InWords) -> Term:
    if said.share:
        return Term(Span(start, end), said.value, Kind.PERCENT, PERCENT, in_words=True)
    tail = tail_at(text, end)
    if tail.kind is Kind.NUMBER:
        tail = count_at(text, end, said.value) or tail
    return replace(_term(Span(start, tail.end), said.value, tail), in_words=True)


def _in_digits(text: str, start: int, end: int, before: int) -> Term:
    written = text[start:end]
    lead = _lead_before(text, start, before)
    tail = tail_at(text, end)
    if lead is not None:
        return _led(text, written, lead, tail)
    if tail.kind is Kind.NUMBER:
        if _is_letter(text[start - 1 : start]):
            return _bare(text, start, end, None)
        count = count_at(text, end, read_digits(written, Style.ENGLISH))
        if count is not None and not (len(written) < 4 and _NAMED.search(text, max(0, start - 20), start)):
            return _signed(text, _term(Span(start, count.end), read_digits(written, Style.ENGLISH), count), before)
        if tail.power is None or tail.is_letter:
            return _bare(text, start, end, written)
    value = read_digits(written, tail.style(tail.unit, led=False))
    if tail.unit == "KRW" and tail.power is None and (value is None or value < 100 or _YEARLIKE.fullmatch(written)):
        return _bare(text, start, end, written)  # "the top 3 won", "in 2025 won"
    of_weight = tail.name == "pounds" and text[tail.end : tail.end + 4].casefold() == " of "
    if of_weight or (tail.kind is Kind.NUMBER and _CONTINUED.match(text, tail.end)):
        value = None
    return _signed(text, _term(Span(start, tail.end), value, tail), before)


def _led(text: str, written: str, lead: re.Match[str], tail: Tail) -> Term:
    """An amount with its currency before it; one behind it may say whose dollars: "$5 million CAD"."""
    unit = leading(lead["lead"])
    if tail.unit is not None and tail.unit != unit:
        unit = tail.unit if lead["lead"] == "$" and tail.kind is Kind.MONEY else None
    value = read_digits(written, tail.style(unit, led=True))
    if unit is None or (tail.kind is Kind.NUMBER and _CONTINUED.match(text, tail.end)):
        value = None
    term = replace(_term(Span(lead.start(), tail.end), value, tail), kind=Kind.MONEY, unit=unit, led=True)
    if lead["sign"] or lead["inner"]:
        return replace(term, value=_negative(term.value))
    return _signed(text, term, 0)


def _term(span: Span, value: Decimal | None, tail: Tail) -> Term:
    return Term(span, tail.scaled(value), tail.kind, tail.unit, tail.power, tail.factor)


def _bare(text: str, start: int, end: int, written: str | None) -> Term:
    """A number without a unit; one that is part of a word, as in A380 or 5G, is the whole word, unread."""
    first, last = start, end
    while _is_letter(text[first - 1 : first]):
        first -= 1
    while _is_letter(text[last : last + 1]):
        last += 1
    whole = (first, last) == (start, end)
    return Term(Span(first, last), read_digits(written, Style.ENGLISH) if written and whole else None)


def _is_letter(character: str) -> bool:
    """Whether it makes one word with a number beside it; Japanese writing does not."""
    return character.isalnum() and character < "\u2e80"


def _lead_before(text: str, start: int, before: int) -> re.Match[str] | None:
    previous = text[start - 1 : start].strip() or text[max(0, start - 2) : start - 1]
    if not previous or not (previous in SYMBOLS or previous.isupper() or previous in ".s-−"):
        return None  # a quick look, for most numbers have none
    return _LEAD.search(text, max(before, start - 12), start)


def _signed(text: str, term: Term, before: int) -> Term:
    """`term` with the minus before it, or the one that brackets mean behind a result: "net loss of ($12.5 million)"."""
    start, end = term.span.start, term.span.end
    first = text[start - 1 : start]
    minus = None
    if first and first in "-− (":
        minus = _MINUS.search(text, max(before, start - 10), start)
    in_range = before and minus and minus.start() - before < 2 and minus[0] != "−"  # "5 -6%"
    if minus and not in_range:
        return replace(term, span=Span(minus.start(), end), value=_negative(term.value))
    if first == "(" and text[end : end + 1] == ")" and _RESULT.search(text, max(0, start - 24), start):
        return replace(term, value=_negative(term.value))
    return term


def _negative(value: Decimal | None) -> Decimal | None:
    return None if value is None else -value
