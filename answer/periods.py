"""Periods as they are written in a phrase: a day, a month, a year, a decade, from one to another."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

_MONTHS = "january february march april may june july august september october november december".split()
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_YEAR = r"1[0-9]\d\d|20\d\d"
_WRITTEN = re.compile(
    rf"\b(?P<iso>\d{{4}}-\d\d-\d\d)\b"
    rf"|\b(?P<month1>{_MONTH})\s+(?P<day1>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(?P<year1>{_YEAR})\b)?"
    rf"|\b(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month2>{_MONTH})(?:,?\s+(?P<year2>{_YEAR})\b)?"
    rf"|\b(?P<month3>{_MONTH})(?:\s+of)?,?\s+(?P<year3>{_YEAR})\b"
    rf"|\b(?P<quarter>q[1-4]|(?:first|second|third|fourth) quarter)(?:\s+of)?\s+(?P<year4>{_YEAR})\b"
    rf"|\b(?P<decade>{_YEAR})['’]?s\b"
    rf"|\b(?P<century>1\d|20|21)(?:th|st) century\b"
    rf"|\b(?P<since>{_YEAR})\s?[-–/]\s?(?P<until>\d\d)(?!\d)"
    rf"|\b(?P<year5>{_YEAR})\b",
    re.IGNORECASE,
)
_QUARTERS = ("first", "second", "third", "fourth")
_NO_YEAR = 4  # a leap year of its own, for days whose year is not written


@dataclass(frozen=True, order=True)
class Period:
    """From `first` to `last`, both inclusive. With has_year false, the year of both means nothing."""

    first: date
    last: date
    has_year: bool = True

    def holds(self, other: Period) -> bool:
        """Whether `other` lies in this period, as far as it is known: "July 22" may lie in 2025."""
        if self.has_year and not other.has_year:
            return any(self._covers(other.in_year(year)) for year in {self.first.year, self.last.year})
        if other.has_year and not self.has_year:
            return other.first.year == other.last.year and self.in_year(other.first.year)._covers(other)
        return self._covers(other)

    def in_year(self, year: int) -> Period:
        """This period in another year."""
        return Period(_in_year(self.first, year), _in_year(self.last, year))

    def _covers(self, other: Period) -> bool:
        return self.first <= other.first and other.last <= self.last


@lru_cache(maxsize=2_000)  # a phrase is compared with many
def period_in(text: str) -> Period | None:
    """The period that a phrase gives, from the first to the last day it mentions; None where it gives none."""
    found = [period for match in _WRITTEN.finditer(text) if (period := _read(match))]
    dated = [period for period in found if period.has_year]
    if len(dated) < len(found) and dated:  # "March 3 to June 5, 2025": the year stands once
        found = [period if period.has_year else period.in_year(dated[0].first.year) for period in found]
    if not found:
        return None
    return Period(min(p.first for p in found), max(p.last for p in found), found[0].has_year)


def _read(match: re.Match[str]) -> Period | None:
    part = match.groupdict()
    try:
        if part["iso"]:
            day = date.fromisoformat(part["iso"])
            return Period(day, day)
        for n in ("1", "2"):
            if month := part["month" + n]:
                year = part["year" + n]
                day = date(int(year or _NO_YEAR), _month(month), int(part["day" + n]))
                return Period(day, day, bool(year))
    except ValueError:
        return None  # February 30
    if month := part["month3"]:
        return _months(int(part["year3"]), _month(month), _month(month))
    if quarter := part["quarter"]:
        number = int(quarter[1]) if quarter[1].isdigit() else _QUARTERS.index(quarter.split()[0].lower()) + 1
        return _months(int(part["year4"]), 3 * number - 2, 3 * number)
    if century := part["century"]:
        return _years(int(century) * 100 - 100, int(century) * 100)
    if decade := part["decade"]:
        return _years(int(decade), int(decade) + (99 if decade.endswith("00") else 9))
    if since := part["since"]:
        return _years(int(since), max(int(since), int(since[:2] + part["until"])))
    return _years(int(part["year5"]), int(part["year5"]))


def _month(name: str) -> int:
    return next(n for n, month in enumerate(_MONTHS, start=1) if month.startswith(name[:3].lower()))


def _months(year: int, first: int, last: int) -> Period:
    return Period(date(year, first, 1), date(year, last, monthrange(year, last)[1]))


def _years(first: int, last: int) -> Period:
    return Period(date(first, 1, 1), date(last, 12, 31))


def _in_year(day: date, year: int) -> date:
    return day.replace(year=year, day=min(day.day, monthrange(year, day.month)[1]))
