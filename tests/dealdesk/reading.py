"""Reading articles again and again while others change them.

As a process of its own, python -m tests.dealdesk.reading HOME MANY FILE [URL] reads beside the owner of HOME, or what
the server at URL says, makes FILE when it has done so MANY times, and goes on until its input ends. Then it prints how
often it read, how many seconds that took, and each problem, as JSON.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import cycle
from pathlib import Path
from threading import Event, Thread

import httpx

from dealdesk.assembly import Desk, open_beside
from tests.dealdesk.clauses import ABSENT, CLAUSES, PASSAGE_TOKENS, STAYING, state_found, state_in, state_of
from tests.dealdesk.console import PATIENCE_SECONDS, settings_of

_PAUSE_SECONDS = 0.02  # leaves the processors to those it watches

Look = Callable[[str], str]
"""Gives the state of an article, AssertionError where it is none."""


class Reader:
    """Looks at the articles that stay, one after the other. many: after so many reads `has_read_many` is set."""

    def __init__(self, looks: Sequence[Look], pause_seconds: float = 0.0, many: int = 0) -> None:
        self._looks = looks
        self._pause_seconds = pause_seconds
        self._many = many
        self.has_read_many = Event()
        self.problems: list[str] = []
        self.reads = 0
        self.seconds = 0.0

    def read(self, stopped: Event) -> None:
        started = time.monotonic()
        for name in cycle(STAYING):
            for look in self._looks:
                try:
                    assert look(name) != ABSENT, f"{name} is missing"
                except Exception as error:
                    self.problems.append(f"{type(error).__name__}: {error}")
                self.reads += 1
            if self.reads >= self._many:
                self.has_read_many.set()
            if stopped.wait(self._pause_seconds):
                break
        self.seconds = time.monotonic() - started


def beside(desk: Desk) -> list[Look]:
    """As `dealdesk ask` reads beside another command."""
    return [partial(state_of, desk), partial(state_found, desk)]


def over_http(client: httpx.Client) -> list[Look]:
    def shown(name: str) -> str:
        return state_in(name, client.get(f"/v1/articles/{name}").raise_for_status().json()["text"])

    def found(name: str) -> str:
        body = client.post("/v1/search", json={"query": name, "top_k": 2 * CLAUSES}).raise_for_status().json()
        hits = sorted((hit["start"], hit["text"]) for hit in body["hits"] if hit["article_id"] == name)
        return state_in(name, "".join(text for _, text in hits))

    return [shown, found]


@contextmanager
def running(reader: Reader) -> Iterator[Reader]:
    """It reads while the block runs."""
    stopped = Event()
    thread = Thread(target=reader.read, args=[stopped])
    thread.start()
    try:
        yield reader
    finally:
        stopped.set()
        thread.join()


@contextmanager
def _looks(home: Path, url: Sequence[str]) -> Iterator[list[Look]]:
    if url:
        with httpx.Client(base_url=url[0], timeout=PATIENCE_SECONDS, trust_env=False) as client:
            yield over_http(client)
    else:
        with open_beside(settings_of(home, passage_tokens=PASSAGE_TOKENS)) as desk:
            yield beside(desk)


def main(home: Path, many: int, file: Path, *url: str) -> None:
    with _looks(home, url) as looks, running(Reader(looks, _PAUSE_SECONDS, many)) as reader:
        reader.has_read_many.wait()
        file.touch()
        sys.stdin.read()
    json.dump([reader.reads, reader.seconds, reader.problems], sys.stdout)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]), *sys.argv[4:])
