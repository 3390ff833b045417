"""The ways in which an LLM service fails, each as something that a connection of the loopback server does."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from email.utils import formatdate

from tests.answer.loopback_llm import API_KEY, Failing, Handler, draft

_DRIP_SECONDS = 0.02


def _hang(handler: Handler) -> None:
    handler.llm.stopping.wait(5)
    handler.close_connection = True


def _drip(handler: Handler) -> None:
    handler.begin(200, 1_000_000)
    while not handler.llm.stopping.wait(_DRIP_SECONDS):
        handler.wfile.write(b" ")


def _drip_headers(handler: Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while not handler.llm.stopping.wait(_DRIP_SECONDS):
        handler.wfile.write(b"X-Slow: yes\r\n")


def _cut(handler: Handler) -> None:
    handler.begin(200, 5_000)
    handler.wfile.write(b'{"id": "chatcmpl-1", "choices": [{"index": 0, "mess')
    handler.close_connection = True


def _reset(handler: Handler) -> None:
    handler.close_connection = True
    handler.connection.shutdown(socket.SHUT_RDWR)


def _status(status: int, said: str = "went awry", **headers: str) -> Failing:
    return lambda handler: handler.fail(status, said, **headers)


def _body(raw: bytes, content_type: str = "application/json") -> Failing:
    return lambda handler: handler.send(200, raw, Content_Type=content_type)


def _content(content: str | None) -> Failing:
    return lambda handler: handler.complete(content)


_IN_TEN_MINUTES: Callable[[Handler], None] = lambda handler: handler.fail(  # noqa: E731
    429, Retry_After=formatdate(usegmt=True, timeval=4_000_000_000)
)

FAULTS: dict[str, Failing] = {
    "times out": _hang,
    "drips its body": _drip,
    "drips its headers": _drip_headers,
    "400": _status(400, f"bad request by {API_KEY}"),
    "401": _status(401, f"Incorrect API key provided: {API_KEY}"),
    "403": _status(403),
    "404": _status(404, "no such model"),
    "429": _status(429),
    "429, retry after 0": _status(429, Retry_After="0"),
    "429, retry after an hour": _status(429, Retry_After="3600"),
    "429, retry soon": _status(429, Retry_After="soon"),
    "429, retry at a date": _IN_TEN_MINUTES,
    "500": _status(500, f"internal error for {API_KEY}"),
    "503": _status(503),
    "529": _status(529),
    "sends elsewhere": _status(307, Location="http://127.0.0.1:9/v1/chat/completions"),
    "replies with an empty body": _body(b""),
    "replies with a page": _body(b"<html><body>Welcome to our proxy</body></html>", "text/html"),
    "replies with half a JSON": _body(b'{"id": "chatcmpl-1", "choices"'),
    "replies with no choices": _body(b'{"id": "x", "object": "chat.completion", "choices": []}'),
    "replies with null": _body(b"null"),
    "writes nothing": _content(""),
    "writes null": _content(None),
    "writes no JSON": _content("The plant will be operated by Zorblatt Energy."),
    "writes another form": _content(json.dumps({"answer": "Zorblatt Energy", "statements": "one"})),
    "writes 1 MB": _content(json.dumps(draft(("Zorblatt " * 110_000, "k", "q")))),
    "cuts the stream": _cut,
    "resets": _reset,
}
