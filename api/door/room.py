"""How many questions are answered at once."""

from __future__ import annotations

import math
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager

import anyio
from fastapi import Request
from starlette.exceptions import HTTPException

_TOO_MUCH = 1.5  # times what can be done
_FIRST_SECONDS = 0.05  # what an answer is thought to take until some were given


class Demand:
    """How much work is asked for, by what answers took of late."""

    def __init__(self, window_seconds: float = 1.0, now: Callable[[], float] = time.monotonic) -> None:
        """window_seconds: over about which time, at least. now: seconds of any clock."""
        self._least_seconds = window_seconds
        self._now = now
        self._answer_seconds = _FIRST_SECONDS
        self._work_seconds = 0.0
        self._at = now()

    def asked(self) -> None:
        """Once more."""
        now = self._now()
        self._work_seconds *= math.exp((self._at - now) / self._window_seconds)
        self._work_seconds += self._answer_seconds
        self._at = now

    def answered(self, seconds: float) -> None:
        """One, in so many."""
        self._answer_seconds += 0.1 * (seconds - self._answer_seconds)

    def share(self, places: int) -> float:
        """Of what can be answered in `places`, when the last question came: 1 where it is just as much."""
        return self._work_seconds / (self._window_seconds * places)

    @property
    def _window_seconds(self) -> float:
        return max(self._least_seconds, 4 * self._answer_seconds)


class AskRoom:
    """Places for questions that are being answered, and seats for those that come at the same moment.

    All others are told at once: an answer takes a processor, and more of them at a time only make every one late.
    While far more is asked than can be answered nobody is seated either: everybody who is answered would only have
    waited before. What counts is what is asked, and not who was refused, or one rush would keep the seats empty for
    ever.
    """

    def __init__(self, places: int, waiting: int = 8, wait_seconds: float = 1.0, demand: Demand | None = None) -> None:
        """places: how many are answered at once; waiting: how many more may wait for a place, and wait_seconds: how
        long.
        """
        self._places = anyio.Semaphore(places, max_value=places)
        self._size = places
        self._seats = waiting
        self._wait_seconds = wait_seconds
        self._demand = demand or Demand()

    @property
    def taken(self) -> int:
        """How many are being answered."""
        return self._size - self._places.value

    @property
    def waiting(self) -> int:
        """How many wait for a place."""
        return self._places.statistics().tasks_waiting

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """Hold a place while the block runs. Let it end no sooner than the thread that answers.

        Raises HTTPException 503.
        """
        self._demand.asked()
        await self._enter()
        began = time.monotonic()
        try:
            yield
        finally:
            self._places.release()
            self._demand.answered(time.monotonic() - began)

    async def hold(self, request: Request) -> None:
        """The same as a dependency of an endpoint of a guarded route: Depends(room.hold).

        Not one that yields: the framework would end it in another task than the one that a time limit began it in.
        """
        await leaving(request).enter_async_context(self.place())

    async def _enter(self) -> None:
        try:
            return self._places.acquire_nowait()
        except anyio.WouldBlock:
            pass
        if self.waiting < self._seats and self._demand.share(self._size) < _TOO_MUCH:
            with anyio.move_on_after(self._wait_seconds):
                return await self._places.acquire()
        raise HTTPException(
            503, "as many questions are being answered as this server can: ask again in a second", {"Retry-After": "1"}
        )


def leaving(request: Request) -> AsyncExitStack:
    """What is to be left when the endpoint is, whatever became of it."""
    stack = request.state.leaving
    assert isinstance(stack, AsyncExitStack)
    return stack
