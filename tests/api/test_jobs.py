"""Jobs, and the events that tell how far they are."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import timedelta
from threading import Event
from typing import Any

import httpx2
import pytest

from api.app import Arrivals, create_app
from api.schema.jobs import job_body
from corpus.change import Change, Outcome
from corpus.jobs import Job, JobKind, JobState
from tests.api.client import DeclaredClient
from tests.api.fakes import Pulse, Script, Shelf
from tests.api.serving import serving
from tests.api.works import ASKED_AT, Desk


@pytest.fixture
def address(arrivals: Arrivals, stopping: Event) -> Iterator[str]:
    shelf = Shelf()
    app = create_app(Script(shelf), Script(shelf), shelf, shelf, Pulse(), arrivals=arrivals, stopping=stopping)
    with serving(app) as address:
        yield address


@pytest.fixture
def stopping() -> Event:
    return Event()


def events(lines: Iterator[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    name = ""
    for line in lines:
        field, _, value = line.partition(": ")
        if field == "event":
            name = value
        elif field == "data":
            yield name, json.loads(value)


def test_a_job_shows_what_became_of_its_articles(busy: DeclaredClient, jobs: Desk) -> None:
    jobs.refresh()
    jobs.set("job-1", JobState.SUCCEEDED, 9, added=2, replaced=1, unchanged=5, removed=3, failed=1)
    jobs.failed = [Outcome("scan.pdf", Change.FAILED, "no text in it: give one with text")]
    jobs.embedded = (3, 40)
    assert busy.get("/v1/jobs/job-1").json() == {
        "id": "job-1",
        "kind": "refresh",
        "about": "what it is about",
        "state": "succeeded",
        "found": 9,
        "done": 9,
        "unchanged": 5,
        "added": 2,
        "replaced": 1,
        "removed": 3,
        "failed": 1,
        "articles_per_second": 0.005,
        "seconds_left": 0.0,
        "embedding": {"done": 3, "total": 40},
        "asked_at": "2026-03-01T08:30:00Z",
        "started_at": "2026-03-01T08:30:00Z",
        "ended_at": "2026-03-01T09:00:00Z",
        "error": None,
        "failures": [{"article": "scan.pdf", "reason": "no text in it: give one with text"}],
    }


def test_jobs_are_listed_the_newest_first(busy: DeclaredClient, jobs: Desk) -> None:
    for _ in range(3):
        jobs.refresh()
    assert [job["id"] for job in busy.get("/v1/jobs?limit=2").json()["jobs"]] == ["job-3", "job-2"]
    assert busy.get("/v1/jobs?limit=0").status_code == 422


def test_failures_come_a_page_at_a_time(busy: DeclaredClient, jobs: Desk) -> None:
    jobs.refresh()
    jobs.failed = [Outcome(f"file {n:03}", Change.FAILED, "broken") for n in range(150)]
    assert len(busy.get("/v1/jobs/job-1").json()["failures"]) == 100
    first = busy.get("/v1/jobs/job-1/failures").json()
    rest = busy.get("/v1/jobs/job-1/failures", params={"after": first["next"]}).json()
    assert len(first["failures"]) == 100
    assert [one["article"] for one in rest["failures"]] == [f"file {n}" for n in range(100, 150)]
    assert rest["next"] is None


def test_a_job_can_be_cancelled(busy: DeclaredClient, jobs: Desk) -> None:
    jobs.refresh()
    assert busy.post("/v1/jobs/job-1/cancel").json()["state"] == "cancelled"
    assert busy.get("/v1/jobs/job-1").json()["state"] == "cancelled"


def test_a_job_that_is_not_there_is_not_found(busy: DeclaredClient) -> None:
    for path in ("", "/failures", "/events"):
        assert busy.get(f"/v1/jobs/none{path}").status_code == 404
    assert busy.post("/v1/jobs/none/cancel").status_code == 404


def running(found: int, seconds: float, **counts: int) -> dict[str, Any]:
    job = Job(
        "job",
        JobKind.REFRESH,
        "",
        ASKED_AT,
        state=JobState.RUNNING,
        found=found,
        counts={Change(name): count for name, count in counts.items()},
        started_at=ASKED_AT,
    )
    embedding = (counts.pop("embedded"), 40) if "embedded" in counts else None
    return job_body(job, embedding, ASKED_AT + timedelta(seconds=seconds)).model_dump()


def test_the_rate_and_the_time_left_follow_from_what_is_done() -> None:
    assert running(100, 10, added=20)["articles_per_second"] == 2.0
    assert running(100, 10, added=20)["seconds_left"] == 40.0
    assert running(20, 10, added=15, failed=5)["seconds_left"] == 0.0


def test_what_is_seen_to_at_once_does_not_shorten_the_time_left() -> None:
    body = running(2_000, 10, unchanged=1_900, added=10)
    assert body["articles_per_second"] == 191.0
    assert body["seconds_left"] == 90.0


def test_nothing_is_said_of_the_time_left_while_nothing_tells() -> None:
    for body in (running(0, 5), running(100, 5), running(100, 5, unchanged=50), running(100, 0, added=1)):
        assert body["seconds_left"] is None
    for body in (running(15, 16, failed=4), running(15, 16, failed=4, unchanged=6)):
        assert body["seconds_left"] is None


def test_of_one_long_article_its_passages_tell() -> None:
    job = Job("job", JobKind.PUT, "", ASKED_AT, state=JobState.RUNNING, found=1, started_at=ASKED_AT)
    later = ASKED_AT + timedelta(seconds=20)
    assert job_body(job, (10, 40), later).seconds_left == 60.0
    assert job_body(job, (0, 40), later).seconds_left is None


def test_events_tell_each_change_and_the_end(address: str, jobs: Desk) -> None:
    jobs.refresh()
    with httpx2.stream("GET", f"{address}/v1/jobs/job-1/events", headers={"Last-Event-ID": "7"}) as stream:
        assert stream.status_code == 200
        assert stream.headers["Content-Type"].startswith("text/event-stream")
        told = events(stream.iter_lines())
        assert _brief(next(told)) == ("progress", "queued", 0)
        jobs.set("job-1", JobState.RUNNING, 3, added=1)
        assert _brief(next(told)) == ("progress", "running", 1)
        jobs.set("job-1", JobState.RUNNING, 3, added=2)
        assert _brief(next(told)) == ("progress", "running", 2)
        jobs.set("job-1", JobState.SUCCEEDED, 3, added=3)
        assert [_brief(event) for event in told] == [("end", "succeeded", 3)]


def test_of_a_job_that_is_over_only_the_end_is_told(address: str, jobs: Desk) -> None:
    jobs.refresh()
    jobs.set("job-1", JobState.FAILED)
    text = httpx2.get(f"{address}/v1/jobs/job-1/events").text
    assert [_brief(event) for event in events(iter(text.splitlines()))] == [("end", "failed", 0)]


def test_nobody_looks_any_more_once_the_listener_is_gone(address: str, jobs: Desk) -> None:
    jobs.refresh()
    with httpx2.stream("GET", f"{address}/v1/jobs/job-1/events") as stream:
        next(stream.iter_lines())
    _until_quiet(jobs)


def test_a_stream_ends_when_the_server_is_to_stop(address: str, jobs: Desk, stopping: Event) -> None:
    jobs.refresh()
    with httpx2.stream("GET", f"{address}/v1/jobs/job-1/events") as stream:
        told = events(stream.iter_lines())
        next(told)
        stopping.set()
        assert list(told) == []


def _brief(event: tuple[str, dict[str, Any]]) -> tuple[str, str, int]:
    return event[0], event[1]["state"], event[1]["done"]


def _until_quiet(jobs: Desk) -> None:
    """Until the job was not looked at for longer than a stream would wait."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        before = jobs.looks
        Event().wait(1)
        if jobs.looks == before:
            return
    raise AssertionError("the job is still looked at")
