"""What the catalogue adds to an article once it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from corpus.article import PUBLIC, Article


@dataclass(frozen=True)
class StoredArticle:
    """A version of an article that is kept. stored_at: when it was stored (UTC). source: what the article came from,
    or None if it was pushed.
    """

    article: Article
    stored_at: datetime
    source: str | None = None


@dataclass(frozen=True)
class AlsoIn:
    """Another article that tells the same story."""

    article_id: str
    title: str
    publisher: str | None
    published: date | None
    url: str | None


@dataclass(frozen=True)
class StoredVersion:
    """One version of an article's history. ended_at: when another took its place or the article was removed (UTC);
    None: it is live. chars: the length of its text. removed: it ended because the article was removed.
    """

    version: str
    stored_at: datetime
    ended_at: datetime | None
    title: str
    published: date | None
    chars: int
    collection: str = PUBLIC
    removed: bool = False


@dataclass(frozen=True)
class Erased:
    """What was erased for good. removed: articles that were live until then; unknown: ids that nothing was kept of.

    versions: how many versions with their texts; vectors: how many vectors. leaves_traces: whether something of them
    may still stand in the files, because the disk had no room or somebody was reading.
    """

    removed: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    versions: int = 0
    vectors: int = 0
    leaves_traces: bool = False
