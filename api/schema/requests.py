"""The JSON that comes in, and the way from it to our nouns.

Requests refuse fields they do not know and values of another JSON type, so that a misspelt filter never
passes for no filter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from answer.reply import DEFAULT_TOP_K, MAX_QUESTION_CHARS, MAX_TOP_K, Question, Turn
from corpus.article import MAX_FIELD_CHARS, MAX_ID_CHARS, PUBLIC, Article, DateFound, Selection

MAX_COLLECTIONS = 100
MAX_PAGE = 500


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


Day = Annotated[date | None, BeforeValidator(_day)]
AsOf = Annotated[datetime | date | None, BeforeValidator(_day_or_moment)]
Line = Annotated[str, AfterValidator(_no_nul)]
Words = Annotated[str, Field(max_length=MAX_QUESTION_CHARS), AfterValidator(_no_nul), AfterValidator(_words)]
Name = Annotated[str, Field(max_length=MAX_FIELD_CHARS), AfterValidator(_no_nul)]
Id = Annotated[str, Field(max_length=MAX_ID_CHARS), AfterValidator(_no_nul)]


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
        if self.published_from and self.published_to and self.published_from > self.published_to:
            raise ValueError("published_from is after published_to: exchange them or leave one out")
        return self

    def selection(self) -> Selection:
        return selection(self.collections, self.published_from, self.published_to, self.as_of)


class TurnBody(StrictBody):
    """One earlier message of the conversation."""

    role: Literal["user", "assistant"]
    text: Line


class AskRequest(Filters):
    question: Words
    history: list[TurnBody] = []

    def to_question(self) -> Question:
        history = tuple(Turn(turn.role, turn.text) for turn in self.history)
        return Question(self.question, history, self.selection(), self.top_k)


class SearchRequest(Filters):
    query: Words


class ArticleRequest(StrictBody):
    title: Name
    text: str
    published: Day = None
    publisher: Name | None = None
    url: Name | None = None
    byline: Name | None = None
    language: str | None = Field(None, pattern="^[a-z]{2}$", description="ISO 639-1, such as en.")
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

    after: Id | None = Field(None, description="Begin behind this id: `next` of the page before.")
    limit: int = Field(100, ge=1, le=MAX_PAGE)
    collection: list[Name] | None = Field(None, max_length=MAX_COLLECTIONS, description="May be repeated.")

    def selection(self) -> Selection:
        return Selection(None if self.collection is None else tuple(self.collection))
