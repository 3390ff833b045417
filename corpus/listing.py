"""What a list of articles shows, and a page of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from corpus.article import EVERYTHING, Selection
from corpus.stored import StoredArticle


class Sort(StrEnum):
    """What a list is in the order of. Articles that have no such thing come last, whichever way it goes."""

    ID = "id"
    PUBLISHED = "published"
    STORED_AT = "stored_at"
    TITLE = "title"  # capitals or not

    @property
    def keys(self) -> tuple[str, ...]:
        """What decides, one after the other: between all articles, the id does."""
        more = (Sort.STORED_AT.value,) if self is Sort.PUBLISHED else ()
        return (self.value,) if self is Sort.ID else (self.value, *more, Sort.ID.value)


Place = tuple[str | None, ...]
"""Where a page ends: a value for each key of its order. It means the same however the articles change."""


@dataclass(frozen=True)
class Listing:
    """Which articles are listed, and in which order.

    about: words that each stand in the title, are part of the publisher's name or of the id. source: what they came
    from, or a folder or address above it. language: ISO 639-1.
    """

    selection: Selection = EVERYTHING
    about: tuple[str, ...] = ()
    source: str | None = None
    language: str | None = None
    sort: Sort = Sort.ID
    descending: bool = False


@dataclass(frozen=True)
class Page:
    """Articles of a list. total: how many the whole list has; next: the place that the next page begins behind, None
    on the last.
    """

    articles: Sequence[StoredArticle]
    total: int
    next: Place | None = None


@dataclass(frozen=True)
class CollectionSize:
    """articles: how many are live."""

    name: str
    articles: int
