"""What the HTTP door needs besides the answerer and the searcher."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Protocol

from answer.timeline import Timeline
from corpus.article import EVERYTHING, Article, Selection
from corpus.change import Outcome
from corpus.claim import Claim, KeptReply
from corpus.jobs import Job
from corpus.source import RegisteredSource, SourceKind
from corpus.stored import StoredArticle, StoredVersion
from index.health import IndexHealth


class Library(Protocol):
    """Shows the live articles and their history. Thread-safe. Raises CatalogueUnusable."""

    def live(self, article_id: str) -> StoredArticle | None:
        """The live version of an article; None when there is no such article."""
        ...

    def page(
        self, selection: Selection = EVERYTHING, after: str | None = None, limit: int = 100
    ) -> list[StoredArticle]:
        """At most `limit` articles in the order of their ids, beginning behind the id `after`."""
        ...

    def raw(self, article_id: str) -> str | None:
        """The text that the live version was cleaned from; None where nothing was removed from it."""
        ...

    def versions(self, article_id: str) -> list[StoredVersion]:
        """The versions that are kept, the newest first, also of an article that was removed."""
        ...

    def version(self, article_id: str, version: str) -> StoredArticle | None:
        """One of them, with its text; None when it is not kept."""
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


class Jobs(Protocol):
    """Durable work. Thread-safe. Raises CorpusError for a job that cannot be kept or makes no sense."""

    def refresh(self, source_ids: Sequence[str] = (), path: Path | None = None, callback_url: str | None = None) -> Job:
        """Of the sources named, of a folder or file or, where neither is, of all sources."""
        ...

    def upload(self, files: Sequence[tuple[str, Path]], collection: str, callback_url: str | None = None) -> Job:
        """Of files: the name of each, and where it lies; it is moved away."""
        ...

    def push(self, spooled: Path, collection: str, callback_url: str | None = None) -> Job:
        """Of a file of JSON lines, one article each; it is moved away."""
        ...

    def put(self, article: Article, source: str | None = None, callback_url: str | None = None) -> Job:
        """Of one article."""
        ...

    def job(self, job_id: str) -> Job | None:
        """The job as it stands now; None when there is none."""
        ...

    def jobs(self, limit: int) -> list[Job]:
        """The newest first."""
        ...

    def failures(self, job_id: str, after: str | None, limit: int) -> list[Outcome]:
        """At most `limit` failures in the order of their names, beginning behind `after`."""
        ...

    def progress(self, job_id: str) -> tuple[int, int] | None:
        """Passages embedded, of how many that are being embedded together; None when none are."""
        ...

    def cancel(self, job_id: str) -> Job | None:
        """End a job; what is done stays done. None when there is no such job."""
        ...


class Sources(Protocol):
    """The sources that are kept current. Thread-safe. Raises CatalogueUnusable."""

    def add(
        self, location: str, kind: SourceKind | None, collection: str, every_seconds: int | None
    ) -> RegisteredSource:
        """Keep a source current; one that is known stays as it is. Raises InvalidSource."""
        ...

    def list(self) -> Sequence[RegisteredSource]: ...

    def get(self, source_id: str) -> RegisteredSource | None: ...

    def remove(self, source_id: str, with_articles: bool) -> bool:
        """Forget a source; False when there is none."""
        ...


class RequestMemory(Protocol):
    """Keeps in mind what was answered under each Idempotency-Key. Thread-safe. Raises CatalogueUnusable."""

    def claim(self, key: str, digest: str) -> Claim | KeptReply:
        """What was answered, or whether the request may run; when it may, `finish` or `release` follows."""
        ...

    def finish(self, key: str, reply: KeptReply) -> None:
        """Keep what was answered."""
        ...

    def release(self, key: str) -> None:
        """The request failed: the next one with its key is a first one."""
        ...
