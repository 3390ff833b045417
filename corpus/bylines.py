"""Lines of dates and names, as they stand above an article: "By Jane Roe | Harbour Ledger | 18 February 2026"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from corpus.cleaning import short_line
from corpus.dates import leading_date

MAX_NAME_CHARS = 60
_NO_NAMES = frozenset("and among between the of".split())
_ROLE = re.compile(
    r"(?:\w+ )?(?:staff|senior|chief|news)? ?(?:writer|reporter|correspondent|editor|bureau)s?", re.IGNORECASE
)
_AND_AGENCY = re.compile(r"(?P<name>[^()]{3,60}) \((?P<agency>[^()]{2,40})\)")
_SMALL_WORDS = frozenset("of the and for in de du la le by at on & | / · • , — – - van von der bin al".split())
_BETWEEN = re.compile(r"\s*[|·•]\s*|\s+[–—-]{1,2}\s+")
_STATED = re.compile(
    r"(?:(?:first\s+)?(?:published|posted)(?:\s+on)?|date|입력|등록|公開(?:日時?)?|配信)\s*[:：]?\s*", re.IGNORECASE
)
_UPDATED = re.compile(
    r"(?:last\s+)?(?:updated|modified|edited|수정|更新(?:日時?)?)(?:\s+on)?\s*[:：]?\s*", re.IGNORECASE
)
_BY = re.compile(r"(?:(?:written|reported|story|text|words)\s+)?(?:by|von|par|por)[:\s]\s*(?P<names>.+)", re.IGNORECASE)
_AND = re.compile(r"\s*,\s*(?:and\s+)?|\s+(?:and|&)\s+")
_NAME = re.compile(r"[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){1,4}")


@dataclass(frozen=True)
class Told:
    """What one line tells."""

    published: date | None = None
    updated: date | None = None
    byline: str | None = None
    publisher: str | None = None


def read_byline(line: str) -> Told | None:
    """What a line of only dates and names tells; None for any other line."""
    published = updated = byline = publisher = None
    for part in [part for part in _BETWEEN.split(line) if part]:
        rest = part
        while dated := _stated_date(rest):
            day, is_update, rest = dated
            published, updated = (published, updated or day) if is_update else (published or day, updated)
        by = _BY.fullmatch(rest)
        if by and (names := _names(by["names"])):
            byline = byline or names
        elif (published or updated) and (of_agency := _AND_AGENCY.fullmatch(rest)):
            byline, publisher = byline or _names(of_agency["name"]), publisher or of_agency["agency"]
        elif rest and _ROLE.fullmatch(rest):
            continue
        elif rest and len(rest) <= MAX_NAME_CHARS and not rest.endswith(".") and _is_name(rest):
            publisher = publisher or rest
        elif rest:
            return None
    told_anything = published or updated or byline
    return Told(published, updated, byline, publisher) if told_anything else None


def _stated_date(text: str) -> tuple[date, bool, str] | None:
    """The date that `text` begins with, whether it is that of an update, and what follows it."""
    changed = _UPDATED.match(text)
    lead = changed or _STATED.match(text)
    dated = leading_date(text[lead.end() :] if lead else text)
    return (dated[0], changed is not None, dated[1].strip(" ,:()")) if dated else None


def _names(text: str) -> str | None:
    """The people of a byline, as they stand there; None where these are no names."""
    names = [name for name in _AND.split(text.strip()) if name]
    fits = all(_is_persons(name) for name in names)
    return short_line(text) if names and fits and len(text) <= 2 * MAX_NAME_CHARS else None


def _is_persons(name: str) -> bool:
    said = not any(word in _NO_NAMES for word in name.lower().split())
    return said and bool(_NAME.fullmatch(name)) and _is_name(name) and name[0].isupper()


def _is_name(text: str) -> bool:
    words = text.split()
    return len(words) < 9 and not any(word[0].islower() and word.lower() not in _SMALL_WORDS for word in words)
