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
from corpus.listing import CollectionSize, Listing, Page, Place
from corpus.on_behalf import ITSELF, OnBehalf
from corpus.precondition import ALWAYS, Precondition
from corpus.source import RegisteredSource, SourceKind
from corpus.stored import StoredArticle, StoredVersion
from index.health import ServerHealth


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

    def listed(self, listing: Listing, behind: Place | None = None, limit: int = 100) -> Page:
        """At most `limit` articles of a list, from the first one behind a place."""
        ...

    def collection_sizes(self, selection: Selection = EVERYTHING) -> Sequence[CollectionSize]:
        """The collections that hold live articles, in alphabetical order, as far as `selection` admits them."""
        ...

    def raw(self, article_id: str, version: str) -> str | None:
        """The text that a version was cleaned from; None where nothing was removed from it."""
        ...

    def versions(self, article_id: str) -> list[StoredVersion]:
        """The versions that are kept, the newest first, also of an article that was removed."""
        ...

    def version(self, article_id: str, version: str) -> StoredArticle | None:
        """One of them, with its text; None when it is not kept."""
        ...


class Writer(Protocol):
    """Changes the corpus and its index together. Thread-safe."""

    def put(
        self,
        article: Article,
        source: str | None = None,
        within: Selection = EVERYTHING,
        supposed: Precondition = ALWAYS,
    ) -> Outcome:
        """Clean and keep `article`, searchable on return: added, replaced or unchanged.

        source: what it came from, or None when it was pushed. within: the collections whose articles may be changed.
        supposed: what is to be live before. Raises NotYours for an article that stands beyond them, or would,
        NotAsExpected, and any CorpusError and SearchIndexError.
        """
        ...

    def remove(
        self, article_id: str, within: Selection = EVERYTHING, supposed: Precondition = ALWAYS
    ) -> Outcome | None:
        """Remove an article from corpus and index; None when `within` admits no collection that it is in.

        Raises NotAsExpected.
        """
        ...


class HealthCheck(Protocol):
    """Says how the server is. Thread-safe, quick, and never a load of the model."""

    def health(self) -> ServerHealth:
        """What was found, also when no question can be answered now: it raises nothing."""
        ...


class Timelines(Protocol):
    """Tells what happened when. Thread-safe. Raises InvalidQuestion and SearchIndexError."""

    def timeline(self, query: str, selection: Selection, since: date | None, limit: int) -> Timeline:
        """The `limit` lines that carry `query` best; since: from articles published after that day only."""
        ...


class Jobs(Protocol):
    """Durable work. Thread-safe. Raises CorpusError for a job that cannot be kept or makes no sense.

    by: for whom the work is done: it changes no article beyond their collections.
    """

    def refresh(
        self,
        source_ids: Sequence[str] = (),
        path: Path | None = None,
        callback_url: str | None = None,
        by: OnBehalf = ITSELF,
    ) -> Job:
        """Of the sources named, of a folder or file or, where neither is, of all sources. A source whose collection is
        beyond theirs is like one that is not there.
        """
        ...

    def upload(
        self,
        files: Sequence[tuple[str, Path]],
        collection: str,
        callback_url: str | None = None,
        by: OnBehalf = ITSELF,
    ) -> Job:
        """Of files: the name of each, and where it lies; it is moved away."""
        ...

    def push(self, spooled: Path, collection: str, callback_url: str | None = None, by: OnBehalf = ITSELF) -> Job:
        """Of a file of JSON lines, one article each; it is moved away."""
        ...

    def put(
        self, article: Article, source: str | None = None, callback_url: str | None = None, by: OnBehalf = ITSELF
    ) -> Job:
        """Of one article."""
        ...

    def job(self, job_id: str) -> Job | None:
        """The job as it stands now; None when there is none."""
        ...

    def jobs(self, limit: int, asker: str | None = None) -> list[Job]:
        """The newest first, those that were asked for by one caller, or all."""
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
        self,
        location: str,
        kind: SourceKind | None,
        collection: str,
        every_seconds: int | None,
        by: OnBehalf = ITSELF,
    ) -> RegisteredSource:
        """Keep a source current; one that is known stays as it is. by: whose it is: it changes nothing beyond their
        collections. Raises InvalidSource, NoSuchSource, FetchRefused, and LocationTaken for one that is kept current
        beyond them.
        """
        ...

    def list(self) -> Sequence[RegisteredSource]: ...

    def get(self, source_id: str) -> RegisteredSource | None: ...

    def remove(self, source_id: str, with_articles: bool, within: Selection = EVERYTHING) -> bool:
        """Forget a source; False when there is none. with_articles: remove those of its articles too that are in the
        collections of `within`.
        """
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
