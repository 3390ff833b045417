"""What stands behind a number: its magnitude, and its currency, rate or unit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from answer.figures.currencies import CONTINENTAL, TRAILING_PATTERN, trailing
from answer.figures.figure import PERCENT, PERCENTAGE_POINT, Kind
from answer.figures.numerals import Style
from answer.figures.units import COUNT_PATTERN, can_count, counted

_ENGLISH_POWERS = {
    "thousand": 3, "k": 3, "million": 6, "millions": 6, "mn": 6, "m": 6, "mm": 6, "mln": 6, "billion": 9, "billions": 9,
    "bn": 9, "b": 9, "bln": 9, "trillion": 12, "trillions": 12, "tn": 12, "trn": 12,
    "lakh": 5, "lakhs": 5, "crore": 7, "crores": 7, "lakh crore": 12,
}  # fmt: skip
_CONTINENTAL_POWERS = {
    "tsd": 3, "mio": 6, "millionen": 6, "mrd": 9, "mia": 9, "md": 9, "mds": 9, "milliarde": 9, "milliarden": 9,
    "milliard": 9, "milliards": 9, "billionen": 12, "millones": 6, "mil millones": 9, "milhões": 6, "milhão": 6,
    "bilhões": 9, "bilhão": 9, "trilhões": 12, "milioni": 6, "miliardi": 9, "miliardo": 9, "miljoen": 6, "miljard": 9,
    "miljoner": 6, "miljarder": 9, "millioner": 6, "milliarder": 9, "mln": 6, "mld": 9,
}  # fmt: skip
_LETTERS = frozenset("k m mm b".split())  # magnitudes of money; of what is counted only in "5m barrels", "10k jobs"
_POWERS = _CONTINENTAL_POWERS | _ENGLISH_POWERS
_POWER = "|".join(name.replace(" ", r"\s") for name in sorted(_POWERS, key=len, reverse=True))
_MAGNITUDE = rf"(?:[\s-]?(?P<power>{_POWER})\b(?:\.(?=\s?(?:{TRAILING_PATTERN})))?)?"
_RATE = r"%|％|per\s?cent\b|pct\b|(?P<points>(?:percentage[\s-]points?|pp|ppts?)\b)|(?P<bps>basis[\s-]points?\b|bps\b)"
_MONEY_TAIL = re.compile(
    rf"{_MAGNITUDE}(?P<tail>(?P<gap>[\s-]?)(?:(?P<rate>{_RATE})|(?P<of>de\s|d['’]|di\s)?(?P<name>{TRAILING_PATTERN})))?",
    re.IGNORECASE,
)
_COUNT_TAIL = re.compile(rf"{_MAGNITUDE}{COUNT_PATTERN}", re.IGNORECASE)
_SIGNS_BEHIND = ("€", "zł", "kč", "₽")


@dataclass(frozen=True, slots=True)
class Tail:
    """What stands behind a number, up to `end`. kind: NUMBER where no unit is there; unit: None where none is known.

    power: the magnitude, as a power of ten. factor: of the unit. magnitude, name: as written, in small letters.
    continental: the spelling shows that a comma is the decimal sign.
    """

    end: int
    kind: Kind = Kind.NUMBER
    unit: str | None = None
    power: int | None = None
    factor: Decimal = Decimal(1)
    magnitude: str = ""
    name: str = ""
    continental: bool = False

    @property
    def is_letter(self) -> bool:
        """Whether it is no more than a letter, which without a currency may mean anything."""
        return self.kind is Kind.NUMBER and self.magnitude in _LETTERS

    def scaled(self, value: Decimal | None) -> Decimal | None:
        return None if value is None else value.scaleb(self.power or 0) * self.factor

    def style(self, unit: str | None, *, led: bool) -> Style:
        """How the number before it is grouped. unit: the number's after all; led: whether that stood before it."""
        if self.continental or (
            self.magnitude in _CONTINENTAL_POWERS and (self.magnitude not in _ENGLISH_POWERS or unit in CONTINENTAL)
        ):
            return Style.CONTINENTAL
        if self.magnitude in _ENGLISH_POWERS and self.magnitude != "m":
            return Style.CONTINENTAL if self.name == "€" else Style.ENGLISH
        if self.kind is Kind.PERCENT or unit not in CONTINENTAL:
            return Style.ENGLISH
        return Style.CONTINENTAL if not led and self.name in _SIGNS_BEHIND else Style.UNKNOWN


def tail_at(text: str, end: int) -> Tail:
    """The magnitude, currency or rate behind a number that ends at `end`."""
    match = _MONEY_TAIL.match(text, end)
    assert match is not None  # it matches nothing, too
    magnitude = re.sub(r"\s", " ", (match["power"] or "").casefold())
    power, name = _POWERS.get(magnitude), match["name"] or ""
    if match["rate"]:
        unit = PERCENTAGE_POINT if match["points"] or match["bps"] else PERCENT
        factor = Decimal("0.01") if match["bps"] else Decimal(1)
        spaced = match["rate"] == "%" and bool(match["gap"])  # 15,5 %
        return Tail(match.end(), Kind.PERCENT, unit, power, factor, magnitude, continental=spaced)
    if not name:
        return Tail(match.end(), power=power, magnitude=magnitude)
    return Tail(match.end(), Kind.MONEY, trailing(name), power, Decimal(1), magnitude, name.lower(), bool(match["of"]))


def count_at(text: str, end: int, value: Decimal | None) -> Tail | None:
    """The magnitude and unit of what is counted, behind a number `value` that ends at `end`; None for no such thing."""
    match = _COUNT_TAIL.match(text, end)
    if match is None:
        return None
    magnitude = re.sub(r"\s", " ", (match["power"] or "").casefold())
    if magnitude in _LETTERS and (magnitude not in "km" or text[end] in " -"):
        return None
    unit, factor = counted(match["sign"], match["name"], match["rate"])
    tail = Tail(match.end(), Kind.COUNT, unit, _POWERS.get(magnitude), factor, magnitude)
    whole = None if value is None else value.scaleb(tail.power or 0)
    return tail if can_count(whole, unit, match["name"]) else None
