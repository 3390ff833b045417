"""Figures in text: amounts of money and percentages, with their units, as exact values.

Only what is written out is a figure: $2.1 billion and $2,100 million are the same, $2.1 million is not, and an
amount in another currency is of another unit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from corpus.article import Span

_CURRENCIES = {
    "$": "USD", "us$": "USD", "usd": "USD", "dollar": "USD", "dollars": "USD",
    "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR",
    "£": "GBP", "gbp": "GBP", "pound": "GBP", "pounds": "GBP",
    "¥": "JPY", "jpy": "JPY", "yen": "JPY",
    "₩": "KRW", "krw": "KRW", "won": "KRW",
}  # fmt: skip
_MAGNITUDES = {
    "thousand": 3, "k": 3, "million": 6, "mn": 6, "m": 6, "mln": 6,
    "billion": 9, "bn": 9, "b": 9, "trillion": 12, "tn": 12, "trn": 12,
}  # fmt: skip
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_MAGNITUDE = r"(?:thousand|million|billion|trillion|mln|trn|mn|bn|tn|[mbk])\b"
_AMOUNT = re.compile(
    rf"(?:(?P<sign>US\$|[$€£¥₩])\s?(?P<number>{_NUMBER})(?:[\s-]?(?P<magnitude>{_MAGNITUDE}))?"
    rf"|(?<![\w.,])(?P<number2>{_NUMBER})(?:[\s-]?(?P<magnitude2>{_MAGNITUDE}))?[\s-]?"
    rf"(?P<name>dollars?|euros?|pounds?|yen|won|usd|eur|gbp|jpy|krw)\b)",
    re.IGNORECASE,
)
_PERCENT = re.compile(rf"(?<![\w.,])(?P<number>{_NUMBER})\s?(?:%|per\s?cent\b)", re.IGNORECASE)
PERCENT = "%"


@dataclass(frozen=True)
class Figure:
    """unit: an ISO 4217 code or "%"; value: in that unit, exactly; span: where it stands in the text it was read in."""

    unit: str
    value: Decimal
    span: Span


def figures_in(text: str) -> list[Figure]:
    """The figures of `text`, in order."""
    found = [_amount(match) for match in _AMOUNT.finditer(text)]
    found += [
        Figure(PERCENT, Decimal(match["number"].replace(",", "")), Span(*match.span()))
        for match in _PERCENT.finditer(text)
    ]
    return sorted(found, key=lambda figure: figure.span)


def _amount(match: re.Match[str]) -> Figure:
    number = Decimal((match["number"] or match["number2"]).replace(",", ""))
    magnitude = (match["magnitude"] or match["magnitude2"] or "").lower()
    unit = _CURRENCIES[(match["sign"] or match["name"]).lower()]
    return Figure(unit, number.scaleb(_MAGNITUDES.get(magnitude, 0)), Span(*match.span()))
