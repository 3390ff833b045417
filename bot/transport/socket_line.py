"""One WebSocket to Slack, from its handshake to its end."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from ssl import SSLContext
from typing import Any

import aiohttp

from bot.errors import Malformed
from bot.transport.payload import Payload, parsed
from bot.transport.socket_pace import Times

OVERLAPPING = ("warning", "refresh_requested")
"""What Slack says before it closes a connection that it goes on using until there is another."""

_CLOSING_SECONDS = 1.0
_CODE = re.compile(r"[a-z_]{1,40}")

Send = Callable[[str], Awaitable[None]]


class Line:
    """Hands each envelope on with the way to acknowledge it, which is the connection it came on.

    settled: set once Slack said hello, or it is over. leaving: set once Slack asked us to leave, or it is over.
    since: of Slack's hello. reason: in Slack's words or ours, why it is leaving.
    """

    def __init__(self, take: Callable[[Payload, Send], None], times: Times) -> None:
        self._take = take
        self._times = times
        self._task: asyncio.Task[None] | None = None
        self.settled = asyncio.Event()
        self.leaving = asyncio.Event()
        self.since: datetime | None = None
        self.reason = ""

    @property
    def alive(self) -> bool:
        """Whether Slack can send something on it."""
        return self.since is not None and self._task is not None and not self._task.done()

    def open(self, url: str, proxy: str | None, ssl: SSLContext | None) -> None:
        """Connect, and read in the background."""
        self._task = asyncio.create_task(self._run(url, proxy, ssl))

    async def over(self, timeout_seconds: float) -> None:
        """Wait until Slack has closed it."""
        if self._task:
            await asyncio.wait([self._task], timeout=timeout_seconds)

    async def close(self) -> None:
        """Close it, however dead it is. Twice does no harm."""
        if self._task:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def _run(self, url: str, proxy: str | None, ssl: SSLContext | None) -> None:
        try:
            async with (
                aiohttp.ClientSession() as session,  # one of its own: a session that was closed stays so
                session.ws_connect(
                    url,
                    heartbeat=self._times.heartbeat,
                    timeout=aiohttp.ClientWSTimeout(ws_close=_CLOSING_SECONDS),
                    proxy=proxy,
                    ssl=ssl or True,
                ) as socket,
            ):
                await self._read(socket)
        except Exception as error:  # whatever it was, this line is gone and another is opened
            self._end(_named(error))
        finally:
            self._end("closed by us")

    async def _read(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        async for message in socket:
            if message.type is aiohttp.WSMsgType.ERROR:
                break
            if message.type is aiohttp.WSMsgType.TEXT:
                self._heard(message.data, socket.send_str)
        self._end(_named(socket.exception()))

    def _heard(self, text: str, send: Send) -> None:
        try:
            said = parsed(text)
        except Malformed:
            return  # Slack greets some connections with words for people
        kind = said.get("type")
        if kind == "hello":
            self.since = datetime.now(UTC)
            self.settled.set()
        elif kind == "disconnect":
            self._end(code_in(said, "reason"))
        else:
            self._take(said, send)

    def _end(self, reason: str) -> None:
        self.reason = self.reason or reason
        self.settled.set()
        self.leaving.set()


def code_in(said: Any, name: str) -> str:
    """What Slack gives as a reason, if that is one of its codes: it ends up in our log."""
    code = said.get(name)
    return code if isinstance(code, str) and _CODE.fullmatch(code) else "no reason given"


def _named(error: BaseException | None) -> str:
    """An error without its text, which may hold the address, and the address lets anybody in."""
    if error is None:
        return "closed by Slack"
    if isinstance(error, aiohttp.WSServerHandshakeError):
        return f"handshake refused with {error.status}"
    return "silent" if isinstance(error, TimeoutError) else type(error).__name__
