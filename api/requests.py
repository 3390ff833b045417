"""The JSON that comes in, and the way from it to our nouns.

Requests refuse fields they do not know and values of another JSON type, so that a misspelt filter never
passes for no filter.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from answer.reply import DEFAULT_TOP_K, MAX_QUESTION_CHARS, MAX_TOP_K, Question, Turn
from corpus.article import MAX_FIELD_CHARS, MAX_ID_CHARS, PUBLIC, Article, Selection

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
Line = Annotated[str, AfterValidator(_no_nul)]
Words = Annotated[str, Field(max_length=MAX_QUESTION_CHARS), AfterValidator(_no_nul), AfterValidator(_words)]
Name = Annotated[str, Field(max_length=MAX_FIELD_CHARS), AfterValidator(_no_nul)]
Id = Annotated[str, Field(max_length=MAX_ID_CHARS), AfterValidator(_no_nul)]


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Filters(_Request):
    """Which articles may be met."""

    as_of: Day = Field(None, description="Hide everything published later.")
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
        names = None if self.collections is None else tuple(self.collections)
        return Selection(names, self.published_from, self.published_to, self.as_of)


class TurnBody(_Request):
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


class ArticleRequest(_Request):
    title: Name
    text: str
    published: Day = None
    publisher: Name | None = None
    url: Name | None = None
    collection: Name = PUBLIC
    source: Name | None = Field(None, description="What the article came from, where a program keeps it up to date.")
    id: Id | None = Field(None, description="Where given, the id of the path.")

    def to_article(self, article_id: str) -> Article:
        """Raises InvalidArticle."""
        return Article(article_id, self.title, self.text, self.publisher, self.published, self.url, self.collection)


class ArticlesQuery(BaseModel):
    """Not strict: a query string holds nothing but strings."""

    model_config = ConfigDict(extra="forbid")

    after: Id | None = Field(None, description="Begin behind this id: `next` of the page before.")
    limit: int = Field(100, ge=1, le=MAX_PAGE)
    collection: list[Name] | None = Field(None, max_length=MAX_COLLECTIONS, description="May be repeated.")

    def selection(self) -> Selection:
        return Selection(None if self.collection is None else tuple(self.collection))
