"""How many questions are answered at once."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import anyio
from fastapi import Request
from starlette.exceptions import HTTPException


class AskRoom:
    """Places for questions that are being answered, and seats for a few that come at the same moment.

    All others are told at once: an answer takes a processor, and more of them at a time only make every one late. As
    long as there are too many, the seats stay empty too, or everybody who is answered would have waited before.
    """

    def __init__(self, places: int, waiting: int = 8, wait_seconds: float = 1.0, calm_seconds: float = 2.0) -> None:
        """places: how many are answered at once; waiting: how many more may wait for a place, and wait_seconds: how
        long. calm_seconds: after somebody was refused, until they may again.
        """
        self._places = anyio.Semaphore(places, max_value=places)
        self._size = places
        self._seats = waiting
        self._wait_seconds = wait_seconds
        self._calm_seconds = calm_seconds
        self._calm_at = 0.0

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
        await self._enter()
        try:
            yield
        finally:
            self._places.release()

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
        if self.waiting < self._seats and time.monotonic() >= self._calm_at:
            with anyio.move_on_after(self._wait_seconds):
                return await self._places.acquire()
        self._calm_at = time.monotonic() + self._calm_seconds
        raise HTTPException(
            503, "as many questions are being answered as this server can: ask again in a second", {"Retry-After": "1"}
        )


def leaving(request: Request) -> AsyncExitStack:
    """What is to be left when the endpoint is, whatever became of it."""
    stack = request.state.leaving
    assert isinstance(stack, AsyncExitStack)
    return stack
