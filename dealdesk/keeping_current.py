"""While a server runs: sources are refreshed when they are due, folders when something changes in them."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread

from corpus.errors import CorpusError
from corpus.jobs import Job, JobKind, JobState
from corpus.registry import Registry
from corpus.source import SourceKind
from dealdesk.jobs import Jobs
from dealdesk.watching import Watchers

logger = logging.getLogger(__name__)

_LOOK_SECONDS = 1.0


class KeepingCurrent:
    """Asks for refreshes between `start` and `stop`. nightly: called once a day, at night where the machine stands."""

    def __init__(self, registry: Registry, jobs: Jobs, nightly: Callable[[], object] | None = None) -> None:
        self._registry = registry
        self._jobs = jobs
        self._nightly = nightly
        self._next_night = _next_night(datetime.now().astimezone())
        self._watchers = Watchers(self._changed)
        self._routine: set[str] = set()
        self._stopped = Event()
        self._thread = Thread(target=self._run, name="keeping current", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join()
        self._watchers.stop()

    def _run(self) -> None:
        while True:
            try:
                self._look()
            except CorpusError as error:
                logger.warning("sources cannot be looked at now: %s", error)
            if self._stopped.wait(_LOOK_SECONDS):
                return

    def _look(self) -> None:
        folders = [source for source in self._registry.list() if source.kind is SourceKind.FOLDER]
        self._watchers.watch({source.id: Path(source.location) for source in folders})
        due = self._registry.due(datetime.now(UTC))
        if due:
            at_work = {source_id for job in self._jobs.unfinished() for source_id in _sources_of(job)}
            for source in due:
                if source.id not in at_work:
                    self._routine.add(self._jobs.refresh([source.id], by=source.by).id)
        if self._routine:  # or a feed that is looked at twice a minute would fill the list of jobs
            self._routine = self._jobs.forget_uneventful(self._routine)
        if self._nightly and datetime.now().astimezone() >= self._next_night:
            self._next_night = _next_night(datetime.now().astimezone())
            self._nightly()

    def _changed(self, source_id: str) -> None:
        """A job that waits for its turn will see the change; one that is at work may not, so another follows it."""
        try:
            source = self._registry.get(source_id)
            if source and not any(_waits_for(job, source_id) for job in self._jobs.unfinished()):
                self._jobs.refresh([source_id], by=source.by)
        except CorpusError as error:
            logger.warning("a change in %s cannot be followed now: %s", source_id, error)


def _sources_of(job: Job) -> list[str]:
    sources: list[str] = job.argument.get("sources", []) if job.kind is JobKind.REFRESH else []
    return sources


def _waits_for(job: Job, source_id: str) -> bool:
    return job.state is JobState.QUEUED and _sources_of(job) == [source_id]


def _next_night(now: datetime) -> datetime:
    night = now.replace(hour=3, minute=0, second=0, microsecond=0)
    return night if night > now else night + timedelta(days=1)
