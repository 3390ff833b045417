"""The query and the JSON of GET /v1/timeline, over HTTP and from the command line."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from answer.reply import Question
from answer.timeline import DEFAULT_LINES, MAX_LINES, Line, Timeline
from api.schema.replies import CitationBody, citation_body
from api.schema.requests import AS_OF, MAX_COLLECTIONS, selection
from api.schema.words import AsOf, Collection, Day, Words
from corpus.article import Selection

_LEXICAL_NOTE = "The vector index is not available right now: this was found by words alone."


class TimelineQuery(BaseModel):
    """Not strict: a query string holds nothing but strings."""

    model_config = ConfigDict(extra="forbid")

    query: Words
    since: Day = Field(None, description="Only what was published after this day: what changed since.")
    as_of: AsOf = Field(None, description=AS_OF)
    collection: Annotated[list[Collection], Field(max_length=MAX_COLLECTIONS)] | None = Field(
        None, description="May be repeated."
    )
    published_from: Day = Field(None, description="Inclusive; undated articles are left out.")
    published_to: Day = Field(None, description="Inclusive; undated articles are left out.")
    limit: int = Field(DEFAULT_LINES, ge=1, le=MAX_LINES, description="How many lines, those that carry most.")

    def selection(self) -> Selection:
        """Raises InvalidQuestion for dates in the wrong order."""
        wanted = selection(self.collection, self.published_from, self.published_to, self.as_of)
        return Question(self.query, selection=wanted).selection


class BeforeBody(BaseModel):
    """value: a figure as the line writes it; before: the latest earlier value of the same; citation: its proof."""

    value: str
    before: str
    citation: int


class LineBody(BaseModel):
    """day: its place in the order, and dated_by where that comes from: the first day of the date in the text (`about`:
    2025-07-22, 2025-07, 2025-Q3, 2025), the day of publication, or nothing. before: figures that an earlier article
    gave otherwise.
    """

    day: date | None
    about: str | None
    published: date | None
    dated_by: Literal["text", "publication", "nothing"]
    statement: str
    citations: list[int]
    before: list[BeforeBody]


class TimelineBody(BaseModel):
    """lines: the earliest first, the undated last."""

    query: str
    since: date | None
    as_of: AsOf
    lines: list[LineBody]
    citations: list[CitationBody]
    note: str | None


def timeline_body(wanted: TimelineQuery, timeline: Timeline) -> TimelineBody:
    """A timeline as it goes out."""
    return TimelineBody(
        query=wanted.query,
        since=timeline.since,
        as_of=wanted.as_of,
        lines=[_line_body(line) for line in timeline.lines],
        citations=[citation_body(citation) for citation in timeline.citations],
        note=_LEXICAL_NOTE if timeline.lexical_only else None,
    )


def _line_body(line: Line) -> LineBody:
    return LineBody(
        day=line.day,
        about=str(line.about) if line.about else None,
        published=line.published,
        dated_by="text" if line.about else "publication" if line.published else "nothing",
        statement=line.statement,
        citations=[citation.marker for citation in line.citations],
        before=[
            BeforeBody(value=earlier.value, before=earlier.before, citation=earlier.citation.marker)
            for earlier in line.before
        ],
    )
