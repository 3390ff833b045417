"""Sources and jobs of the running server, as the command line talks to it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from api.schema.jobs import JobBody
from api.schema.sources import SourceBody
from corpus.change import Change, Outcome
from corpus.jobs import Job
from corpus.source import RegisteredSource, SourceKind
from dealdesk.client import Client
from dealdesk.remote import found
from index.report import RefreshReport

_LOOK_SECONDS = 0.2


class RemoteArrivals:
    """Implements ArrivalDoor. Raises ServerFailed."""

    def __init__(self, server: Client) -> None:
        self._server = server
        self._embedding: dict[str, tuple[int, int] | None] = {}

    def refresh(self, source_ids: Sequence[str] = (), path: Path | None = None) -> Job:
        if path is not None:
            return self.seen(self._server.refresh(path=str(path.resolve())))
        return self.seen(self._server.refresh(sources=list(source_ids) or None))

    def upload(self, files: Sequence[Path], collection: str) -> Job:
        return self.seen(self._server.upload(files=files, collection=collection))

    def job(self, job_id: str) -> Job | None:
        body = found(lambda: self._server.get_job(job_id))
        return self.seen(body) if body else None

    def jobs(self, limit: int) -> Sequence[Job]:
        return [self.seen(each) for each in self._server.list_jobs(limit=limit).jobs]

    def failures(self, job_id: str) -> Iterator[Outcome]:
        for failure in self._server.all_failures(job_id):
            yield Outcome(failure.article, Change.FAILED, failure.reason)

    def progress(self, job_id: str) -> tuple[int, int] | None:
        """As it was when the job was last looked at."""
        return self._embedding.get(job_id)

    def cancel(self, job_id: str) -> Job | None:
        body = found(lambda: self._server.cancel_job(job_id))
        return self.seen(body) if body else None

    def wait(self, job_id: str, seconds: float) -> Job | None:
        until = time.monotonic() + seconds
        while True:
            job = self.job(job_id)
            left = until - time.monotonic()
            if job is None or job.state.is_over or left <= 0:
                return job
            time.sleep(min(_LOOK_SECONDS, left))

    def report(self, job_id: str) -> RefreshReport | None:
        return None

    def sources(self) -> Sequence[RegisteredSource]:
        return [_source(each) for each in self._server.list_sources().sources]

    def add_source(
        self, location: str, kind: SourceKind | None, collection: str, every_seconds: int | None
    ) -> RegisteredSource:
        if "://" not in location:
            location = str(Path(location).expanduser().resolve())  # of this process, not of the server's
        return _source(
            self._server.add_source(location=location, kind=kind, collection=collection, every_seconds=every_seconds)
        )

    def remove_source(self, source_id: str, with_articles: bool) -> bool:
        if found(lambda: self._server.get_source(source_id)) is None:
            return False
        self._server.remove_source(source_id, with_articles=with_articles)
        return True

    def seen(self, body: JobBody) -> Job:
        """A job as the server tells of it."""
        self._embedding[body.id] = (body.embedding.done, body.embedding.total) if body.embedding else None
        counts = {change: getattr(body, change.value) for change in Change}
        return Job(
            id=body.id,
            kind=body.kind,
            about=body.about,
            asked_at=body.asked_at,
            state=body.state,
            found=body.found,
            counts={change: count for change, count in counts.items() if count},
            started_at=body.started_at,
            ended_at=body.ended_at,
            error=body.error,
        )


def _source(body: SourceBody) -> RegisteredSource:
    return RegisteredSource(**body.model_dump())
