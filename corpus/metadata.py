"""Title, publisher and publication date, found where a plain text gives them and left empty where it does not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

_MONTHS = "january february march april may june july august september october november december".split()
_MONTH = r"(?P<month>jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DATELINE = re.compile(
    rf"(?:published(?: on)?:?|updated:?|posted(?: on)?:?|(?:mon|tues?|wednes|thurs?|fri|satur|sun)(?:day)?,?)?\s*"
    rf"(?:{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})"
    rf"|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH.replace('month', 'month2')},?\s+(?P<year2>\d{{4}})"
    rf"|(?P<iso>\d{{4}}-\d{{2}}-\d{{2}}))(?:,?\s*T?\d{{1,2}}:\d{{2}}\S*(?:\s*[ap]\.?m\.?)?)?(?:\s+[A-Z]{{2,4}})?"
    rf"\s*(?:[|·•—–-]|by\b|,)?\s*(?P<rest>.*)",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(
    # A list item "(c) the Buyer ..." is no copyright line: that one names a year.
    r"(?:copyright\s*)?(?:[©ⓒ]|\(c\)(?=\s*\d{4}))\s*(?:\d{4}(?:\s*[-–]\s*\d{4})?\s*)?(?:by\s+)?(?P<name>.+)",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"\b(?:as of|dated|on|of|until|through|by|and)$", re.IGNORECASE)
_SMALL_WORDS = frozenset("of the and for in de du la le by at on & | / · • , — – -".split())
_RIGHTS = re.compile(r"[.,]?\s*(?:all rights reserved|무단\s*전재|無断転載).*", re.IGNORECASE)
_HEAD_LINES = 6
_MAX_HEADLINE_CHARS = 200
_LONGER = 1.3  # prose stands out by this much; the lines of hard-wrapped prose do not
_MAX_NAME_CHARS = 60


@dataclass(frozen=True)
class Found:
    """What a text says about itself. byline: the line that holds the date, which is no part of the body."""

    title: str = ""
    publisher: str | None = None
    published: date | None = None
    byline: str | None = None


def parse_date(value: object) -> date | None:
    """A date from ISO text, a date or a datetime; None for nothing. Raises ValueError for anything else."""
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        return datetime.fromisoformat(value.strip()).date()
    raise ValueError(f"not a date: {value!r}")


def find_metadata(text: str) -> Found:
    """Title from a headline line, date and publisher from a byline such as "October 28, 2025Clash Report"."""
    lines = [line.strip() for line in text.split("\n")]
    head = [line for line in lines if line][:_HEAD_LINES]
    title = head[0] if head and _is_headline(head[0], head[1:]) else ""
    for before, line in zip(["", *head], head, strict=False):
        dated = _dateline(line)
        if dated and not _GOES_ON.search(before):
            published, rest = dated
            return Found(title if title != line else "", rest or _copyright_holder(lines), published, line)
    return Found(title, _copyright_holder(lines))


def _is_headline(line: str, following: list[str]) -> bool:
    unlike_prose = len(line) <= _MAX_HEADLINE_CHARS and not re.search(r"[.:;,]$", line)
    is_wrapped = bool(following) and following[0][0].islower()
    return unlike_prose and not is_wrapped and any(len(other) > _LONGER * len(line) for other in following)


def _dateline(line: str) -> tuple[date, str | None] | None:
    match = _DATELINE.fullmatch(line) if len(line) <= 120 else None
    if not match:
        return None
    rest = match["rest"].strip(" |·•—–-,")
    if len(rest) > _MAX_NAME_CHARS or rest.endswith(".") or not _is_name(rest):
        return None  # a sentence that begins with a date
    try:
        return _date_of(match), rest or None
    except ValueError:
        return None


def _is_name(text: str) -> bool:
    return not any(word[0].islower() and word.lower() not in _SMALL_WORDS for word in text.split())


def _date_of(match: re.Match[str]) -> date:
    if match["iso"]:
        return date.fromisoformat(match["iso"])
    month = (match["month"] or match["month2"]).lower()[:3]
    number = next(i for i, name in enumerate(_MONTHS, start=1) if name.startswith(month))
    return date(int(match["year"] or match["year2"]), number, int(match["day"] or match["day2"]))


def _copyright_holder(lines: list[str]) -> str | None:
    for line in reversed(lines):
        match = _COPYRIGHT.fullmatch(line)
        if match:
            name = _RIGHTS.sub("", match["name"]).strip()
            return name if name and len(name) <= _MAX_NAME_CHARS else None
    return None
