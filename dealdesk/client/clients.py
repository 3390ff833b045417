"""The two clients: one waits, one runs on an event loop."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager
from types import TracebackType
from typing import Self, TypeVar

import anyio
import httpx

from dealdesk.client.api import Api
from dealdesk.client.calls import Call
from dealdesk.client.line import Line, faults_named
from dealdesk.client.speaking import Speaks, SpeaksAsync

T = TypeVar("T")

_URL = "http://127.0.0.1:8000"
_TIMEOUT_SECONDS = 120.0
_RETRIES = 2


class Client(Api, Speaks):
    """Asks a server, and waits. Thread-safe. Close it, or use it in a `with` block. Raises ClientError."""

    def __init__(
        self,
        url: str = _URL,
        api_key: str | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        timeout_seconds: float = _TIMEOUT_SECONDS,
        retries: int = _RETRIES,
        http: httpx.Client | None = None,
    ) -> None:
        """headers: sent with every request. timeout_seconds: for each step of one, not for all of it. retries: how
        often a request may be sent again, see Attempts. http: a client with proxies or certificates of its own, whose
        timeouts count then; without one, the environment is not read for any.
        """
        self._line = Line(url, api_key, headers, retries)
        self._http = http or httpx.Client(timeout=timeout_seconds, trust_env=False)

    def do(self, call: Call[T]) -> T:
        with self._answered(call, whole=True) as response:
            return self._line.answer(call, response)

    def follow(self, call: Call[T]) -> Iterator[T]:
        with self._answered(call) as response, faults_named():
            if not response.is_success:
                response.read()
            events = self._line.events(call, response)
            for chunk in response.iter_bytes():
                yield from events.feed(chunk)
                if events.has_ended:
                    return
            raise self._line.cut()

    @contextmanager
    def _answered(self, call: Call[T], *, whole: bool = False) -> Iterator[httpx.Response]:
        """The response at last, which is closed behind the block. whole: with its body."""
        with ExitStack() as opened:
            request = self._line.request(self._http, call, opened)
            attempts = self._line.attempts(call)
            while True:
                try:
                    response = self._http.send(request, stream=True)
                    opened.callback(response.close)
                    wait = attempts.after(response.status_code, response.headers)
                    if wait is None and whole:
                        response.read()
                except httpx.HTTPError as error:
                    wait = attempts.after_fault(error)
                if wait is None:
                    break
                time.sleep(wait)
            yield response

    def close(self) -> None:
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


class AsyncClient(Api, SpeaksAsync):
    """The same on an event loop: every method gives something to await, or to iterate over with `async for`."""

    def __init__(
        self,
        url: str = _URL,
        api_key: str | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        timeout_seconds: float = _TIMEOUT_SECONDS,
        retries: int = _RETRIES,
        http: httpx.AsyncClient | None = None,
    ) -> None:
        """See Client."""
        self._line = Line(url, api_key, headers, retries)
        self._http = http or httpx.AsyncClient(timeout=timeout_seconds, trust_env=False)

    async def do(self, call: Call[T]) -> T:
        async with self._answered(call, whole=True) as response:
            return self._line.answer(call, response)

    async def follow(self, call: Call[T]) -> AsyncIterator[T]:
        async with self._answered(call) as response:
            with faults_named():
                if not response.is_success:
                    await response.aread()
                events = self._line.events(call, response)
                async for chunk in response.aiter_bytes():
                    for event in events.feed(chunk):
                        yield event
                    if events.has_ended:
                        return
                raise self._line.cut()

    @asynccontextmanager
    async def _answered(self, call: Call[T], *, whole: bool = False) -> AsyncIterator[httpx.Response]:
        async with AsyncExitStack() as closing:
            request = self._line.request(self._http, call, closing.enter_context(ExitStack()))
            attempts = self._line.attempts(call)
            while True:
                try:
                    response = await self._http.send(request, stream=True)
                    closing.push_async_callback(response.aclose)
                    wait = attempts.after(response.status_code, response.headers)
                    if wait is None and whole:
                        await response.aread()
                except httpx.HTTPError as error:
                    wait = attempts.after_fault(error)
                if wait is None:
                    break
                await anyio.sleep(wait)
            yield response

    async def aclose(self) -> None:
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()
