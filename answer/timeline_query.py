"""What the query of a timeline asks for: "what changed in the Ohio plant since July 2025?"."""

from __future__ import annotations

import re
from datetime import date, timedelta

from answer.dated import first_day
from answer.figures import WrittenDate, figures_in

_FRAME = re.compile(
    r"\W*(?:what\b.{0,12}\b(?:changed?|happened|new)|(?:the )?(?:timeline|history|changes|news))\b"
    r"(?:\s+(?:in|with|to|about|of|for|on|at|around))?",
    re.IGNORECASE,
)
_SINCE = re.compile(r"\b(?:since|after)\s+", re.IGNORECASE)


def subject_and_since(query: str) -> tuple[str, date | None]:
    """What the timeline is of, and the day after which articles count, where the query names one.

    Words that only ask for a timeline are left out of the subject, unless nothing else is there.
    """
    rest, since = _without_since(query)
    frame = _FRAME.match(rest)
    subject = rest[frame.end() :].strip() if frame else rest.strip()
    return (subject if any(char.isalnum() for char in subject) else query), since


def _without_since(query: str) -> tuple[str, date | None]:
    """The query without "since" and its date, and the last day before what that begins with.

    "Since July 22, 2025" is what came after that day, "since July 2025" what came from its first day on.
    """
    for named in _SINCE.finditer(query):
        behind = query[named.end() :]
        for figure in figures_in(behind)[:1]:
            first = first_day(figure.value) if isinstance(figure.value, WrittenDate) else None
            if first and figure.span.start == 0:
                exact = isinstance(figure.value, WrittenDate) and figure.value.day is not None
                rest = f"{query[: named.start()]} {behind[figure.span.end :]}"
                return " ".join(rest.split()), first if exact else first - timedelta(days=1)
    return query, None
