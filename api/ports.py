"""What the HTTP door needs besides the answerer and the searcher."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from answer.timeline import Timeline
from corpus.article import EVERYTHING, Article, Selection
from corpus.stored import StoredArticle
from index.change import Outcome
from index.health import IndexHealth


class Library(Protocol):
    """Shows the live articles. Thread-safe. Raises CatalogueUnusable."""

    def live(self, article_id: str) -> StoredArticle | None:
        """The live version of an article; None when there is no such article."""
        ...

    def page(
        self, selection: Selection = EVERYTHING, after: str | None = None, limit: int = 100
    ) -> list[StoredArticle]:
        """At most `limit` articles in the order of their ids, beginning behind the id `after`."""
        ...


class Writer(Protocol):
    """Changes the corpus and its index together. Thread-safe."""

    def put(self, article: Article, source: str | None = None) -> Outcome:
        """Clean and keep `article`, searchable on return: added, replaced or unchanged.

        source: what it came from, or None when it was pushed. Raises CorpusError and SearchIndexError.
        """
        ...

    def remove(self, article_id: str) -> Outcome | None:
        """Remove an article from corpus and index; None when there is no such article."""
        ...


class HealthCheck(Protocol):
    """Says how the index is. Thread-safe, quick, and never a load of the model."""

    def health(self) -> IndexHealth:
        """Raises CorpusError or SearchIndexError when no question can be answered now."""
        ...


class Timelines(Protocol):
    """Tells what happened when. Thread-safe. Raises InvalidQuestion and SearchIndexError."""

    def timeline(self, query: str, selection: Selection, since: date | None, limit: int) -> Timeline:
        """The `limit` lines that carry `query` best; since: from articles published after that day only."""
        ...
