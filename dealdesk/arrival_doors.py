"""What the commands about sources and jobs work through: the data folder itself, or the server that owns it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from corpus.change import Outcome
from corpus.jobs import Job
from corpus.source import RegisteredSource, SourceKind
from dealdesk.arrivals import Arrivals
from dealdesk.assembly import open_beside, open_desk
from dealdesk.owner import owner_of
from dealdesk.remote import server_of
from dealdesk.remote_jobs import RemoteArrivals
from dealdesk.settings import Settings
from index.report import RefreshReport

_PAGE = 1_000


class ArrivalDoor(Protocol):
    """Sources and jobs, wherever they run."""

    def refresh(self, source_ids: Sequence[str] = (), path: Path | None = None) -> Job: ...

    def upload(self, files: Sequence[Path], collection: str) -> Job: ...

    def job(self, job_id: str) -> Job | None: ...

    def jobs(self, limit: int) -> Sequence[Job]: ...

    def failures(self, job_id: str) -> Iterator[Outcome]: ...

    def progress(self, job_id: str) -> tuple[int, int] | None: ...

    def cancel(self, job_id: str) -> Job | None: ...

    def wait(self, job_id: str, seconds: float) -> Job | None:
        """The job once it is over, or as it is after `seconds`."""
        ...

    def report(self, job_id: str) -> RefreshReport | None:
        """Passages and seconds, where it ran in this process."""
        ...

    def sources(self) -> Sequence[RegisteredSource]: ...

    def add_source(
        self, location: str, kind: SourceKind | None, collection: str, every_seconds: int | None
    ) -> RegisteredSource: ...

    def remove_source(self, source_id: str, with_articles: bool) -> bool: ...


class LocalArrivals:
    """In this process."""

    def __init__(self, arrivals: Arrivals, spool: Path) -> None:
        self._jobs = arrivals.jobs
        self._sources = arrivals.sources
        self._spool = spool
        self.job = self._jobs.job
        self.jobs = self._jobs.jobs
        self.progress = self._jobs.progress
        self.cancel = self._jobs.cancel
        self.report = self._jobs.runner.report
        self.wait = self._jobs.wait
        self.sources = self._sources.list
        self.add_source = self._sources.add
        self.remove_source = self._sources.remove

    def refresh(self, source_ids: Sequence[str] = (), path: Path | None = None) -> Job:
        return self._jobs.refresh(source_ids, path)

    def upload(self, files: Sequence[Path], collection: str) -> Job:
        with tempfile.TemporaryDirectory(dir=self._spool, prefix="upload-") as folder:
            copies = [(file.name, Path(folder) / str(number)) for number, file in enumerate(files)]
            for file, (_, copy) in zip(files, copies, strict=True):
                shutil.copyfile(file, copy)
            return self._jobs.upload(copies, collection)

    def failures(self, job_id: str) -> Iterator[Outcome]:
        after: str | None = None
        while page := self._jobs.failures(job_id, after, _PAGE):
            yield from page
            after = page[-1].article_id


@dataclass(frozen=True)
class Opened:
    """left: jobs of an earlier process that go on now, beside the command."""

    door: ArrivalDoor
    left: Sequence[Job] = ()


@contextmanager
def arrival_door(settings: Settings, command: str, *, runs_jobs: bool = False) -> Iterator[Opened]:
    """The running server; else the folder. runs_jobs: whether the command begins jobs.

    Without it, a command that is at work is read beside. Raises HomeInUse.
    """
    owner = owner_of(settings.home)
    with ExitStack() as stack:
        if owner and owner.url:
            yield Opened(RemoteArrivals(stack.enter_context(server_of(owner, settings))))
        elif owner and not runs_jobs:
            desk = stack.enter_context(open_beside(settings))
            yield Opened(LocalArrivals(desk.arrivals, settings.home))
        else:
            desk = stack.enter_context(open_desk(settings, command))
            left = stack.enter_context(desk.arrivals.running()) if runs_jobs else ()
            yield Opened(LocalArrivals(desk.arrivals, settings.home), left)
