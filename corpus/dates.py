"""Dates as people write them: in a byline, in a dateline, in the name of a file. Nothing is guessed."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_TIME = (
    r"(?:,?\s*(?:T|at\s+)?\d{1,2}(?:[:.時시]\s?\d{2}(?::\d{2}(?:\.\d+)?)?[分분]?(?:\s*[ap]\.?m\b\.?)?|\s*[ap]\.?m\b\.?)"
    r"(?:\s*(?:Z|[+-]\d{2}:?\d{2}|(?-i:\(?[A-Z]{2,4}\)?)(?![\w.])))?)?"
)
_DAY = (
    rf"{_WEEKDAY}(?:(?P<m1>{_MONTH})\s+(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y1>\d{{4}})"
    rf"|(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<m2>{_MONTH}),?\s+(?P<y2>\d{{4}})"
    r"|(?P<y3>\d{4})-(?P<n3>\d{2})-(?P<d3>\d{2})"
    r"|(?P<y4>\d{4})(?:年|년|\.|/)\s?(?P<n4>\d{1,2})(?:月|월|\.|/)\s?(?P<d4>\d{1,2})(?:日|일|\.)?(?:\s?[(（]\w[)）])?"
    r"|(?P<d5>\d{1,2})\.\s?(?P<n5>\d{1,2})\.\s?(?P<y5>\d{4}))"  # with slashes, who knows
)
_DATED = re.compile(rf"{_DAY}(?P<time>{_TIME})(?![\d/])", re.IGNORECASE)
DAY_WITHOUT_YEAR = rf"(?:{_MONTH}\s+\d{{1,2}}|\d{{1,2}}\s+{_MONTH})"
_IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d{2})([-_.]?)(\d{2})\2(\d{2})(?!\d)")


def leading_date(text: str) -> tuple[date, str] | None:
    """The date that `text` begins with, and what follows it and its time of day; None where it begins with none."""
    match = _DATED.match(text)
    if not match:
        return None
    found = {name[0]: value for name, value in match.groupdict().items() if value and name != "time"}
    month = int(found["n"]) if "n" in found else _MONTHS.index(found["m"][:3].lower()) + 1
    try:
        return date(int(found["y"]), month, int(found["d"])), text[match.end() :]
    except ValueError:
        return None


def date_in_name(name: str) -> date | None:
    """The date in the name of a file, such as 2026-02-18-larkspur.html or 20260218_larkspur.txt."""
    for year, _, month, day in _IN_NAME.findall(name.replace("\\", "/").rsplit("/", 1)[-1]):
        try:
            return date(int(year), int(month), int(day))
        except ValueError:
            continue
    return None
