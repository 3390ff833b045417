"""Sources and jobs of the running server, as the command line talks to it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from corpus.change import Change, Outcome
from corpus.jobs import Job, JobKind, JobState
from corpus.source import RegisteredSource, SourceKind
from dealdesk.remote import RemoteDesk
from index.report import RefreshReport

_LOOK_SECONDS = 0.2


class RemoteArrivals:
    """Implements ArrivalDoor. Raises ServerFailed."""

    def __init__(self, server: RemoteDesk) -> None:
        self._server = server
        self._embedding: dict[str, tuple[int, int] | None] = {}

    def refresh(self, source_ids: Sequence[str] = (), path: Path | None = None) -> Job:
        if path is not None:
            return self._job(self._server.call("POST", "/v1/refreshes", {"path": str(path.resolve())}))
        return self._job(self._server.call("POST", "/v1/refreshes", {"sources": list(source_ids) or None}))

    def begun(self, path: str, body: dict[str, Any]) -> Job:
        """What a request to `path` began."""
        return self._job(self._server.call("POST", path, body))

    def upload(self, files: Sequence[Path], collection: str) -> Job:
        with ExitStack() as stack:
            parts = [("files", (file.name, stack.enter_context(file.open("rb")))) for file in files]
            return self._job(self._server.call("POST", "/v1/uploads", files=parts, fields={"collection": collection}))

    def job(self, job_id: str) -> Job | None:
        body = self._server.call("GET", f"/v1/jobs/{quote(job_id, safe='')}", missing_ok=True)
        return self._job(body) if body else None

    def jobs(self, limit: int) -> Sequence[Job]:
        body = self._server.call("GET", "/v1/jobs", params={"limit": limit})
        return [self._job(each) for each in body["jobs"]]

    def failures(self, job_id: str) -> Iterator[Outcome]:
        after: str | None = None
        while True:
            params = {"after": after} if after else {}
            page = self._server.call("GET", f"/v1/jobs/{quote(job_id, safe='')}/failures", params=params)
            for failure in page["failures"]:
                yield Outcome(failure["article"], Change.FAILED, failure["reason"])
            after = page.get("next")
            if not after:
                return

    def progress(self, job_id: str) -> tuple[int, int] | None:
        """As it was when the job was last looked at."""
        return self._embedding.get(job_id)

    def cancel(self, job_id: str) -> Job | None:
        self._server.call("DELETE", f"/v1/jobs/{quote(job_id, safe='')}", missing_ok=True)
        return self.job(job_id)

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
        return [_source(each) for each in self._server.call("GET", "/v1/sources")["sources"]]

    def add_source(
        self, location: str, kind: SourceKind | None, collection: str, every_seconds: int | None
    ) -> RegisteredSource:
        if "://" not in location:
            location = str(Path(location).expanduser().resolve())  # of this process, not of the server's
        body = {"location": location, "kind": kind, "collection": collection, "every_seconds": every_seconds}
        return _source(self._server.call("POST", "/v1/sources", body))

    def remove_source(self, source_id: str, with_articles: bool) -> bool:
        path = f"/v1/sources/{quote(source_id, safe='')}"
        if self._server.call("GET", path, missing_ok=True) is None:
            return False
        self._server.call("DELETE", path, params={"with_articles": str(with_articles).lower()})
        return True

    def _job(self, body: dict[str, Any]) -> Job:
        embedding = body.get("embedding")
        self._embedding[body["id"]] = (embedding["done"], embedding["total"]) if embedding else None
        return Job(
            id=body["id"],
            kind=JobKind(body["kind"]),
            about=body["about"],
            asked_at=datetime.fromisoformat(body["asked_at"]),
            state=JobState(body["state"]),
            found=body["found"],
            counts={change: body[change] for change in Change if body[change]},
            started_at=_moment(body["started_at"]),
            ended_at=_moment(body["ended_at"]),
            error=body["error"],
        )


def _source(body: dict[str, Any]) -> RegisteredSource:
    return RegisteredSource(
        id=body["id"],
        kind=SourceKind(body["kind"]),
        location=body["location"],
        collection=body["collection"],
        added_at=datetime.fromisoformat(body["added_at"]),
        every_seconds=body["every_seconds"],
        due_at=_moment(body["due_at"]),
        refreshed_at=_moment(body["refreshed_at"]),
        failures=body["failures"],
        error=body["error"],
    )


def _moment(told: str | None) -> datetime | None:
    return datetime.fromisoformat(told) if told else None
