"""A server on a loop of its own or on the test's, and the ways to wait for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from threading import Thread
from types import TracebackType
from typing import Any, Self, TypeVar

from aiohttp import web

from tests.bot.slack.exchange import Exchange
from tests.bot.slack.sockets import SocketMode
from tests.bot.slack.waiting import PATIENCE_SECONDS, Changes

T = TypeVar("T")


class Running:
    """The life of a loopback Slack. origin: where it is reached, known once it runs."""

    def __init__(self, changes: Changes, exchange: Exchange, socket_mode: SocketMode) -> None:
        self.origin = ""
        self._changes = changes
        self._exchange = exchange
        self.socket_mode = socket_mode
        self._runner: web.AppRunner | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    @classmethod
    @contextmanager
    def in_thread(cls, **options: Any) -> Iterator[Self]:
        """A Slack with a thread and a loop of its own, which outlives the loops and processes that talk to it."""
        loop = asyncio.new_event_loop()
        thread = Thread(target=loop.run_forever, name="slack")
        thread.start()
        slack = cls(**options)
        try:
            asyncio.run_coroutine_threadsafe(slack.__aenter__(), loop).result(PATIENCE_SECONDS)
            yield slack
        finally:
            asyncio.run_coroutine_threadsafe(slack.__aexit__(None, None, None), loop).result(PATIENCE_SECONDS)
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            loop.close()

    async def __aenter__(self) -> Self:
        self._loop = asyncio.get_running_loop()
        app = web.Application(client_max_size=32 * 1024 * 1024)
        app.router.add_route("*", "/api/{method}", self._exchange.api)
        app.router.add_post("/response/{name}", self._exchange.response_url)
        app.router.add_get("/link", self.socket_mode.link)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.origin, self._exchange.link_url = f"http://{host}:{port}", f"ws://{host}:{port}/link"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for socket in list(self.socket_mode.sockets):
            socket.transport.abort()
        if self._runner:
            await self._runner.cleanup()

    async def until(self, happened: Callable[[], object], seconds: float = PATIENCE_SECONDS) -> None:
        """Wait for a call, an acknowledgement or a connection to make `happened` true. Raises TimeoutError."""
        await self._changes.until(happened, seconds)

    def wait_until(self, happened: Callable[[], object], seconds: float = PATIENCE_SECONDS) -> None:
        """The same for a test that is not asynchronous."""
        self._changes.wait_until(happened, seconds)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """For a Slack in a thread: do `work`, such as `send_event`, on its loop and wait for it."""
        assert self._loop
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE_SECONDS * 2)

    async def _here(self, work: Coroutine[Any, Any, T]) -> T:
        """Sockets belong to Slack's loop: go there, whatever loop the test is on."""
        assert self._loop
        if asyncio.get_running_loop() is self._loop:
            return await work
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))
