"""Durable jobs: acknowledged means done, whatever becomes of the process."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

from corpus.article import PUBLIC, Article
from corpus.change import Change, Outcome
from corpus.errors import NoSuchSource
from corpus.folder import source_of
from corpus.jobs import Job, JobKind, JobState
from corpus.ledger import Ledger
from corpus.on_behalf import ITSELF, OnBehalf
from corpus.registry import Registry, check_reach
from dealdesk.callbacks import Callbacks
from dealdesk.inbox import Inbox, article_json
from dealdesk.runner import Runner

_KEPT_DAYS = 30
_SHOWN = 5


class Jobs:
    """Asks for jobs and tells how far they are. by: for whom one is done. Thread-safe."""

    def __init__(self, ledger: Ledger, registry: Registry, inbox: Inbox, callbacks: Callbacks, runner: Runner) -> None:
        self._ledger = ledger
        self._registry = registry
        self._inbox = inbox
        self._callbacks = callbacks
        self.runner = runner

    def refresh(
        self,
        source_ids: Sequence[str] = (),
        path: Path | None = None,
        callback_url: str | None = None,
        by: OnBehalf = ITSELF,
    ) -> Job:
        """Of the sources named, of a folder or file, or, where neither is, of all sources. Raises NoSuchSource.

        A source whose collection is beyond `by` is like one that is not there; where it is, LocationTaken is raised.
        """
        if path is not None:
            place = source_of(path)
            for source in self._registry.list():
                if source.location == place:
                    check_reach(source, by)
            return self.ask(JobKind.REFRESH, place, {"path": place}, callback_url, by=by)
        known = [source.id for source in self._registry.list() if by.within.admits(source.collection)]
        ids = list(source_ids) or known
        for source_id in ids:
            if source_id not in known:
                raise NoSuchSource(f"there is no source {source_id}: `dealdesk sources list` shows them")
        about = ", ".join(ids[:_SHOWN]) + (f" and {len(ids) - _SHOWN} more" if len(ids) > _SHOWN else "")
        return self.ask(JobKind.REFRESH, about or "no sources", {"sources": ids}, callback_url, by=by)

    def upload(
        self,
        files: Sequence[tuple[str, Path]],
        collection: str = PUBLIC,
        callback_url: str | None = None,
        by: OnBehalf = ITSELF,
    ) -> Job:
        """Of files that were handed over: the name of each, and where it lies; it is moved away."""
        names = [name for name, _ in files]
        about = names[0] if len(names) == 1 else f"{len(names)} files"
        argument = {"names": names, "collection": collection}
        take = partial(self._inbox.take, spooled=[file for _, file in files])
        return self.ask(JobKind.UPLOAD, about, argument, callback_url, take, by)

    def push(
        self, spooled: Path, collection: str = PUBLIC, callback_url: str | None = None, by: OnBehalf = ITSELF
    ) -> Job:
        """Of a file of JSON lines, one article each; it is moved away."""
        take = partial(self._inbox.take, spooled=[spooled])
        return self.ask(JobKind.PUSH, "JSON lines", {"collection": collection}, callback_url, take, by)

    def put(
        self, article: Article, source: str | None = None, callback_url: str | None = None, by: OnBehalf = ITSELF
    ) -> Job:
        """Of one article."""
        take = partial(self._inbox.take_text, text=article_json(article, source))
        return self.ask(JobKind.PUT, article.id, {}, callback_url, take, by)

    def ask(
        self,
        kind: JobKind,
        about: str,
        argument: Mapping[str, Any],
        callback_url: str | None = None,
        take: Callable[[str], None] | None = None,
        by: OnBehalf = ITSELF,
    ) -> Job:
        """Keep a job and begin it. take: moves what it works on to a safe place, before it is acknowledged.

        Raises StorageFull when it cannot be kept, FetchRefused for a callback that could not be told.
        """
        if callback_url is not None:
            self._callbacks.check(callback_url)
        asked_at = datetime.now(UTC)
        job = Job(f"job-{uuid4().hex}", kind, about, asked_at, dict(argument), callback_url=callback_url, by=by)
        try:
            if take:
                take(job.id)
            self._ledger.ask(job)
        except BaseException:
            self._inbox.drop(job.id)
            raise
        self.runner.begin(job.id)
        return job

    def job(self, job_id: str) -> Job | None:
        """The job as it stands now."""
        job = self._ledger.job(job_id)
        return self.runner.of_now(job) if job else None

    def jobs(self, limit: int = 100, asker: str | None = None) -> list[Job]:
        """The newest first, those that were asked for by one caller, or all."""
        return [self.runner.of_now(job) for job in self._ledger.jobs(limit, asker)]

    def unfinished(self) -> list[Job]:
        """In the order in which they were asked for."""
        return self._ledger.unfinished()

    def failures(self, job_id: str, after: str | None = None, limit: int = 100) -> list[Outcome]:
        """At most `limit` failures in the order of their names, beginning behind `after`."""
        return self._ledger.failures(job_id, after, limit)

    def progress(self, job_id: str) -> tuple[int, int] | None:
        """Passages embedded, of how many that are being embedded together; None when none are."""
        return self.runner.embedded(job_id)

    def cancel(self, job_id: str) -> Job | None:
        """End a job that waits or runs: what is done stays done. None when there is no such job."""
        if self._ledger.end(job_id, JobState.CANCELLED, datetime.now(UTC)):
            self.runner.cancelled(job_id)
        return self.job(job_id)

    def wait(self, job_id: str, timeout: float | None = None) -> Job | None:
        """The job once it is over, or as it is after `timeout` seconds."""
        self.runner.wait(job_id, timeout)
        return self.job(job_id)

    def forget_old(self) -> int:
        """Forget the jobs that ended a month ago. Returns how many."""
        return self._forget(self._ledger.ended_before(datetime.now(UTC) - timedelta(days=_KEPT_DAYS)))

    def forget_uneventful(self, job_ids: Collection[str]) -> set[str]:
        """Of jobs that nobody asked for, forget those that are over and found nothing new. Returns those at work."""
        at_work = {job_id for job_id in job_ids if self.runner.has_in_hand(job_id)}
        over = [job for job in map(self._ledger.job, set(job_ids) - at_work) if job]
        self._forget(
            [job.id for job in over if job.state is JobState.SUCCEEDED and not job.counts.keys() - {Change.UNCHANGED}]
        )
        return at_work

    def _forget(self, job_ids: Sequence[str]) -> int:
        self.runner.forget(list(job_ids))
        self._ledger.forget(job_ids)
        return len(job_ids)
