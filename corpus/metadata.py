"""Title, publisher, byline and publication date, found where a plain text gives them and left empty where not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from corpus.article import DateFound
from corpus.bylines import MAX_NAME_CHARS, Told, read_byline
from corpus.cleaning import short_line
from corpus.dates import DAY_WITHOUT_YEAR, date_in_name, leading_date
from corpus.furniture import furniture_lines

_HEAD_LINES = 8
_MAX_HEADLINE_CHARS = 200
_MAX_BYLINE_CHARS = 160
_LONGER = 1.3  # prose stands out by this much; the lines of hard-wrapped prose do not

_COPYRIGHT = re.compile(
    # A list item "(c) the Buyer ..." is no copyright line: that one names a year.
    r"(?:(?:copyright\s*)?(?:[©ⓒ]|\(c\)(?=\s*\d{4}))|copyright(?=\s+\d{4}))\s*"
    r"(?:(?:\d{4}\s*[-–]\s*)?(?P<year>\d{4})[\s,.]*)?(?:by\s+)?(?P<name>.+)",
    re.IGNORECASE,
)
_RIGHTS = re.compile(r"[.,]?\s*(?:all rights reserved|무단\s*전재|無断(?:転載|複写|複製)).*", re.IGNORECASE)
_YEAR_AT_END = re.compile(r"[\s,]+(?:\d{4}\s*[-–]\s*)?(\d{4})$")
_GOES_ON = re.compile(r"\b(?:as of|dated|on|of|until|through|by|and)$", re.IGNORECASE)
_DATELINE = re.compile(
    rf"(?P<city>[A-Z][\w.'’/]*(?:[ -][A-Z][\w.'’/]*){{0,3}}(?:,\s[A-Z][\w. ]{{1,20}})?),?\s*(?:[–—-]\s*)?"
    rf"(?:(?P<day>{DAY_WITHOUT_YEAR}|(?=\S.{{5,24}}\d{{4}})[\w., ]{{8,24}}?\d{{4}}),?\s*)?"
    r"(?:\((?P<agency>[\w][\w .&'’-]{1,39})\)|/(?P<wire>[\w .]{2,30})/)?\s*(?:-{1,2}|[–—])\s*(?=\S)"
)


@dataclass(frozen=True)
class Found:
    """What a text says about itself. apart: the numbers, from 0, of the lines that say only this, and are no body."""

    title: str = ""
    publisher: str | None = None
    published: date | None = None
    byline: str | None = None
    date_found: DateFound | None = None
    apart: tuple[int, ...] = ()


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


def find_metadata(text: str, name: str = "") -> Found:
    """What the first lines, the copyright line and then the file's `name` tell.

    A date that is later than the year of the copyright is not believed: it is the day on which the page was saved.
    """
    lines = [line.strip() for line in text.split("\n")]
    furniture = furniture_lines(lines)
    head = [number for number, line in enumerate(lines) if line and number not in furniture][:_HEAD_LINES]
    told = dict(_told(lines, head))
    rest = [lines[number] for number in head if number not in told]
    title, site = _title(rest)
    apart = [number for number in head if number in told or (site and lines[number] == rest[0])]
    agency, dateline_date = _dateline(rest)
    owner, year = _copyright(lines)
    days = [line.published for line in told.values()] + [dateline_date] + [line.updated for line in told.values()]
    published = next((day for day in days if day and day.year <= year), None)
    named = date_in_name(name)
    by_name = published is None and named is not None and named.year <= year
    publishers = [line.publisher for line in told.values()] + [site, agency, owner]
    return Found(
        title=title,
        publisher=next((publisher for publisher in publishers if publisher), None),
        published=named if by_name else published,
        byline=next((line.byline for line in told.values() if line.byline), None),
        date_found=DateFound.FILE_NAME if by_name else DateFound.TEXT if published else None,
        apart=tuple(apart),
    )


def _told(lines: Sequence[str], head: Sequence[int]) -> Iterator[tuple[int, Told]]:
    for before, number in zip([-1, *head], head, strict=False):
        told = read_byline(lines[number]) if len(lines[number]) <= _MAX_BYLINE_CHARS else None
        if told and not (before >= 0 and _GOES_ON.search(lines[before])):
            yield number, told


def _title(head: Sequence[str]) -> tuple[str, str | None]:
    """The headline, and the publisher where the page's own title stands above it: "Headline | Publisher"."""
    if len(head) > 1:
        for separator in (" | ", " - ", " – ", " — "):
            before, found, after = head[0].rpartition(separator)
            if found and before in head[1:]:
                return short_line(before), short_line(after)[:MAX_NAME_CHARS]
    is_headline = bool(head) and _is_headline(head[0], head[1:])
    return (short_line(head[0]) if is_headline else ""), None


def _is_headline(line: str, following: Sequence[str]) -> bool:
    unlike_prose = len(line) <= _MAX_HEADLINE_CHARS and not re.search(r"[.:;,。]$", line)
    is_wrapped = bool(following) and following[0][0].islower()
    return unlike_prose and not is_wrapped and any(len(other) > _LONGER * len(line) for other in following)


def _dateline(head: Sequence[str]) -> tuple[str | None, date | None]:
    """Agency and date of "TOKYO, Feb 18 (Agency) - The ..."; a day without its year is no date."""
    for line in head:
        match = _DATELINE.match(line)
        if not match:
            continue
        agency = match["agency"] or match["wire"]
        dated = leading_date(match["day"]) if match["day"] else None
        if dated or (agency and (match["city"].split(",")[0].isupper() or match["day"])):
            return agency, dated[0] if dated else None
    return None, None


def _copyright(lines: Sequence[str]) -> tuple[str | None, int]:
    """The holder, and the year after which nothing on the page was published (9999 where none is named)."""
    for line in reversed(lines):
        match = _COPYRIGHT.fullmatch(line) if len(line) <= 300 else None
        if match:
            name = _RIGHTS.sub("", match["name"]).strip(" .")
            at_end = _YEAR_AT_END.search(name)
            year = match["year"] or (at_end[1] if at_end else None)
            name = re.split(r"(?<=\w{3})\. ", name[: at_end.start()] if at_end else name)[0]
            return name if name and len(name) <= MAX_NAME_CHARS else None, int(year or date.max.year)
    return None, date.max.year
