"""What a question says about the sources that may answer it: whose they are, and of what time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from answer.named_time import NAMED_TIME, named_time
from corpus.article import Selection
from index.ports import Holdings

_NAME = r"(?:the )?(?P<name>[A-Z0-9][\w&.’'-]*(?: (?:(?:of|the|and|for|&) )?[A-Z0-9][\w&.’'-]*){0,5})"
_SOURCES = (
    rf"(?:[Aa]ccording to|[Aa]s (?:reported|published|stated) (?:by|in)|(?:reported|published) (?:by|in)) {_NAME}",
    rf"(?:[Ii]n|[Ff]rom) {_NAME}(?:[’']s)? (?:reporting|coverage|reports?|articles?|story|stories)\b",
    rf"(?:did|does|has|do) {_NAME} (?:report|write|say|claim)(?:ed)?\b",
)
_PUBLISHED = r"\b(?:published|reported|written|news|articles?|stories|coverage|reports|changed?|new)\b"
_BETWEEN = re.compile(
    rf"\b(?:between (?P<a>{NAMED_TIME}) and|from (?P<b>{NAMED_TIME}) (?:to|until|through)) (?P<to>{NAMED_TIME})",
    re.IGNORECASE,
)
_AS_OF = re.compile(rf"\bas of (?P<on>{NAMED_TIME})", re.IGNORECASE)
_SINCE = re.compile(rf"\b(?:since|after|from) (?P<from>{NAMED_TIME})(?: on(?:wards?)?)?", re.IGNORECASE)
_UNTIL = re.compile(rf"\b(?:until|till|before|up to) (?P<to>{NAMED_TIME})", re.IGNORECASE)
_IN = re.compile(rf"\b(?:in|on|during) (?P<in>{NAMED_TIME})", re.IGNORECASE)
_BALANCE_DAYS = {(3, 31), (6, 30), (9, 30), (12, 31)}


def narrowed(text: str, selection: Selection, holdings: Holdings, today: date) -> tuple[Selection, str]:
    """`selection` narrowed by the publisher and the time named in `text`, and the text without the words that do so.

    Never wider than it was. A publisher that no admitted article has is a word like any other, and so is a time where
    no admitted article has a publication date.
    """
    selection, text = _by_publisher(text, selection, holdings)
    dated = replace(selection, published_from=selection.published_from or date.min)
    if re.search(NAMED_TIME, text, re.IGNORECASE) and holdings.holds(dated):
        return _by_time(text, selection, holdings, today)
    return selection, text


def _by_publisher(text: str, selection: Selection, holdings: Holdings) -> tuple[Selection, str]:
    for pattern in _SOURCES:
        for match in re.finditer(pattern, text):
            for name, end in _shorter(match["name"], match.start("name")):
                found = _publishers(name, holdings.publishers(selection))
                if found:
                    named = replace(selection, publishers=found)
                    if pattern is _SOURCES[2]:
                        return named, text  # the verb belongs to the question
                    return named, _without(text, match.start(), max(end, _tail(match)))
    return selection, text


def _shorter(name: str, start: int) -> Iterator[tuple[str, int]]:
    """The name and its beginnings, longest first, with where each ends: "Nikkei What" is Nikkei."""
    parts = name.split(" ")
    for count in range(len(parts), 0, -1):
        bare = " ".join(parts[:count])
        yield re.sub(r"[’']s$|[.,’']+$", "", bare), start + len(bare)


def _tail(match: re.Match[str]) -> int:
    return match.end() if match.end() > match.end("name") else 0


def _publishers(name: str, held: tuple[str, ...]) -> tuple[str, ...]:
    """Those that the name means: the one so called or, without one, those whose name it begins or ends."""
    asked = _folded(name)
    same = tuple(publisher for publisher in held if _folded(publisher) == asked)
    longer = tuple(
        p for p in held if f"{_folded(p)} ".startswith(f"{asked} ") or f" {_folded(p)}".endswith(f" {asked}")
    )
    return same or (longer if len(asked) > 2 else ())


def _folded(name: str) -> str:
    return re.sub(r"^the |[.’']|\.com$", "", name.casefold().strip())


def _by_time(text: str, selection: Selection, holdings: Holdings, today: date) -> tuple[Selection, str]:
    if (match := _AS_OF.search(text)) and (named := named_time(match["on"], today)):
        leads = not text[: match.start()].strip()
        # "cash as of December 31, 2024" is a figure of that day, and published months later
        if leads or named.first != named.last or (named.last.month, named.last.day) not in _BALANCE_DAYS:
            as_of = min(named.last, selection.as_of or named.last)
            return replace(selection, as_of=as_of), _without(text, *match.span())
    speaks_of_publication = re.search(_PUBLISHED, text, re.IGNORECASE) is not None
    for pattern in (_BETWEEN, _SINCE, _UNTIL, _IN):
        match = pattern.search(text)
        if match and (speaks_of_publication or (pattern is _SINCE and _recent(match["from"], match[0]))):
            wanted = _within(match, selection, today)
            if wanted and holdings.holds(wanted):
                return wanted, _without(text, *match.span())
    return selection, text


def _recent(named: str, phrase: str) -> bool:
    """Whether "since July" is said as of news, not of history ("since 1999", "after 1945")."""
    return phrase.lower().startswith("since") and not re.fullmatch(r"\d{4}", named)


def _within(match: re.Match[str], selection: Selection, today: date) -> Selection | None:
    """`selection` within the days that a match names; None where it names none, or none that are left."""
    groups = match.groupdict()
    one = groups.get("in")
    first = named_time(groups.get("from") or groups.get("a") or groups.get("b") or one or "", today)
    last = named_time(groups.get("to") or one or "", today)
    begins = first.first if first else date.min
    ends = last.last if last else date.max
    if last and match[0].lower().startswith("before"):
        ends = last.first - timedelta(days=1)
    if first and match[0].lower().startswith("after"):
        begins = first.last + timedelta(days=1)
    begins = max(begins, selection.published_from or date.min)
    ends = min(ends, selection.published_to or date.max)
    if not (first or last) or begins > ends:
        return None
    return replace(
        selection,
        published_from=begins if begins > date.min else None,
        published_to=ends if ends < date.max else None,
    )


def _without(text: str, start: int, end: int) -> str:
    """`text` without [start, end) and the comma that set it off."""
    before, after = text[:start].rstrip(" ,"), text[end:].lstrip(" ,;:")
    joined = f"{before} {after}".strip() if re.match(r"\w|[\"'“‘(]", after) else f"{before}{after}".strip()
    return joined if any(c.isalnum() for c in joined) else text
