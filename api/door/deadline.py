"""How long an answer, and any other request, may take."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Coroutine, Sequence
from threading import Event
from typing import Any, TypeVar

from starlette.exceptions import HTTPException

from answer.errors import Abandoned
from answer.ports import UNFOLLOWED, Follower, Stage
from index.hit import Hit

logger = logging.getLogger(__name__)

T = TypeVar("T")


class Deadline(Follower):
    """Gives an answer up at its next step once `seconds` are over or whoever asked has left. Thread-safe."""

    def __init__(self, seconds: float, told: Follower = UNFOLLOWED) -> None:
        """seconds: from now on. told: another follower, who hears of every step as well."""
        self._seconds = seconds
        self._ends = time.monotonic() + seconds
        self._told = told
        self._left = Event()

    @property
    def seconds_left(self) -> float:
        """0 once they are over."""
        return max(0.0, self._ends - time.monotonic())

    def leave(self) -> None:
        """Whoever asked has gone."""
        self._left.set()

    def check(self) -> None:
        """Raises Abandoned where nobody waits any more."""
        if self._left.is_set():
            raise Abandoned("whoever asked has left: ask again")
        if time.monotonic() >= self._ends:
            raise Abandoned(f"the answer was not there after {self._seconds:g} seconds: ask again, or ask for less")

    def reached(self, stage: Stage) -> None:
        self.check()
        self._told.reached(stage)

    def found(self, hits: Sequence[Hit]) -> None:
        self.check()
        self._told.found(hits)


class TimeLimit:
    """How long a request may take. For one event loop."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._late: set[asyncio.Task[Any]] = set()

    async def hold(self, work: Coroutine[Any, Any, T]) -> T:
        """What `work` comes to. Raises HTTPException 504 where that takes too long.

        It goes on all the same: a thread cannot be stopped, and what it holds is free when it ends, not sooner.
        """
        task = asyncio.ensure_future(work)
        try:
            await asyncio.wait({task}, timeout=self._seconds)
        except asyncio.CancelledError:
            task.cancel()
            raise
        if task.done():
            return task.result()
        self._late.add(task)
        task.add_done_callback(self._ended)
        raise HTTPException(
            504,
            f"this was not done after {self._seconds:g} seconds, and goes on: before you send a change again, look "
            "whether it came about",
        )

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._late.discard(task)
        error = None if task.cancelled() else task.exception()
        if error and not isinstance(error, HTTPException):
            logger.warning("a request that was answered 504 has failed in the end: %s", type(error).__name__)
