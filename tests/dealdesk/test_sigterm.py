"""SIGTERM under load: what was accepted is finished, what is new is refused, and no job is lost. STOPS=20 for more."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from threading import Barrier, Thread

import httpx
import pytest

from tests.dealdesk.console import PATIENCE_SECONDS, Console, until
from tests.dealdesk.serving import Served, serving
from tests.dealdesk.shallow_model import shallow_model

pytestmark = pytest.mark.slow

STOPS = int(os.environ.get("STOPS", "3"))
STOP_SECONDS = 30.0
QUESTION = "Who bought the depot of Quenby Tramways?"


@dataclass
class Seen:
    """What the clients saw. texts: of articles, by the ids under which they were put; jobs: that were accepted."""

    texts: dict[str, str] = field(default_factory=dict)
    jobs: list[str] = field(default_factory=list)
    answers: int = 0
    whole_after_the_signal: int = 0
    wrong: list[str] = field(default_factory=list)


@dataclass
class Load:
    """Clients who send one request after the other until the server does not answer any more."""

    served: Served
    seen: Seen
    number: int
    told_at: float | None = None

    def clients(self) -> list[Callable[[httpx.Client, str], None]]:
        return [self.ask, self.ask, self.stream, self.put, self.upload, self.push, self.read]

    def ask(self, client: httpx.Client, name: str) -> None:
        if self.body_of(client, "POST", "/v1/ask", json={"question": QUESTION}):
            self.seen.answers += 1

    def stream(self, client: httpx.Client, name: str) -> None:
        said = self.body_of(client, "POST", "/v1/ask", json={"question": QUESTION, "stream": True})
        if said and "event: answer" not in said:
            self.seen.wrong.append(f"a stream ended with {said[-200:]}")

    def put(self, client: httpx.Client, name: str) -> None:
        text = f"Quenby Tramways sold depot {name} to Ostrava Homes for $73 million."
        if self.body_of(client, "PUT", f"/v1/articles/{name}", json={"title": name, "text": text}):
            self.seen.texts[name] = text

    def upload(self, client: httpx.Client, name: str) -> None:
        files = [
            ("files", (f"{name}-{n}.txt", f"Amberley Ports leased quay {n} of {name}.".encode())) for n in range(3)
        ]
        self.keep_job(self.body_of(client, "POST", "/v1/uploads", files=files))

    def push(self, client: httpx.Client, name: str) -> None:
        lines = [json.dumps({"id": f"{name}-{n}", "title": name, "text": f"Cobalt {n} of {name}."}) for n in range(3)]
        headers = {"Content-Type": "application/x-ndjson"}
        self.keep_job(self.body_of(client, "POST", "/v1/articles", content="\n".join(lines), headers=headers))

    def read(self, client: httpx.Client, name: str) -> None:
        self.body_of(client, "GET", "/v1/articles")

    def keep_job(self, said: str | None) -> None:
        if said:
            self.seen.jobs.append(json.loads(said)["id"])

    def body_of(self, client: httpx.Client, method: str, path: str, **more: object) -> str | None:
        """The whole body of an accepted request; None for one that was refused. Raises TransportError for the last."""
        began = time.monotonic()
        with client.stream(method, path, **more) as response:  # type: ignore[arg-type]
            if response.status_code == 503:
                return None
            if not response.is_success:
                self.seen.wrong.append(f"{method} {path}: {response.status_code}")
            try:
                body = response.read().decode()
            except httpx.TransportError as error:
                self.seen.wrong.append(f"{method} {path} was cut after {response.status_code}: {error!r}")
                return None
        if self.told_at and began > self.told_at + 1:
            self.seen.wrong.append(f"{method} {path} was accepted {began - self.told_at:.1f} s after the signal")
        self.seen.whole_after_the_signal += bool(self.told_at)
        return body

    def run(self, send: Callable[[httpx.Client, str], None], name: str, ready: Barrier) -> None:
        with httpx.Client(base_url=self.served.client.base_url, timeout=PATIENCE_SECONDS, trust_env=False) as client:
            ready.wait()
            for count in range(1_000_000):
                try:
                    send(client, f"{name}-{self.number}-{count}")
                except httpx.TransportError as error:
                    if self.told_at is None:
                        self.seen.wrong.append(f"{name} before the signal: {error!r}")
                    return

    def stop(self, after_seconds: float) -> float:
        """Send the signal when it is time, and wait for the end: how many seconds that took."""
        senders = self.clients()
        ready = Barrier(len(senders) + 1)
        threads = [Thread(target=self.run, args=(send, f"{send.__name__}{n}", ready)) for n, send in enumerate(senders)]
        for thread in threads:
            thread.start()
        ready.wait()
        threads[0].join(after_seconds)  # it does not end before the signal
        self.told_at = time.monotonic()
        self.served.process.send_signal(signal.SIGTERM)
        _, said = self.served.process.communicate(timeout=PATIENCE_SECONDS)
        seconds = time.monotonic() - self.told_at
        for thread in threads:
            thread.join()
        assert (self.served.process.returncode, "Traceback" in said) == (0, False), said
        return seconds


@contextmanager
def served_over(home: Path, model: Path) -> Iterator[Served]:
    settings = {"DEALDESK_EMBEDDING_MODEL": str(model), "DEALDESK_ASKS_AT_ONCE": "3", "DEALDESK_READERS": "1"}
    with serving(Console(home, settings)) as served:
        yield served


def look(served: Served, seen: Seen) -> None:
    """Everything that was acknowledged is there, or becomes so."""
    for name, text in seen.texts.items():
        assert served.client.get(f"/v1/articles/{name}").json()["text"] == text
    for job_id in seen.jobs:
        job = until(lambda job_id=job_id: over(served, job_id), served.process)  # type: ignore[misc]
        assert (job["state"], job["failed"]) == ("succeeded", 0), job


def over(served: Served, job_id: str) -> dict[str, object] | None:
    found = served.client.get(f"/v1/jobs/{job_id}")
    assert found.status_code == 200, f"the job {job_id} is lost"
    job: dict[str, object] = found.json()
    return job if job["state"] in ("succeeded", "failed", "cancelled") else None


def test_stopped_under_load_it_finishes_what_it_accepted_and_loses_nothing(tmp_path: Path) -> None:
    home, model, random, seen = tmp_path / "home", shallow_model(tmp_path / "model"), Random(STOPS), Seen()
    accepted = 0
    for number in range(STOPS):
        with served_over(home, model) as served:
            look(served, seen)
            seen.texts, seen.jobs = {}, []
            seconds = Load(served, seen, number).stop(random.uniform(0.2, 2.0))
        print(f"stop {number + 1}: {seconds:.1f} s, {seen.whole_after_the_signal} whole after the signal", flush=True)
        assert seconds < STOP_SECONDS
        accepted += len(seen.texts) + len(seen.jobs)
    with served_over(home, model) as served:
        look(served, seen)
    assert seen.wrong == []
    assert seen.answers > 0
    assert accepted > 0
    assert seen.whole_after_the_signal > 0
