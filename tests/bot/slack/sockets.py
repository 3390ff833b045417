"""The other end of Socket Mode: what is sent over sockets, what is acknowledged, and how sockets end."""

from __future__ import annotations

import asyncio
import json
import uuid
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal

from aiohttp import WSMsgType, web

from tests.bot.slack.faults import LINK, Faults
from tests.bot.slack.waiting import Changes

EnvelopeKind = Literal["events_api", "slash_commands", "interactive"]
Reason = Literal["warning", "refresh_requested", "too_many_websockets", "link_disabled"]


@dataclass(eq=False)
class Envelope:
    """One delivery. response: what came with its acknowledgement; resent: another envelope carries it by now."""

    id: str
    kind: EnvelopeKind
    payload: dict[str, Any]
    retry_attempt: int = 0
    acknowledged: bool = False
    response: dict[str, Any] | None = None
    resent: bool = False

    def as_json(self) -> dict[str, Any]:
        told: dict[str, Any] = {"type": self.kind, "envelope_id": self.id, "payload": self.payload}
        told["accepts_response_payload"] = self.kind != "events_api"
        if self.kind == "events_api":
            told |= {"retry_attempt": self.retry_attempt, "retry_reason": "timeout" if self.retry_attempt else ""}
        return told


@dataclass(eq=False)
class Socket:
    """One connection. half_open: it looks open, and nothing comes out of it any more, no pong either."""

    number: int
    stream: web.WebSocketResponse
    transport: asyncio.Transport
    half_open: bool = False


class SocketMode:
    """sockets: those open now; opened: how many ever were; most: how many Slack puts up with."""

    def __init__(self, changes: Changes, faults: Faults) -> None:
        self.sockets: list[Socket] = []
        self.opened = 0
        self.most = 10
        self.envelopes: list[Envelope] = []
        self.acknowledged: list[str] = []
        self._changes = changes
        self._faults = faults

    async def link(self, request: web.Request) -> web.StreamResponse:
        """Where apps.connections.open sends the client."""
        fault = self._faults.next_for(LINK, "")
        if fault.before:
            await fault.before.passed()
        if fault.drop or fault.drop_before:
            _transport(request).abort()
        if fault.status or fault.error:
            return web.Response(status=fault.status or 403, text=fault.error)
        stream = web.WebSocketResponse(autoping=False)
        await stream.prepare(request)
        if fault.after:  # connected, and not a word
            await fault.after.passed()
        if len(self.sockets) >= self.most:
            await stream.send_str(_disconnect("too_many_websockets"))
            await stream.close()
            return stream
        await stream.send_str(self._hello())
        self.opened += 1
        await self._read(Socket(self.opened, stream, _transport(request)))
        return stream

    async def send(self, envelope: Envelope, socket: Socket | None = None) -> Envelope:
        """Over the newest socket, unless another is named; waits for one, but not for the acknowledgement."""
        await self._changes.until(lambda: bool(socket or self.sockets))
        self.envelopes.append(envelope)
        with suppress(ConnectionError):  # Slack does not know either what has arrived
            await (socket or self.sockets[-1]).stream.send_str(json.dumps(envelope.as_json()))
        return envelope

    async def resend(self) -> list[Envelope]:
        """Every event that was not acknowledged, once more, on the newest socket. Slack repeats nothing but events."""
        lost = [sent for sent in self.envelopes if not (sent.acknowledged or sent.resent)]
        again = []
        for sent in lost:
            if sent.kind == "events_api":
                sent.resent = True
                again.append(await self.send(new_envelope(sent.payload, sent.kind, sent.retry_attempt + 1)))
        return again

    async def disconnect(self, reason: Reason, socket: Socket | None = None, *, close: bool = False) -> None:
        """Say why the socket will end; `close` ends it at once."""
        ending = socket or self.sockets[-1]
        await ending.stream.send_str(_disconnect(reason))
        if close:
            await ending.stream.close()

    def drop(self, socket: Socket | None = None) -> None:
        """Cut the connection without a word."""
        (socket or self.sockets[-1]).transport.abort()

    def half_open(self, socket: Socket | None = None) -> Socket:
        """Keep the connection, but read nothing from it and answer no ping."""
        ending = socket or self.sockets[-1]
        ending.half_open = True
        ending.transport.pause_reading()
        return ending

    async def _read(self, socket: Socket) -> None:
        self.sockets.append(socket)
        self._changes.happened()
        try:
            async for message in socket.stream:
                if socket.half_open:
                    continue
                if message.type is WSMsgType.PING:
                    await socket.stream.pong(message.data)
                elif message.type is WSMsgType.TEXT and message.data.startswith("{"):
                    self._acknowledge(json.loads(message.data))
        finally:
            self.sockets.remove(socket)
            self._changes.happened()

    def _acknowledge(self, message: dict[str, Any]) -> None:
        self.acknowledged.append(message["envelope_id"])
        for envelope in self.envelopes:
            if envelope.id == message["envelope_id"]:
                envelope.acknowledged = True
                envelope.response = message.get("payload")
        self._changes.happened()

    def _hello(self) -> str:
        told = {"type": "hello", "num_connections": len(self.sockets) + 1, "connection_info": {"app_id": "A1"}}
        return json.dumps(told | {"debug_info": {"host": "loopback", "approximate_connection_time": 18_060}})


def new_envelope(payload: dict[str, Any], kind: EnvelopeKind = "events_api", retry: int = 0) -> Envelope:
    return Envelope(str(uuid.uuid4()), kind, payload, retry)


def _disconnect(reason: Reason) -> str:
    return json.dumps({"type": "disconnect", "reason": reason, "debug_info": {"host": "loopback"}})


def _transport(request: web.Request) -> asyncio.Transport:
    assert isinstance(request.transport, asyncio.Transport)
    return request.transport
