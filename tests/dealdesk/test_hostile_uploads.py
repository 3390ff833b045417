"""Hostile files, names and addresses over HTTP, to one real server that goes on answering meanwhile.

Every hostile file meets its reader in tests/corpus/readers/; these are some of each kind, by the whole way.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import Any
from urllib.parse import quote

import pytest

from tests.corpus.fetching.spellings import URLS
from tests.corpus.loopback_site import LoopbackSite
from tests.corpus.readers.hostile import CANARY, Hostile, hostile_files
from tests.corpus.readers.written import BODY
from tests.dealdesk.console import Console, until
from tests.dealdesk.serving import Served, serving

MOST_SECONDS = 5.0  # for an answer, on a machine whose every core reads hostile files
CHOSEN = (
    "nested.zip", "overlap.zip", "bomb.docx", "mail.eml", "deflated twice.pdf", "filters.pdf", "lists.json",
    "laughs.docx", "outside.docx", "outside.svg", "aliases.md", "object.md", "out 1.zip", "out 3.zip", "control 1.zip",
    "nul.zip", "long.zip", "link 16.zip", "encrypted.zip", "attached.eml", "changed.zip", "relation 1.docx",
    "pages 100000.pdf", "encrypted 3.pdf", "scanned.pdf", "deep.docx", "25%.docx", "list.json", "noise.pdf",
    "empty.txt", "empty.jsonl", "program.docx", "surrogates.txt",
)  # fmt: skip
NAMES = (
    "../../../up.txt", "/tmp/absolute.txt", "..\\..\\back.txt", "C:\\drive.txt", "..", ".", "n" * 4_096 + ".txt",
    "nul\0.txt", "two\r\nlines.txt", "~/.profile.txt", "bidi\u202etxt.exe", "$(touch here).txt", "%2e%2e%2fcoded.txt",
)  # fmt: skip


@dataclass(frozen=True)
class Ordeal:
    """What became of them. jobs: by the name of the file; waited: seconds for each answer meanwhile."""

    files: list[Hostile]
    jobs: dict[str, Any]
    named: dict[str, Any]
    texts: list[str]
    waited: list[float]
    written: set[Path]


class Asking:
    """Somebody who asks one question after the other."""

    def __init__(self, served: Served) -> None:
        self._served = served
        self._stopped = Event()
        self._thread = Thread(target=self._run)
        self.waited: list[float] = []

    def __enter__(self) -> Asking:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopped.wait(0.05):
            started = time.monotonic()
            answered = self._served.client.post("/v1/ask", json={"question": "How much did the ferry cost?"}).json()
            self.waited.append(time.monotonic() - started if "$61 million" in answered["text"] else float("inf"))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the data folder lies, and a file that nobody may tell of."""
    place = tmp_path_factory.mktemp("hostile")
    (place / "canary.txt").write_text(CANARY)
    return place


@pytest.fixture(scope="module")
def served(place: Path) -> Iterator[Served]:
    """A server that tells the end of jobs, to public addresses."""
    with serving(
        Console(place / "home", {"DEALDESK_CALLBACK_SECRET": "a-secret", "DEALDESK_MAX_UPLOAD_MB": "200"})
    ) as served:
        ferry = {"title": "", "text": "The ferry cost Orlow Lines $61 million."}
        assert served.client.put("/v1/articles/ferry", json=ferry).status_code == 201
        yield served


@pytest.fixture(scope="module")
def ordeal(served: Served, place: Path) -> Ordeal:
    every = {file.name: file for file in hostile_files(str(place / "canary.txt"))}
    files = [every[name] for name in CHOSEN]
    before = outside(place)
    with Asking(served) as asking:
        jobs = {file.name: uploaded(served, file.name, file.data) for file in files}
        named = {name: uploaded(served, name, BODY.encode()) for name in NAMES}
        jobs = {name: over(served, job) for name, job in jobs.items()}
        named = {name: over(served, job) for name, job in named.items()}
    articles = served.client.get("/v1/articles?limit=500").json()["articles"]
    texts = [served.client.get(f"/v1/articles/{quote(one['id'], safe='')}").text for one in articles]
    return Ordeal(files, jobs, named, texts, asking.waited, outside(place) - before)


def outside(place: Path) -> set[Path]:
    """What lies beside the data folder."""
    return {path for path in place.rglob("*") if not path.is_relative_to(place / "home")}


def uploaded(served: Served, name: str, data: bytes) -> Any:
    """The job that takes the file in."""
    begun = served.client.post("/v1/uploads", files={"files": (name, data)})
    assert begun.status_code == 202, (name[:60], begun.text)
    return begun.json()


def over(served: Served, job: Any) -> Any:
    """The job once it is over."""
    path = f"/v1/jobs/{job['id']}"
    return until(lambda: (told := served.client.get(path).json())["ended_at"] and told, served.process)


def test_each_is_refused_with_its_reason_or_read_as_what_it_is(ordeal: Ordeal) -> None:
    wrong = {}
    for file in ordeal.files:
        job = ordeal.jobs[file.name]
        reasons = [failure["reason"] for failure in job["failures"]]
        if job["state"] != "succeeded" or (file.says is not None and not any(file.says in one for one in reasons)):
            wrong[file.name] = (file.says, job["state"], job["error"], reasons)
    assert wrong == {}


def test_no_name_leads_anywhere(ordeal: Ordeal) -> None:
    for name, job in ordeal.named.items():
        said = [failure["reason"] for failure in job["failures"]]
        assert (job["state"], job["done"]) == ("succeeded", 1), (name[:60], said)
    assert ordeal.written == set()
    assert not any(Path(name).exists() for name in ("/tmp/absolute.txt", "here"))


def test_nothing_is_told_of_a_file_beside_them(ordeal: Ordeal) -> None:
    assert CANARY not in json.dumps([ordeal.jobs, ordeal.texts])


def test_questions_are_answered_meanwhile(ordeal: Ordeal, record_property: Any) -> None:
    record_property("slowest_answer_seconds", max(ordeal.waited))
    assert len(ordeal.waited) > 10
    assert max(ordeal.waited) < MOST_SECONDS


def test_no_spelling_of_an_address_that_is_not_public_is_taken(served: Served) -> None:
    with LoopbackSite() as canary, Asking(served) as asking:
        for form in URLS:
            url = form.replace("{port}", str(canary.port))
            wanted = {"location": url, "kind": "feed"} if len(url) % 2 else {"location": url}
            for path, body in (("/v1/sources", wanted), ("/v1/refreshes", {"callback_url": url})):
                refused = served.client.post(path, json=body)
                assert refused.status_code in (403, 422), (path, url, refused.text)
                assert ":" in refused.json()["detail"], (path, url, refused.text)
        assert canary.asked == []
    assert served.client.get("/v1/sources").json()["sources"] == []
    assert max(asking.waited) < MOST_SECONDS
