"""What a job of each kind does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from corpus.catalogue import Catalogue
from corpus.change import Change, Outcome
from corpus.errors import FetchFailed, StorageFull, UnreadableSource
from corpus.folder import in_collection
from corpus.jobs import Job, JobKind
from corpus.readers.jsonl import read_lines
from corpus.readers.pool import ReadsDocuments
from corpus.registry import Registry
from corpus.uploads import UploadSource, upload
from dealdesk.inbox import Inbox, article_of
from dealdesk.sources import Sources
from dealdesk.work import JobCancelled, LedgerWork, SourceWork, Turns
from index.publishing import Publisher
from index.pushing import push
from index.refresh import Refresher
from index.report import RefreshReport

Task = Callable[[Job, LedgerWork], RefreshReport]


class Tasks:
    """Does jobs. A job that is done again goes on where it was, for what is live is not done again. Thread-safe."""

    def __init__(
        self,
        catalogue: Catalogue,
        publisher: Publisher,
        refresher: Refresher,
        registry: Registry,
        sources: Sources,
        inbox: Inbox,
        reading: ReadsDocuments,
    ) -> None:
        self._catalogue = catalogue
        self._publisher = publisher
        self._refresher = refresher
        self._registry = registry
        self._sources = sources
        self._inbox = inbox
        self._reading = reading
        self._turns = Turns()
        self._tasks: dict[JobKind, Task] = {
            JobKind.REFRESH: self._refresh,
            JobKind.UPLOAD: self._upload,
            JobKind.PUSH: self._push,
            JobKind.PUT: self._put,
        }

    def teach(self, tasks: Mapping[JobKind, Task]) -> None:
        """Other kinds of jobs, which somebody else does. A task calls `work.begin()` when its turn has come."""
        self._tasks |= tasks

    def do(self, job: Job, work: LedgerWork) -> RefreshReport:
        """Raises JobCancelled, Stopping, StorageFull, and what makes the whole job fail."""
        return self._tasks[job.kind](job, work)

    def _refresh(self, job: Job, work: LedgerWork) -> RefreshReport:
        if path := job.argument.get("path"):
            source, by = self._sources.at_path(Path(path))
            with self._turn(source.root, work):
                return self._refresher.refresh(source, SourceWork(work, by))
        ids = job.argument["sources"]
        report = RefreshReport()
        for source_id in ids:
            self._refresh_one(source_id, work, len(ids) > 1, report)
        return report

    def _refresh_one(self, source_id: str, work: LedgerWork, is_part: bool, report: RefreshReport) -> None:
        """Refresh a source that is kept current, and say when it is due again."""
        registered = self._registry.get(source_id)
        if registered is None:
            return  # it was removed meanwhile
        try:
            source = self._sources.at(registered)
            with self._turn(source.root, work):
                part = SourceWork(work, registered.by, source_id if is_part else None)
                of_source = self._refresher.refresh(source, part)
        except JobCancelled:
            self._registry.postponed(source_id, datetime.now(UTC))
            raise
        except StorageFull:
            raise
        except Exception as error:
            retry_after = error.retry_after_seconds if isinstance(error, FetchFailed) else None
            self._registry.failed(source_id, datetime.now(UTC), str(error), retry_after)
            if not is_part or not isinstance(error, UnreadableSource):
                raise
            work.found(work.found_articles + 1)
            with self._catalogue.writing() as tx:
                work.done(tx, [Outcome(source_id, Change.FAILED, str(error))])
            return
        self._registry.succeeded(source_id, datetime.now(UTC))
        report.outcomes += of_source.outcomes
        report.passages += of_source.passages
        report.embedded += of_source.embedded
        report.seconds += of_source.seconds

    def _upload(self, job: Job, work: LedgerWork) -> RefreshReport:
        names = job.argument["names"]
        files = [upload(name, self._inbox.file(job.id, number)) for number, name in enumerate(names)]
        source = UploadSource(files, self._reading, job.argument["collection"])
        with self._turn(source.root, work):
            return self._refresher.refresh(source, work)

    def _push(self, job: Job, work: LedgerWork) -> RefreshReport:
        collection = job.argument["collection"]
        work.begin()
        with self._inbox.file(job.id).open("rb") as lines:
            readings = (in_collection(reading, collection) for reading in read_lines(lines, "line"))
            return push(self._catalogue, self._publisher, readings, work)

    def _put(self, job: Job, work: LedgerWork) -> RefreshReport:
        article, source = article_of(self._inbox.file(job.id).read_text(encoding="utf-8"))
        work.begin()
        work.found(1)
        return RefreshReport([self._refresher.put(article, source, work=work)])

    @contextmanager
    def _turn(self, thing: str, work: LedgerWork) -> Iterator[None]:
        with self._turns.of(thing, work):
            work.begin()
            yield
