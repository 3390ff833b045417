"""Runs jobs that are kept in the ledger, beside everything else, until they are over."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from threading import Condition, Event
from typing import TypeVar

from corpus.errors import CorpusError, StorageFull
from corpus.jobs import Job, JobState
from corpus.ledger import Ledger
from dealdesk.callbacks import Callbacks
from dealdesk.durable import Durable, Kind, Stopping
from dealdesk.inbox import Inbox
from dealdesk.tasks import Tasks
from dealdesk.work import JobCancelled, LedgerWork
from index.errors import SearchIndexError
from index.report import RefreshReport

logger = logging.getLogger(__name__)

_ROOM_SECONDS = 3.0  # between two looks whether there is room on the disk again
_STOP_SECONDS = 25.0
_KEPT_REPORTS = 100

T = TypeVar("T")


class Runner:
    """Runs jobs between `launch` and `stop`; what is not over then goes on after the next launch. Thread-safe."""

    def __init__(self, durable: Durable, ledger: Ledger, inbox: Inbox, tasks: Tasks, callbacks: Callbacks) -> None:
        self._durable = durable
        self._ledger = ledger
        self._inbox = inbox
        self._tasks = tasks
        self._callbacks = callbacks
        self._stopping = Event()
        self._changed = Condition()
        self._works: dict[str, LedgerWork] = {}
        self._reports: dict[str, RefreshReport] = {}
        durable.teach(Kind.JOB, self._run, self._tell)

    def launch(self) -> list[Job]:
        """Begin to run jobs. Returns those that an earlier process left, which go on now."""
        left = self._ledger.unfinished()
        self._inbox.drop_all_but({job.id for job in left})
        self._durable.launch()
        for job in left:
            if not self._durable.has_in_hand(job.id):
                self.begin(job.id)
        return left

    def stop(self) -> None:
        """Let each job end what it is at; the rest is for the next launch."""
        self._stopping.set()
        with self._changed:
            self._changed.notify_all()
            self._changed.wait_for(lambda: not self._works, _STOP_SECONDS)
        self._durable.stop()

    def begin(self, job_id: str) -> None:
        """Begin a job that is kept."""
        self._durable.begin(Kind.JOB, job_id)

    def of_now(self, job: Job) -> Job:
        """The job with what is only of the moment."""
        work = self._works.get(job.id)
        if work is None or job.state.is_over:
            return job
        return replace(job, found=max(job.found, work.found_articles), error=work.waits_for or job.error)

    def embedded(self, job_id: str) -> tuple[int, int] | None:
        work = self._works.get(job_id)
        return work.embedded if work else None

    def report(self, job_id: str) -> RefreshReport | None:
        """Passages and seconds of a job that this process did; its outcomes are in the ledger."""
        return self._reports.get(job_id)

    def cancelled(self, job_id: str) -> None:
        """The job was cancelled: it stops where it is."""
        work = self._works.get(job_id)
        if work:
            work.cancelled.set()
        with self._changed:
            self._changed.notify_all()

    def wait(self, job_id: str, timeout: float | None = None) -> None:
        """Until the job is over, or `timeout` seconds."""

        def is_over() -> bool:
            job = self._ledger.job(job_id)
            return job is None or (job.state.is_over and job_id not in self._works)

        with self._changed:
            self._changed.wait_for(is_over, timeout)

    def has_in_hand(self, job_id: str) -> bool:
        """Whether the job is not over, or not yet put away."""
        return self._durable.is_running and self._durable.has_in_hand(job_id)

    def forget(self, job_ids: list[str]) -> None:
        """Of jobs that are over."""
        if self._durable.is_running:
            self._durable.forget(job_ids)

    def _run(self, job_id: str) -> bool:
        """Do a job to its end. Returns whether somebody wants to be told."""
        job = self._ledger.job(job_id)
        if job is None:
            return False
        work = self._works[job_id] = LedgerWork(self._ledger, job_id, self._stopping, job.by.within)
        try:
            if not job.state.is_over:
                _say(job, "job_begun", "begins")
                self._finish(job, work)
            self._inbox.drop(job_id)
        finally:
            with self._changed:
                del self._works[job_id]
                self._changed.notify_all()
        return job.callback_url is not None

    def _finish(self, job: Job, work: LedgerWork) -> None:
        state, error = JobState.SUCCEEDED, None
        try:
            self._keep(job.id, self._when_there_is_room(lambda: self._do(job, work), work))
        except JobCancelled:
            state = JobState.CANCELLED
        except Exception as failure:
            if self._stopping.is_set():  # it may have failed for that alone
                raise Stopping from failure
            state, error = JobState.FAILED, str(failure) or type(failure).__name__
            if not isinstance(failure, CorpusError | SearchIndexError):  # those are told with the job
                logger.warning("job %s (%s) failed in a way that nobody foresaw", job.id, job.kind, exc_info=failure)
        self._when_there_is_room(
            lambda: self._ledger.end(job.id, state, datetime.now(UTC), error, work.found_articles), work
        )
        _say(job, "job_ended", state, state=state)

    def _do(self, job: Job, work: LedgerWork) -> RefreshReport:
        work.begin_anew()
        return self._tasks.do(job, work)

    def _keep(self, job_id: str, report: RefreshReport) -> None:
        self._reports[job_id] = replace(report, outcomes=[])
        while len(self._reports) > _KEPT_REPORTS:
            self._reports.pop(next(iter(self._reports)))

    def _when_there_is_room(self, do: Callable[[], T], work: LedgerWork) -> T:
        """What `do` gives, however long the disk has no room for it."""
        while True:
            try:
                return do()
            except StorageFull as error:
                work.waits_for = f"waits for room on the disk: {error}"
                if self._stopping.wait(_ROOM_SECONDS):
                    raise Stopping from None

    def _tell(self, job_id: str) -> None:
        job = self._ledger.job(job_id)
        if job and job.callback_url:
            self._callbacks.tell(job, self._ledger.failures(job_id))


def _say(job: Job, event: str, what: str, **more: str) -> None:
    """An event without the names of files and sources: they can tell of deals."""
    fields = {"event": event, "job": job.id, "kind": job.kind, **more}
    logger.info("job %s (%s): %s", job.id, job.kind, what, extra={"fields": fields})
