"""The JSON that comes in, and the way from it to our nouns.

Requests refuse fields they do not know and values of another JSON type, so that a misspelt filter never
passes for no filter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.config import JsonDict

from answer.reply import DEFAULT_TOP_K, MAX_TOP_K, Question, Turn
from api.schema.cursors import Cursor
from api.schema.words import NO_NUL, WHOLE, AsOf, Collection, Day, Id, Language, Line, Name, Text, Words
from corpus.article import PUBLIC, Article, DateFound, Selection
from corpus.listing import Listing, Sort

MAX_COLLECTIONS = 100
MAX_PAGE = 500
MAX_BATCH = 50
_MAX_LOOKED_FOR = 200
_MAX_PUBLISHERS = 10  # of so many the address can hold all


def _check_order(published_from: date | None, published_to: date | None) -> None:
    if published_from and published_to and published_from > published_to:
        raise ValueError("published_from is after published_to: exchange them or leave one out")


class StrictBody(BaseModel):
    """JSON of these fields and types, and of no others."""

    model_config = ConfigDict(extra="forbid", strict=True)


AS_OF = (
    "A day hides everything published later. A moment with its time zone hides what was stored later as well: what is "
    "met is what was held then."
)


def selection(
    collections: Sequence[str] | None, published_from: date | None, published_to: date | None, as_of: date | None
) -> Selection:
    """What a request asks for. as_of: a day or, as a datetime, a moment."""
    held_at = as_of if isinstance(as_of, datetime) else None
    names = None if collections is None else tuple(collections)
    return Selection(names, published_from, published_to, held_at.date() if held_at else as_of, held_at)


def asked_as_of(selection: Selection) -> date | None:
    """The day or the moment that a selection was asked for."""
    return selection.held_at or selection.as_of


class Filters(StrictBody):
    """Which articles may be met."""

    as_of: AsOf = Field(None, description=AS_OF)
    collections: Annotated[list[Collection], Field(max_length=MAX_COLLECTIONS)] | None = Field(
        None, description="Names, or null for all."
    )
    published_from: Day = Field(None, description="Inclusive; undated articles are left out.")
    published_to: Day = Field(None, description="Inclusive; undated articles are left out.")
    top_k: Annotated[int, Field(ge=1, le=MAX_TOP_K), WHOLE] = Field(
        DEFAULT_TOP_K, description="How many passages are retrieved."
    )

    @model_validator(mode="after")
    def _dates_in_order(self) -> Filters:
        _check_order(self.published_from, self.published_to)
        return self

    def selection(self) -> Selection:
        return selection(self.collections, self.published_from, self.published_to, self.as_of)


class TurnBody(StrictBody):
    """One earlier message of the conversation."""

    role: Literal["user", "assistant"]
    text: Line


_BOTH_HISTORIES: JsonDict = {
    "required": ["history", "conversation"],
    "properties": {"history": {"minItems": 1}, "conversation": {"type": "string"}},
}


class QuestionBody(Filters):
    """A question, by itself or with the messages before it."""

    question: Words = Field(examples=["Who will operate the gas-fired plant in Ohio?"])
    history: list[TurnBody] = []

    def to_question(self) -> Question:
        history = tuple(Turn(turn.role, turn.text) for turn in self.history)
        return Question(self.question, history, self.selection(), self.top_k)


class AskRequest(QuestionBody):
    model_config = ConfigDict(json_schema_extra={"not": _BOTH_HISTORIES})

    conversation: Id | None = Field(
        None, description="The id of the conversation to ask in: it gives the history, and the answer is added to it."
    )
    stream: bool | None = Field(
        None, description="Whether to answer in server-sent events. Null: as the Accept header says."
    )

    @model_validator(mode="after")
    def _one_history(self) -> AskRequest:
        if self.history and self.conversation is not None:
            raise ValueError("history and conversation exclude each other: leave one out")
        return self


class BatchRequest(StrictBody):
    questions: list[QuestionBody] = Field(min_length=1, max_length=MAX_BATCH, description="Asked in this order.")


class SearchRequest(Filters):
    query: Words = Field(examples=["gas-fired plant Ohio operator"])


class ArticleRequest(StrictBody):
    title: Name
    text: Text
    published: Day = None
    publisher: Name | None = None
    url: Name | None = None
    byline: Name | None = None
    language: Language | None = None
    collection: Collection = PUBLIC
    source: Name | None = Field(None, description="What the article came from, where a program keeps it up to date.")
    id: Id | None = Field(None, description="Where given, the id of the path.")

    def to_article(self, article_id: str) -> Article:
        """Raises InvalidArticle."""
        return Article(
            article_id,
            self.title,
            self.text,
            self.publisher,
            self.published,
            self.url,
            self.collection,
            self.byline,
            DateFound.METADATA if self.published else None,
            self.language,
        )


class ArticlesQuery(BaseModel):
    """Not strict: a query string holds nothing but strings."""

    model_config = ConfigDict(extra="forbid")

    cursor: Cursor | None = None
    limit: int = Field(100, ge=1, le=MAX_PAGE)
    sort: Sort = Field(Sort.ID, description="Articles without a date, or a title, come last either way.")
    order: Literal["asc", "desc"] = "asc"
    collection: Annotated[list[Collection], Field(max_length=MAX_COLLECTIONS)] | None = Field(
        None, description="May be repeated."
    )
    publisher: Annotated[list[Name], Field(max_length=_MAX_PUBLISHERS)] | None = Field(
        None, description="As the articles spell it. May be repeated."
    )
    published_from: Day = Field(None, description="Inclusive; undated articles are left out.")
    published_to: Day = Field(None, description="Inclusive; undated articles are left out.")
    source: Name | None = Field(None, description="What they came from, or a folder or address above it.")
    language: Language | None = None
    q: Annotated[str, Field(max_length=_MAX_LOOKED_FOR), NO_NUL] | None = Field(
        None, description="Words that each stand in the title, the publisher or the id."
    )

    @model_validator(mode="after")
    def _dates_in_order(self) -> ArticlesQuery:
        _check_order(self.published_from, self.published_to)
        return self

    def listing(self) -> Listing:
        """What is asked for, but for the page of it."""
        wanted = selection(self.collection, self.published_from, self.published_to, None)
        publishers = None if self.publisher is None else tuple(self.publisher)
        return Listing(
            replace(wanted, publishers=publishers),
            tuple((self.q or "").split()),
            self.source,
            self.language,
            self.sort,
            self.order == "desc",
        )
