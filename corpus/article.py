"""The nouns everything else speaks of: Span, Article, Passage, Selection."""

from __future__ import annotations

import hashlib
import json
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property

from corpus.errors import InvalidArticle

PUBLIC = "public"
MAX_ID_CHARS = 200
MAX_FIELD_CHARS = 2_000
MAX_COLLECTION_CHARS = 100

_ID = re.compile(r"[^\s/\\\x00-\x1f\x7f]+(?: [^\s/\\\x00-\x1f\x7f]+)*")
_COLLECTION = re.compile(rf"\w([\w .:@-]{{0,{MAX_COLLECTION_CHARS - 2}}}\w)?")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open [start, end) in characters (Unicode code points) of an article's stored text."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: [{self.start}, {self.end})")

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """The characters of `text` that this span names."""
        return text[self.start : self.end]


class DateFound(StrEnum):
    """Where a publication date was found."""

    METADATA = "metadata"  # a field, a tag, a property of the file
    TEXT = "text"  # a dateline, a byline
    FILE_NAME = "file name"


@dataclass(frozen=True)
class Article:
    """One item of the corpus, as it is stored: `text` is the cleaned text that every offset refers to.

    date_found: None where there is no date, or nobody said. language: ISO 639-1, such as "en". pages: where in the text
    each page starts, for what came in pages. Raises InvalidArticle when a field cannot be stored as it is.
    """

    id: str
    title: str
    text: str = field(repr=False)
    publisher: str | None = None
    published: date | None = None
    url: str | None = None
    collection: str = PUBLIC
    byline: str | None = None
    date_found: DateFound | None = None
    language: str | None = None
    pages: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id) or len(self.id) > MAX_ID_CHARS or not self.id.strip("."):
            raise InvalidArticle(
                f"article id {self.id[:60]!r}: use 1 to {MAX_ID_CHARS} characters without slashes, control characters, "
                "double spaces or spaces at the ends, and not only dots (a file without an id takes it from its name)"
            )
        if not _COLLECTION.fullmatch(self.collection):
            raise InvalidArticle(
                f"collection {self.collection[:60]!r}: use up to {MAX_COLLECTION_CHARS} letters, digits, spaces and "
                ". : @ _ -, with a letter or digit at both ends"
            )
        if not self.text.strip():
            raise InvalidArticle(f"article {self.id!r} has no text: give the body in the field text")
        for name in ("title", "publisher", "url", "byline"):
            if len(getattr(self, name) or "") > MAX_FIELD_CHARS:
                raise InvalidArticle(f"{name} of article {self.id!r} is longer than {MAX_FIELD_CHARS} characters")

    @cached_property
    def version(self) -> str:
        """Hash of text and metadata, 32 hex digits: equal exactly when nothing that was stated differs.

        What we found out ourselves, the language and where the date stood, is no part of it.
        """
        seen = [
            self.title,
            self.publisher,
            self.published.isoformat() if self.published else None,
            self.url,
            self.collection,
            self.text,
        ]
        more = {"byline": self.byline, "pages": self.pages}
        if any(more.values()):  # an article that has none of these has the version it had before there were any
            seen.append(json.dumps({name: value for name, value in more.items() if value}))
        return hashlib.sha256(json.dumps(seen, ensure_ascii=True).encode()).hexdigest()[:32]

    def page_of(self, offset: int) -> int | None:
        """The page, from 1, that the character at `offset` stands on; None where there are no pages."""
        return bisect_right(self.pages, offset) or None

    def cut(self, span: Span, heading: str = "") -> Passage:
        """The passage at `span`; ValueError when the span reaches beyond the text."""
        if span.end > len(self.text):
            raise ValueError(f"{span} reaches beyond the {len(self.text)} characters of article {self.id!r}")
        return Passage(self, span, heading)


@dataclass(frozen=True)
class Passage:
    """An exact slice of one article version. It holds no text of its own, so text and span cannot disagree."""

    article: Article
    span: Span
    heading: str = ""

    @property
    def text(self) -> str:
        return self.span.of(self.article.text)

    @property
    def header(self) -> str:
        """What is embedded and indexed before the text, never part of the span: title, publisher, date, heading."""
        article = self.article
        day = article.published.isoformat() if article.published else ""
        return " · ".join(part for part in (article.title, article.publisher, day, self.heading) if part)


@dataclass(frozen=True)
class Selection:
    """Which articles a reader may meet and wants: every index query is bound by it.

    collections: names, or None for all. published_from / published_to: inclusive; an article with no publication
    date is outside any such range. as_of: hides what was published later; an undated article counts from the day it
    was stored, the first day it is known to have existed. Of an article that was edited since, the version that was
    held at the end of that day is met; of one that was stored later only, its first. held_at: what was held at that
    moment (with its time zone), strictly: nothing that was stored later. publishers: as the articles spell them, or
    None for all and for articles without one. article_ids: these alone, or None for all.
    """

    collections: tuple[str, ...] | None = None
    published_from: date | None = None
    published_to: date | None = None
    as_of: date | None = None
    held_at: datetime | None = None
    publishers: tuple[str, ...] | None = None
    article_ids: tuple[str, ...] | None = None

    @property
    def narrows(self) -> bool:
        """Whether it leaves out articles of the collections that it admits."""
        return any((self.published_from, self.published_to, self.as_of, self.held_at)) or not (
            self.publishers is None and self.article_ids is None
        )

    @property
    def looks_back(self) -> bool:
        """Whether it may meet a version of the past."""
        return self.as_of is not None or self.held_at is not None

    def bounded_by(self, names: tuple[str, ...] | None) -> Selection:
        """The same articles, as far as they are in the collections of these names; None: in all of them."""
        if names is None:
            return self
        if self.collections is None:
            return replace(self, collections=names)
        return replace(self, collections=tuple(name for name in self.collections if name in names))

    def admits(self, name: str) -> bool:
        """Whether articles of the collection `name` may be met."""
        return self.collections is None or name in self.collections


EVERYTHING = Selection()


def join_spans(spans: Sequence[Span]) -> list[Span]:
    """The same characters as `spans`, in order, with touching and overlapping spans made one."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined
