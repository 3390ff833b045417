"""The JSON that comes in, and the way from it to our nouns.

Requests refuse fields they do not know and values of another JSON type, so that a misspelt filter never
passes for no filter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from answer.reply import DEFAULT_TOP_K, MAX_QUESTION_CHARS, MAX_TOP_K, Question, Turn
from api.schema.cursors import MAX_CURSOR_CHARS
from corpus.article import MAX_FIELD_CHARS, MAX_ID_CHARS, PUBLIC, Article, DateFound, Selection
from corpus.listing import Listing, Sort

MAX_COLLECTIONS = 100
MAX_PAGE = 500
MAX_BATCH = 50
_MAX_LOOKED_FOR = 200


def _day(value: object) -> object:
    """A calendar day from YYYY-MM-DD and nothing else: Pydantic alone would also read numbers and times."""
    if value is None or isinstance(value, date):
        return value
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise ValueError("give a day of the calendar as YYYY-MM-DD, or null")


_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})")


def _day_or_moment(value: object) -> object:
    """A day, or a moment that says its time zone (RFC 3339)."""
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        with suppress(ValueError):
            value = datetime.fromisoformat(value.upper())
    if isinstance(value, datetime):
        with suppress(OverflowError):  # the first and the last day of the calendar, in some time zones
            if value.tzinfo:
                return value.astimezone(UTC)
    elif value is None or isinstance(value, date) or (isinstance(value, str) and len(value) <= len("2026-02-18")):
        return _day(value)
    raise ValueError(
        "give a day as YYYY-MM-DD, or a moment with its time zone as 2026-02-18T09:30:00Z (in an address a + is %2B)"
    )


def _words(value: str) -> str:
    if not any(character.isalnum() for character in value):
        raise ValueError("use at least one letter or digit")
    return value


def _no_nul(value: str) -> str:
    # Databases end a string there or refuse it. An article's text is cleaned of it instead.
    if "\x00" in value:
        raise ValueError("leave out the NUL character")
    return value


def _check_order(published_from: date | None, published_to: date | None) -> None:
    if published_from and published_to and published_from > published_to:
        raise ValueError("published_from is after published_to: exchange them or leave one out")


Day = Annotated[date | None, BeforeValidator(_day)]
AsOf = Annotated[datetime | date | None, BeforeValidator(_day_or_moment)]
Line = Annotated[str, AfterValidator(_no_nul)]
Words = Annotated[str, Field(max_length=MAX_QUESTION_CHARS), AfterValidator(_no_nul), AfterValidator(_words)]
Name = Annotated[str, Field(max_length=MAX_FIELD_CHARS), AfterValidator(_no_nul)]
Id = Annotated[str, Field(max_length=MAX_ID_CHARS), AfterValidator(_no_nul)]
Language = Annotated[str | None, Field(pattern="^[a-z]{2}$", description="ISO 639-1, such as en.")]


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
    collections: list[Name] | None = Field(None, max_length=MAX_COLLECTIONS, description="Names, or null for all.")
    published_from: Day = Field(None, description="Inclusive; undated articles are left out.")
    published_to: Day = Field(None, description="Inclusive; undated articles are left out.")
    top_k: int = Field(DEFAULT_TOP_K, ge=1, le=MAX_TOP_K, description="How many passages are retrieved.")

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


class QuestionBody(Filters):
    """A question, by itself or with the messages before it."""

    question: Words = Field(examples=["Who will operate the gas-fired plant in Ohio?"])
    history: list[TurnBody] = []

    def to_question(self) -> Question:
        history = tuple(Turn(turn.role, turn.text) for turn in self.history)
        return Question(self.question, history, self.selection(), self.top_k)


class AskRequest(QuestionBody):
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
    text: str
    published: Day = None
    publisher: Name | None = None
    url: Name | None = None
    byline: Name | None = None
    language: Language = None
    collection: Name = PUBLIC
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

    cursor: str | None = Field(
        None, max_length=MAX_CURSOR_CHARS, description="`next` of the page before, with the same filters and order."
    )
    limit: int = Field(100, ge=1, le=MAX_PAGE)
    sort: Sort = Field(Sort.ID, description="Articles without a date, or a title, come last either way.")
    order: Literal["asc", "desc"] = "asc"
    collection: list[Name] | None = Field(None, max_length=MAX_COLLECTIONS, description="May be repeated.")
    publisher: list[Name] | None = Field(
        None, max_length=MAX_COLLECTIONS, description="As the articles spell it. May be repeated."
    )
    published_from: Day = Field(None, description="Inclusive; undated articles are left out.")
    published_to: Day = Field(None, description="Inclusive; undated articles are left out.")
    source: Name | None = Field(None, description="What they came from, or a folder or address above it.")
    language: Language = None
    q: Line | None = Field(
        None, max_length=_MAX_LOOKED_FOR, description="Words that each stand in the title, the publisher or the id."
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
