"""A Slack on 127.0.0.1: the Web API that checks what it is sent, and the Socket Mode server."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from aiohttp import WSMsgType, web
from aiohttp.test_utils import TestServer

from tests.bot.slack_limits import violations

BOT_TOKEN = "xoxb-loopback"
APP_TOKEN = "xapp-loopback"
PATIENCE_SECONDS = 20


@dataclass(frozen=True)
class Call:
    """One call of the Web API, as it arrived."""

    method: str
    body: dict[str, Any]


@dataclass(frozen=True)
class Fault:
    """What becomes of one chat.postMessage: an error code, 429, or a connection dropped after the message is in."""

    error: str = ""
    retry_after: str | None = None
    drop: bool = False


class LoopbackSlack:
    """Records every call; `faults` are used up by chat.postMessage, first in first out."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.violations: list[str] = []
        self.faults: deque[Fault] = deque()
        self.acknowledged: list[str] = []
        self.sockets: list[web.WebSocketResponse] = []
        self.sockets_opened = 0
        self._changed = asyncio.Event()
        app = web.Application()
        app.router.add_post("/api/{method}", self._api)
        app.router.add_get("/link", self._link)
        self._server = TestServer(app, host="127.0.0.1")

    async def __aenter__(self) -> Self:
        await self._server.start_server()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._server.close()

    @property
    def api_url(self) -> str:
        return str(self._server.make_url("/api/"))

    @property
    def posts(self) -> list[dict[str, Any]]:
        """Every chat.postMessage body received, whatever became of it."""
        return [call.body for call in self.calls if call.method == "chat.postMessage"]

    async def until(self, happened: Callable[[], bool]) -> None:
        """Wait for a call, an acknowledgement or a connection to make `happened` true."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not happened():
                self._changed.clear()
                await self._changed.wait()

    async def send_event(self, payload: dict[str, Any], retry: int = 0) -> str:
        """Send an event over the open socket, and wait for its acknowledgement."""
        await self.until(lambda: bool(self.sockets))
        envelope = {
            "type": "events_api",
            "envelope_id": str(uuid.uuid4()),
            "payload": payload,
            "accepts_response_payload": False,
            "retry_attempt": retry,
            "retry_reason": "timeout" if retry else "",
        }
        await self.sockets[-1].send_str(json.dumps(envelope))
        await self.until(lambda: envelope["envelope_id"] in self.acknowledged)
        return str(envelope["envelope_id"])

    async def ask_to_reconnect(self) -> None:
        """What Slack says before it closes a socket; waits for the next one."""
        opened = self.sockets_opened
        await self.sockets[-1].send_str(json.dumps({"type": "disconnect", "reason": "refresh_requested"}))
        await self.until(lambda: self.sockets_opened > opened)

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        is_json = request.content_type == "application/json"
        body = await request.json() if is_json else dict(await request.post())
        self.calls.append(Call(method, body))
        self._changed.set()
        token = APP_TOKEN if method == "apps.connections.open" else BOT_TOKEN
        if request.headers.get("Authorization") != f"Bearer {token}":
            return web.json_response({"ok": False, "error": "invalid_auth"})
        if method == "chat.postMessage":
            return self._posted(request, body)
        if method == "auth.test":
            return web.json_response({"ok": True, "team_id": "T1", "user_id": "UBOT", "bot_id": "BBOT"})
        if method == "apps.connections.open":
            url = self._server.make_url("/link").with_scheme("ws")
            return web.json_response({"ok": True, "url": str(url)})
        return web.json_response({"ok": False, "error": "unknown_method"})

    def _posted(self, request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
        fault = self.faults.popleft() if self.faults else Fault()
        if fault.drop:
            assert request.transport
            request.transport.close()
        if fault.retry_after is not None:
            return web.json_response(
                {"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": fault.retry_after}
            )
        if fault.error:
            return web.json_response({"ok": False, "error": fault.error})
        broken = violations(body)
        self.violations += broken
        if broken:
            return web.json_response({"ok": False, "error": "invalid_blocks"})
        return web.json_response({"ok": True, "channel": body["channel"], "ts": f"{len(self.calls)}.0001"})

    async def _link(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_str(json.dumps({"type": "hello", "num_connections": 1}))
        self.sockets.append(socket)
        self.sockets_opened += 1
        self._changed.set()
        async for message in socket:
            if message.type is WSMsgType.TEXT and message.data.startswith("{"):
                self.acknowledged.append(json.loads(message.data)["envelope_id"])
                self._changed.set()
        self.sockets.remove(socket)
        self._changed.set()
        return socket
