"""A real server whose disk is full: reads go on, writes are refused with the reason, and it needs no restart."""

from __future__ import annotations

import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.dealdesk.console import Console, until
from tests.dealdesk.serving import Served, serving
from tests.dealdesk.test_jobs import fill

LINES = {"Content-Type": "application/x-ndjson"}
LONG = "The harbour keeps a ledger of every barge that passes the lock at night. " * 4_000


@dataclass(frozen=True)
class Disk:
    """A disk of its own with the data folder on it, and the server over that."""

    served: Served
    filler: Path

    def full(self) -> None:
        """No room at all: none is left in the database's log either, where a small change might still go."""
        with closing(sqlite3.connect(self.served.console.home / "catalogue.sqlite3", timeout=1)) as catalogue:
            until(lambda: catalogue.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0)
            fill(self.filler)

    def has_room(self) -> None:
        self.filler.unlink()

    def answer(self, question: str) -> Any:
        answered = self.served.client.post("/v1/ask", json={"question": question})
        assert answered.status_code == 200, answered.text
        return answered.json()


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Disk]:
    """48 MB, which nothing here comes near to."""
    place = tmp_path_factory.mktemp("disk")
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", place], capture_output=True).returncode:
        pytest.skip("a disk can be mounted by root alone")
    try:
        # Otherwise it would never be ready: so small a disk is low from the start.
        with serving(Console(place / "home", {"DEALDESK_MIN_FREE_MB": "0"})) as served:
            put = served.client.put("/v1/articles/ferry", json=article("Orlow Lines sold its ferry for $61 million."))
            assert put.status_code == 201, put.text
            yield Disk(served, place / "filler")
    finally:
        subprocess.run(["umount", "-l", place], check=True)


@pytest.fixture
def full(disk: Disk) -> Iterator[Disk]:
    """The disk while there is no room on it; there is again when the test ends."""
    disk.full()
    yield disk
    disk.filler.unlink(missing_ok=True)


def article(text: str) -> dict[str, str]:
    return {"title": "", "text": text}


def job_of(disk: Disk, begun: httpx.Response) -> Any:
    """The job that a request began, once it is over."""
    assert begun.status_code == 202, begun.text
    job = f"/v1/jobs/{begun.json()['id']}"
    return until(lambda: (told := disk.served.client.get(job).json())["ended_at"] and told, disk.served.process)


def test_reads_go_on(full: Disk) -> None:
    for _ in range(20):
        assert "$61 million" in full.answer("How much did Orlow Lines sell its ferry for?")["text"]
    for path in ("/v1/articles", "/v1/articles/ferry", "/v1/articles/ferry/versions", "/v1/sources", "/v1/jobs"):
        assert full.served.client.get(path).status_code == 200, path
    found = full.served.client.post("/v1/search", json={"query": "ferry"})
    assert found.json()["hits"][0]["article_id"] == "ferry"


@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": "once"}])
@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "/v1/articles/long", {"json": article(LONG)}),
        ("PUT", "/v1/articles/short", {"json": article("The lock is open.")}),
        ("PUT", "/v1/articles/later", {"json": article(LONG), "headers": {"Prefer": "respond-async"}}),
        ("POST", "/v1/uploads", {"files": {"files": ("ledger.txt", LONG.encode())}}),
        ("POST", "/v1/articles", {"content": b'{"id": "line", "text": "It rains."}\n' * 1_000, "headers": LINES}),
        ("POST", "/v1/refreshes", {"json": {}}),
        ("POST", "/v1/sources", {"json": {"location": "http://93.184.215.14/", "kind": "url"}}),
        ("DELETE", "/v1/articles/ferry", {}),
    ],
)
def test_writes_are_refused_with_the_reason_and_leave_nothing(
    full: Disk, method: str, path: str, body: dict[str, Any], headers: dict[str, str]
) -> None:
    before = full.served.client.get("/v1/articles").json()
    refused = full.served.client.request(method, path, **{**body, "headers": body.get("headers", {}) | headers})
    assert (refused.status_code, refused.headers["Content-Type"]) == (507, "application/problem+json"), refused.text
    assert "make room" in refused.json()["detail"]
    assert full.served.client.get("/v1/articles").json() == before


def test_a_job_that_runs_waits_for_room_and_ends_when_there_is_some(disk: Disk, tmp_path: Path) -> None:
    client = disk.served.client
    text = "".join(f"Barge {n} of Dunmere Ports carries {n} tons of salt to Ostrava.\n\n" for n in range(1_000))
    begun = client.post("/v1/uploads", files={"files": ("barges.txt", text.encode())})
    disk.full()
    waiting = until(
        lambda: (told := client.get(f"/v1/jobs/{begun.json()['id']}").json())["error"] and told, disk.served.process
    )
    assert (waiting["state"], waiting["error"].partition(":")[0]) == ("running", "waits for room on the disk")
    disk.has_room()
    over = job_of(disk, begun)
    assert (over["state"], over["added"], over["error"]) == ("succeeded", 1, None)
    assert client.delete("/v1/articles/barges").status_code == 204


def test_work_goes_on_without_a_restart_as_soon_as_there_is_room(disk: Disk) -> None:
    disk.full()
    put = article("Galt Shipping bought Wren Ferries for $45 million.")
    assert disk.served.client.put("/v1/articles/wren", json=put).status_code == 507
    disk.has_room()
    assert disk.served.client.put("/v1/articles/wren", json=put).status_code == 201
    assert "$45 million" in disk.answer("How much did Galt Shipping pay for Wren Ferries?")["text"]
    lines = b'{"id": "line", "text": "Ninian Water issued bonds of 150 million pounds."}\n'
    assert job_of(disk, disk.served.client.post("/v1/articles", content=lines, headers=LINES))["added"] == 1
    file = {"files": ("quay.txt", b"Brindle Capital leased the quay for $9 million.")}
    assert job_of(disk, disk.served.client.post("/v1/uploads", files=file))["added"] == 1
    assert "$9 million" in disk.answer("For how much did Brindle Capital lease the quay?")["text"]
    assert disk.served.client.get("/readyz").json()["status"] == "ready"
    assert disk.served.process.poll() is None
