"""A real server over the example corpus: the real model, the real jobs, on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from corpus.jobs import JobState
from dealdesk.assembly import Desk, open_desk
from dealdesk.serving import build_app
from tests.api.serving import serving
from tests.dealdesk.console import EXAMPLES, PATIENCE_SECONDS, settings_of


@dataclass(frozen=True)
class ExampleServer:
    """sources: a folder that sources may name."""

    address: str
    desk: Desk
    sources: Path


@contextmanager
def example_server(folder: Path) -> Iterator[ExampleServer]:
    sources = folder / "sources"
    sources.mkdir()
    settings = settings_of(folder / "home", folders=str(sources), requests_per_minute=0)
    stopping = Event()
    with (
        open_desk(settings, "test") as desk,
        desk.arrivals.keeping_current(),
        desk.watch_keeping.keeping_current(desk.arrivals.jobs.unfinished),
        serving(build_app(desk, settings, stopping=stopping), lifespan="on") as address,
    ):
        try:
            read(desk, EXAMPLES / "corpus")
            yield ExampleServer(address, desk, sources)
        finally:
            stopping.set()


def read(desk: Desk, path: Path) -> None:
    """Take a folder's articles in."""
    jobs = desk.arrivals.jobs
    job = jobs.wait(jobs.refresh(path=path).id, PATIENCE_SECONDS)
    assert job
    assert job.state is JobState.SUCCEEDED, job.error
