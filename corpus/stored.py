"""What the catalogue adds to an article once it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from corpus.article import Article


@dataclass(frozen=True)
class StoredArticle:
    """A live article. stored_at: when this version was stored (UTC). source: what it came from, or None if pushed."""

    article: Article
    stored_at: datetime
    source: str | None = None
