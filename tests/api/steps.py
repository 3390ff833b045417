"""An answerer that goes one step at a time, and what a stream of events says."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from threading import Semaphore
from typing import Any

from answer.errors import Abandoned
from answer.ports import UNFOLLOWED, Answerer, Follower, Stage
from answer.reply import Question, Reply
from tests.api.fakes import Script

PATIENCE_SECONDS = 20


@dataclass
class Steps(Answerer):
    """Answers as `script` does, and waits twice on the way until it is let go on.

    restless: it says where it is again and again while it waits, and so learns when nobody wants it any more.
    """

    script: Script
    restless: bool = False
    begun: Semaphore = field(default_factory=lambda: Semaphore(0))
    over: Semaphore = field(default_factory=lambda: Semaphore(0))
    abandoned: int = 0
    _go: Semaphore = field(default_factory=lambda: Semaphore(0))

    def go(self, steps: int = 1) -> None:
        self._go.release(steps)

    def ask(self, question: Question, follower: Follower = UNFOLLOWED) -> Reply:
        self.begun.release()
        try:
            self._wait(follower, Stage.SEARCHING)
            follower.found(self.script.search(question.text).hits)
            self._wait(follower, Stage.READING)
            follower.reached(Stage.CHECKING)
            return self.script.ask(question)
        except Abandoned:
            self.abandoned += 1
            raise
        finally:
            self.over.release()

    def _wait(self, follower: Follower, stage: Stage) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        follower.reached(stage)
        while not self._go.acquire(timeout=0.01 if self.restless else PATIENCE_SECONDS):
            assert time.monotonic() < deadline, "nobody let it go on"
            follower.reached(stage)


def events(lines: Iterator[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Name and data of each event, as they come. A heartbeat is (":", {})."""
    name = ""
    for line in lines:
        label, _, value = line.partition(": ")
        if line.startswith(":"):
            yield ":", {}
        elif label == "event":
            name = value
        elif label == "data":
            yield name, json.loads(value)


def until(is_so: Callable[[], bool]) -> None:
    """Looks again and again."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, "it did not come about"
        Semaphore(0).acquire(timeout=0.01)
