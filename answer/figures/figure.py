"""The noun: a figure is a typed value, its unit, and where it is written. And when two of them are the same."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from corpus.article import Span

PERCENT = "%"
PERCENTAGE_POINT = "percentage point"
_ROUNDED = Decimal("0.05")  # how far, as a share, a value may be from one that is written as approximate


class Kind(StrEnum):
    """What a figure is of. NUMBER: a number without a unit, which only the check of answers looks at."""

    MONEY = "money"
    PERCENT = "percent"
    DATE = "date"
    COUNT = "count"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A day or a period as far as it is written: a day without its year has none.

    part: "Q1" to "Q4", "H1" or "H2", or for a year over two calendar years the second one, as "/26".
    fiscal: of somebody's financial year, which is another period than the calendar's.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    part: str | None = None
    fiscal: bool = False

    def __str__(self) -> str:
        """2025-07-22, 2025-07, 2025-Q3, FY2026, and --07-22 without a year."""
        year = f"{self.year:04d}" if self.year else "-"
        if self.part and self.part.startswith("/"):
            return f"FY{year}{self.part}"
        numbers = [f"{n:02d}" for n in (self.month, self.day) if n]
        written = "-".join([year, *numbers, *([self.part] if self.part else [])])
        return f"FY{written}" if self.fiscal else written

    @property
    def unit(self) -> str:
        """day, month, quarter, half, fiscal year or year."""
        if self.part and self.part[0] in "QH":
            return "quarter" if self.part[0] == "Q" else "half"
        if self.fiscal:
            return "fiscal year"
        return "day" if self.day else "month" if self.month else "year"

    def holds(self, other: WrittenDate) -> bool:
        """Whether `other` is this, or says it more closely: 2025 holds 22 July 2025, and so does July."""
        if self.fiscal != other.fiscal:
            return False
        return all(getattr(self, name) in (None, getattr(other, name)) for name in ("year", "month", "day", "part"))


Value = Decimal | WrittenDate


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a text.

    unit: an ISO 4217 code, "%" or "percentage point", the granularity of a date, or what is counted (MW, job, tonne).
    value: in that unit, exactly. upper: the other end of a range, whose lower end is `value`. approximate: written
    with "about" or its like. span: where it stands in the text it was read in.
    """

    kind: Kind
    unit: str
    value: Value
    span: Span
    upper: Value | None = None
    approximate: bool = False


def same_value(one: Figure, other: Figure) -> bool:
    """Whether two figures say the same, in whatever spelling: $550B and $550 billion.

    A value that rounds to one written as approximate is the same too: "$2.04 billion" and "about $2 billion".
    """
    if one.kind != other.kind or one.unit != other.unit or (one.upper is None) != (other.upper is None):
        return False
    return _same(one.value, other.value, one, other) and (
        one.upper is None or other.upper is None or _same(one.upper, other.upper, one, other)
    )


def _same(value: Value, other_value: Value, one: Figure, other: Figure) -> bool:
    if value == other_value:
        return True
    if not isinstance(value, Decimal) or not isinstance(other_value, Decimal):
        return False
    return (one.approximate and _rounds_to(other_value, value)) or (
        other.approximate and _rounds_to(value, other_value)
    )


def _rounds_to(exact: Decimal, rounded: Decimal) -> bool:
    exponent = rounded.normalize().as_tuple().exponent
    assert isinstance(exponent, int)  # nothing that is read is infinite
    apart = abs(exact - rounded)
    return apart <= Decimal(5).scaleb(exponent - 1) and apart <= _ROUNDED * abs(rounded)
