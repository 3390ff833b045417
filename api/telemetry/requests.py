"""Each HTTP request gets an id, and is told of when it is over."""

from __future__ import annotations

import re
import time
import uuid
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from api.telemetry.observing import RequestDone, Telemetry

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADER = b"x-request-id"
_DOORS = {"/v1/chat/completions": "chat", "/mcp": "mcp"}
_GIVEN = re.compile(rb"[A-Za-z0-9._-]{1,64}")
_LEFT = 499  # what servers write down where the client left before there was an answer
_AT_WORK: ContextVar[dict[str, Any] | None] = ContextVar("request", default=None)


def request_id() -> str | None:
    """Of the request that this thread or task works for, if there is one."""
    state = _AT_WORK.get()
    return state["request_id"] if state else None


def door_of_request() -> str:
    """Where the question came from that this thread works at: as the route noted it, or as the address says."""
    state = _AT_WORK.get() or {}
    return state.get("door") or _DOORS.get(state.get("path", ""), "http")


class ObservedRequests:
    """An ASGI application around another one, outside of everything that could answer in its stead."""

    def __init__(self, app: ASGIApp, telemetry: Telemetry) -> None:
        self._app = app
        self._telemetry = telemetry

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        state = scope.setdefault("state", {})
        state["request_id"] = _id_of(scope)
        state["path"] = scope["path"].rstrip("/")
        _AT_WORK.set(state)  # and never reset: the task is the request's own, and its last words are the server's
        exchange = _Exchange(scope, receive, send)
        try:
            await self._app(scope, exchange.receive, exchange.send)
        finally:
            self._telemetry.request_done(exchange.done())


class _Exchange:
    """What goes to and fro, measured."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._scope = scope
        self._receive = receive
        self._send = send
        self._started = time.perf_counter()
        self._received_bytes = 0
        self._sent_bytes = 0
        self.status: int | None = None

    async def receive(self) -> Message:
        message = await self._receive()
        self._received_bytes += len(message.get("body", b""))
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            header = (HEADER, self._scope["state"]["request_id"].encode())
            message = {**message, "headers": [*message.get("headers", []), header]}
        self._sent_bytes += len(message.get("body", b""))
        await self._send(message)

    def done(self) -> RequestDone:
        state = self._scope["state"]
        return RequestDone(
            id=state["request_id"],
            method=self._scope["method"],
            route=getattr(self._scope.get("route"), "path_format", None),
            status=self.status or _LEFT,
            seconds=time.perf_counter() - self._started,
            caller=getattr(state.get("caller"), "id", None),
            received_bytes=self._received_bytes,
            sent_bytes=self._sent_bytes,
        )


def _id_of(scope: Scope) -> str:
    """The id that the client gave, if it is one that may stand in a log."""
    given = next((value for name, value in scope["headers"] if name == HEADER), b"")
    return given.decode() if _GIVEN.fullmatch(given) else uuid.uuid4().hex
