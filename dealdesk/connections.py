"""HTTP connections that wait for nobody: uvicorn's protocol by itself gives a client all the time of the world."""

from __future__ import annotations

import asyncio
import socket
from http import HTTPStatus
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from api.door.problems import MEDIA_TYPE
from api.problem import Problem

MAX_HEAD_BYTES = 65_536
_UNREAD_SECONDS = 30

_DETAILS = {
    HTTPStatus.BAD_REQUEST: "this is no HTTP that can be read: send a request as RFC 9112 has it",
    HTTPStatus.REQUEST_TIMEOUT: "the head of the request comes too slowly: send it at once",
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: (
        f"address and headers are larger than {MAX_HEAD_BYTES} bytes: send smaller ones"
    ),
    HTTPStatus.SERVICE_UNAVAILABLE: "there are too many connections already: try again in a moment",
}


class BoundedProtocol(HttpToolsProtocol):
    """HTTP/1.1 in which the head of a request comes in time and in a bounded size, on a bounded number of connections.

    The time runs from the connection on, and after a response from the next byte on: also for the rest of a body that
    was refused. Who reads nothing of a response for a while is left to the system, where it can do that (Linux). How
    fast a body comes is not decided here: see api.door.body.Pace.
    """

    head_seconds = 10.0
    connections_at_once = 1_000

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._head_timer: asyncio.TimerHandle | None = None
        self._head_bytes: int | None = None  # None between two heads
        self._found = HTTPStatus.BAD_REQUEST  # where the parser does not go on

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            transport.get_extra_info("socket").setsockopt(
                socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 1000 * _UNREAD_SECONDS
            )
        if len(self.connections) > self.connections_at_once:
            self._refuse(HTTPStatus.SERVICE_UNAVAILABLE)
        else:
            self._head_timer = self.loop.call_later(self.head_seconds, self._too_slow)

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.transport.is_closing():
            return
        if self._head_bytes is not None:
            self._head_bytes += len(data)
            if self._head_bytes > MAX_HEAD_BYTES:
                self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        if not self._at_work() and self._head_timer is None:
            self._head_timer = self.loop.call_later(self.head_seconds, self._too_slow)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._head_bytes = 0

    def on_headers_complete(self) -> None:
        self._head_bytes = None
        self._stop_timer()
        if len(self.url) + sum(len(name) + len(value) for name, value in self.headers) > MAX_HEAD_BYTES:
            self._found = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
            raise ValueError("the parser stops at this")
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        self._refuse(self._found)

    def _too_slow(self) -> None:
        self._head_timer = None
        if self._head_bytes is None:
            self.transport.close()  # nobody waits for an answer
        else:
            self._refuse(HTTPStatus.REQUEST_TIMEOUT)

    def _refuse(self, status: HTTPStatus) -> None:
        """Answer a problem and close, or close where another answer is on its way."""
        if not (self._at_work() and self.cycle.response_started):
            problem = Problem(title=status.phrase, status=status, detail=_DETAILS[status])
            body = problem.model_dump_json(exclude_none=True).encode()
            head = f"HTTP/1.1 {status} {status.phrase}\r\nContent-Type: {MEDIA_TYPE}\r\nContent-Length: {len(body)}\r\n"
            retry = "Retry-After: 5\r\n" if status is HTTPStatus.SERVICE_UNAVAILABLE else ""
            self.transport.write(f"{head}{retry}Connection: close\r\n\r\n".encode() + body)
        self.transport.close()

    def _at_work(self) -> bool:
        """Whether a request is being answered."""
        return self.cycle is not None and not self.cycle.response_complete

    def _stop_timer(self) -> None:
        if self._head_timer:
            self._head_timer.cancel()
            self._head_timer = None
