"""The JSON of watches and of what changed, over HTTP, in callbacks and from the command line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from answer.differences import Difference
from answer.reply import Question, Reply
from answer.watches import Notice, Watch
from api.schema.replies import AnswerBody, CitationBody, answer_body, citation_body
from api.schema.requests import MAX_COLLECTIONS, StrictBody
from api.schema.words import Address, Collection, Day, Words
from corpus.article import Selection


class WatchRequest(StrictBody):
    question: Words
    collections: Annotated[list[Collection], Field(max_length=MAX_COLLECTIONS)] | None = Field(
        None, description="Names, or null for all."
    )
    published_from: Day = Field(None, description="Inclusive; undated articles are left out.")
    published_to: Day = Field(None, description="Inclusive; undated articles are left out.")
    callback_url: Address | None = Field(None, description="Is told each change. Without it, changes are looked up.")

    def to_question(self) -> Question:
        """Raises InvalidQuestion."""
        names = None if self.collections is None else tuple(self.collections)
        return Question(self.question, selection=Selection(names, self.published_from, self.published_to))


class WatchBody(BaseModel):
    """index_version: of the index that it was looked at in last; null before the first time."""

    id: str
    question: str
    collections: list[str] | None
    published_from: date | None
    published_to: date | None
    callback_url: str | None
    asked_at: datetime
    index_version: str | None


class WatchesBody(BaseModel):
    """The oldest first."""

    watches: list[WatchBody]


class ToldBody(BaseModel):
    """value: as the quote writes it; null where a reply has no phrase but a whole statement."""

    value: str | None
    citation: CitationBody


class NoticeBody(BaseModel):
    """One change. The same id is the same change: a callback may be told it again after a crash.

    kind: `answered`: there was no answer before; `other_value`: another one; `disagreement`: a value that nobody gave
    before, beside others; `unsupported`: the articles carry no answer any more. old, new: what was told before, and
    what is now.
    """

    id: str
    watch: str
    question: str
    kind: Literal["answered", "other_value", "disagreement", "unsupported"]
    made_at: datetime
    told_at: datetime | None
    old: list[ToldBody]
    new: list[ToldBody]


class WatchDetailsBody(WatchBody):
    """answer: the one that is known; null when it quoted what was erased since. notices: the newest first."""

    answer: AnswerBody | None
    notices: list[NoticeBody]


def watch_body(watch: Watch) -> WatchBody:
    """A watch as it goes out: nothing in it is of an article."""
    wanted = watch.question.selection
    return WatchBody(
        id=watch.id,
        question=watch.question.text,
        collections=None if wanted.collections is None else list(wanted.collections),
        published_from=wanted.published_from,
        published_to=wanted.published_to,
        callback_url=watch.address or None,
        asked_at=watch.asked_at,
        index_version=watch.index_version,
    )


def notice_body(watch: Watch, notice: Notice, change: Difference) -> NoticeBody:
    return NoticeBody(
        id=notice.id,
        watch=watch.id,
        question=watch.question.text,
        kind=change.kind.value,
        made_at=notice.made_at,
        told_at=notice.told_at,
        old=[ToldBody(value=told.value, citation=citation_body(told.citation)) for told in change.old],
        new=[ToldBody(value=told.value, citation=citation_body(told.citation)) for told in change.new],
    )


def watch_details_body(
    watch: Watch, known: Reply | None, changes: Sequence[tuple[Notice, Difference]]
) -> WatchDetailsBody:
    return WatchDetailsBody(
        **watch_body(watch).model_dump(),
        answer=answer_body(known) if known else None,
        notices=[notice_body(watch, notice, change) for notice, change in changes],
    )
