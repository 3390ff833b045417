"""Time that a test moves, and waiting that works in any thread and on any event loop."""

from __future__ import annotations

import asyncio
import itertools
import threading
import time
from collections.abc import Callable
from contextlib import suppress

PATIENCE_SECONDS = 20.0
_GLANCE_SECONDS = 0.05  # how often a predicate is tried though nothing was reported


class Clock:
    """Slack's time in seconds since 1970. It stands still until a test moves it."""

    def __init__(self, start: float | None = None) -> None:
        self._now = time.time() if start is None else start
        self._numbers = itertools.count(1)

    def now(self) -> float:
        return self._now

    def advance(self, seconds: float) -> None:
        self._now += seconds

    def stamp(self) -> str:
        """A message's ts: of now, later than every one before it."""
        return f"{int(self._now)}.{next(self._numbers):06}"


class Changes:
    """Tells whoever waits that something happened at Slack."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._waiting: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []

    def happened(self) -> None:
        with self._condition:
            self._condition.notify_all()
        for loop, event in list(self._waiting):
            with suppress(RuntimeError):  # its loop has ended, and with it the wait
                loop.call_soon_threadsafe(event.set)

    def wait_until(self, holds: Callable[[], object], seconds: float = PATIENCE_SECONDS) -> None:
        """Block until `holds`. Raises TimeoutError. Never on Slack's own loop."""
        deadline = time.monotonic() + seconds
        while not holds():
            if time.monotonic() > deadline:
                raise TimeoutError(f"it did not happen at Slack within {seconds:g} seconds")
            with self._condition:
                self._condition.wait(_GLANCE_SECONDS)

    async def until(self, holds: Callable[[], object], seconds: float = PATIENCE_SECONDS) -> None:
        """The same for coroutines, on any loop."""
        changed = asyncio.Event()
        waiter = (asyncio.get_running_loop(), changed)
        self._waiting.append(waiter)
        try:
            async with asyncio.timeout(seconds):
                while not holds():
                    with suppress(TimeoutError):
                        async with asyncio.timeout(_GLANCE_SECONDS):
                            await changed.wait()
                    changed.clear()
        finally:
            self._waiting.remove(waiter)


class Gate:
    """Holds calls until a test opens it, from whatever thread. held: how many calls have come to it."""

    def __init__(self) -> None:
        self.held = 0
        self._is_open = False
        self._changes = Changes()

    def open(self) -> None:
        self._is_open = True
        self._changes.happened()

    async def passed(self, seconds: float = 120.0) -> None:
        self.held += 1
        await self._changes.until(lambda: self._is_open, seconds)
