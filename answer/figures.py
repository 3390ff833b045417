"""Figures in text: amounts of money and percentages, with their units, as exact values.

Only what is written out is a figure: $2.1 billion and $2,100 million are the same, $2.1 million is not, and an
amount in another currency is of another unit: A$5 is in Australian dollars, and a currency that is not known makes no
figure. Neither end of a range is one ("$4 to 6 million"), and nor is a number that can be read in two ways
("$1,5 million").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from corpus.article import Span

PERCENT = "%"
_CODES = ("USD", "AUD", "CAD", "HKD", "NZD", "SGD", "EUR", "GBP", "JPY", "KRW")
_UNITS = {code: code for code in _CODES} | {
    "$": "USD", "US$": "USD", "DOLLAR": "USD", "DOLLARS": "USD",
    "A$": "AUD", "AU$": "AUD", "C$": "CAD", "CA$": "CAD", "HK$": "HKD", "NZ$": "NZD", "S$": "SGD", "SG$": "SGD",
    "€": "EUR", "EURO": "EUR", "EUROS": "EUR",
    "£": "GBP", "POUND": "GBP", "POUNDS": "GBP",
    "¥": "JPY", "YEN": "JPY",
    "₩": "KRW", "WON": "KRW",
    "%": PERCENT, "PERCENT": PERCENT,
}  # fmt: skip
_MAGNITUDES = {
    "thousand": 3, "k": 3, "million": 6, "mn": 6, "m": 6, "mm": 6, "mln": 6,
    "billion": 9, "bn": 9, "b": 9, "trillion": 12, "tn": 12, "trn": 12,
}  # fmt: skip
_READABLE = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_MAX_NUMBER_CHARS = 28  # more digits than that would be rounded
_NUMBER = r"\d(?:[.,'’/]?[\d½¼¾]|\s(?:\d{3}(?!\d)|\d/\d))*"  # as it is written, readable or not
_LEAD = rf"(?:\b(?-i:{'|'.join(_CODES)})\s)?[^\W\d_]{{0,4}}[$€£¥₩]|\b(?-i:{'|'.join(_CODES)})"
_MAGNITUDE = rf"(?:{'|'.join(sorted(_MAGNITUDES, key=len, reverse=True))})\b"
_TAIL = rf"%|per\s?cent\b|(?:dollars?|euros?|pounds?|yen|won|{'|'.join(_CODES)})\b"
_TERM = re.compile(
    rf"(?:(?P<lead>{_LEAD})\s?|(?<![\w.,]))(?P<number>{_NUMBER})(?:[\s-]?(?P<magnitude>{_MAGNITUDE}))?"
    rf"(?:[\s-]?(?P<tail>{_TAIL}))?",
    re.IGNORECASE,
)
# What would change the value of the number before it, in a way that is not read here: $5x, $5 crore, $2 and a half ...
_CONTINUED = re.compile(
    r"[^\W_]|[\s-](?:hundred|thousand|million|billion|trillion|quadrillion|lakh|crore|and a (?:half|quarter))\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_ROUGHLY = r"(?:(?:about|around|approximately|roughly|some|nearly|almost|perhaps|up to|as much as)\s+)?"
_TO = re.compile(rf"(?:[\s-]*\b(?:up\s+to|to|or)\b[\s-]*|\s?[-‐‑‒–−~]\s?|—){_ROUGHLY}", re.IGNORECASE)
_AND = re.compile(rf"\s+and\s+{_ROUGHLY}", re.IGNORECASE)
_BETWEEN = re.compile(rf"\bbetween\s+{_ROUGHLY}$", re.IGNORECASE)


@dataclass(frozen=True)
class Figure:
    """unit: an ISO 4217 code or "%"; value: in that unit, exactly; span: where it stands in the text it was read in."""

    unit: str
    value: Decimal
    span: Span


def figures_in(text: str) -> list[Figure]:
    """The figures of `text`, in order."""
    return [figure for _, figure in _amounts(text) if figure]


def only_figure_in(text: str, percent: bool) -> Figure | None:
    """The one percentage, or the one amount of money, of `text`.

    None where it holds none or several, or where one beside it (the end of a range, say) cannot be read.
    """
    found = [figure for is_percent, figure in _amounts(text) if is_percent == percent]
    return found[0] if len(found) == 1 else None


def _amounts(text: str) -> Iterator[tuple[bool, Figure | None]]:
    """Whatever is written as an amount: whether it is a percentage, and its figure where it has one."""
    terms = list(_TERM.finditer(text))
    ranges = [_is_range(one, other, text) for one, other in pairwise(terms)]
    for n, term in enumerate(terms):
        if term["lead"] or term["tail"]:
            in_range = any(ranges[max(0, n - 1) : n + 1])
            yield _is_percent(term), None if in_range else _figure(term, text)


def _is_range(one: re.Match[str], other: re.Match[str], text: str) -> bool:
    if len({_is_percent(term) for term in (one, other) if term["lead"] or term["tail"]}) > 1:
        return False  # "$20 million or 15% of it"
    if _YEAR.fullmatch(one[0]) and (other["lead"] or _is_percent(other)):
        return False  # "it rose in 2025 to $5 million"
    gap = text[one.end() : other.start()]
    return bool(
        _TO.fullmatch(gap) or (_AND.fullmatch(gap) and _BETWEEN.search(text[max(0, one.start() - 40) : one.start()]))
    )


def _is_percent(term: re.Match[str]) -> bool:
    return _unit(term["tail"] or "") == PERCENT


def _figure(term: re.Match[str], text: str) -> Figure | None:
    lead, tail = (_unit(term[side]) if term[side] else None for side in ("lead", "tail"))
    unit = tail if tail and (term["lead"] in (None, "$")) else lead  # "$5 million CAD" is Canadian
    contradicted = bool(term["lead"] and term["tail"]) and unit != tail
    if not unit or contradicted or not _READABLE.fullmatch(term["number"]) or len(term["number"]) > _MAX_NUMBER_CHARS:
        return None
    if not term["tail"] and _CONTINUED.match(text, term.end()):
        return None
    number = Decimal(term["number"].replace(",", ""))
    return Figure(unit, number.scaleb(_MAGNITUDES.get((term["magnitude"] or "").lower(), 0)), Span(*term.span()))


def _unit(written: str) -> str | None:
    """USD for $, CAD for "CAD $" and C$; None for a currency that is not known."""
    name = "".join(written.split()).upper()
    return _UNITS.get(name) or (_UNITS.get(name[:3]) if name[3:] == "$" else None)
