"""Dates as questions name them: "November 2025", "12 Nov 2025", "2025-11-12", "July", "2025", "Q3 2025"."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_YEAR = r"\b(?:19|20)\d\d\b"
_DAY = r"[0-3]?\d(?:st|nd|rd|th)?"

NAMED_TIME = (
    rf"(?:{_YEAR}-[01]\d-[0-3]\d\b|{_DAY}(?: of)? {_MONTH},? {_YEAR}|{_MONTH} {_DAY},? {_YEAR}"
    rf"|q[1-4],? {_YEAR}|{_MONTH},? {_YEAR}|{_DAY}(?: of)? {_MONTH}|{_MONTH} {_DAY}(?!\d)|{_MONTH}|{_YEAR})"
)
"""A pattern (to be matched without regard to case) of what `named_time` reads. It has no groups."""


@dataclass(frozen=True)
class Days:
    """From `first` to `last` day, both included."""

    first: date
    last: date


def named_time(text: str, today: date) -> Days | None:
    """The days that a match of NAMED_TIME names; without a year, the latest that have begun by `today`.

    None for days that do not exist, as 31 June.
    """
    text = text.lower()
    if iso := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", text):
        return _days(int(iso[1]), int(iso[2]), int(iso[3]))
    year = int(found[0]) if (found := re.search(_YEAR, text)) else None
    rest = re.sub(_YEAR, "", text)
    if year and (quarter := re.search(r"q([1-4])", rest)):
        last_month = 3 * int(quarter[1])
        return Days(date(year, last_month - 2, 1), date(year, last_month, monthrange(year, last_month)[1]))
    name = re.search(_MONTH, rest)
    if name is None:
        return Days(date(year, 1, 1), date(year, 12, 31)) if year else None
    month = _MONTHS.index(name[0][:3]) + 1
    day = int(found[0]) if (found := re.search(r"\d{1,2}", rest)) else None
    if year is None:
        year = today.year if (month, day or 1) <= (today.month, today.day) else today.year - 1
    return _days(year, month, day)


def _days(year: int, month: int, day: int | None) -> Days | None:
    try:
        first = date(year, month, 1 if day is None else day)
    except ValueError:
        return None
    return Days(first, first if day else date(year, month, monthrange(year, month)[1]))
