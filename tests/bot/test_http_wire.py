"""The route behind the real server: what only shows on the wire."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from starlette.applications import Starlette

from bot.transport.http import MAX_BODY_BYTES, PATH, slack_routes
from tests.api.serving import serving
from tests.bot.recording_bot import RecordingBot, recording_bot
from tests.bot.slack_events import encoded, mention, signed

BODY = encoded(mention())
PATIENCE_SECONDS = 20.0


@pytest.fixture
def bot() -> RecordingBot:
    return recording_bot()


@contextmanager
def connection(bot: RecordingBot, body_seconds: float = PATIENCE_SECONDS) -> Iterator[socket.socket]:
    app = Starlette(routes=slack_routes(bot, body_seconds=body_seconds))
    with serving(app) as url:
        address = urlsplit(url)
        with socket.create_connection((address.hostname, address.port), timeout=PATIENCE_SECONDS) as wire:
            yield wire


def head(**headers: str) -> bytes:
    lines = [f"POST {PATH} HTTP/1.1", "Host: 127.0.0.1", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode()


def answer(wire: socket.socket) -> bytes:
    """All that comes until the server closes the connection."""
    received = b""
    while piece := wire.recv(65_536):
        received += piece
    return received


def status(received: bytes) -> int:
    return int(received.split(b" ", 2)[1])


def chunk(data: bytes) -> bytes:
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"


def test_a_body_in_chunks_without_a_length_is_read(bot: RecordingBot) -> None:
    headers = signed(BODY) | {"Transfer-Encoding": "chunked", "Connection": "close"}
    with connection(bot) as wire:
        wire.sendall(head(**headers) + chunk(BODY[:100]) + chunk(BODY[100:]) + chunk(b""))
        assert status(answer(wire)) == 200
    assert bot.recorder.taken == [json.loads(BODY)]


def test_chunks_without_end_are_refused_at_the_limit_and_the_connection_is_closed(bot: RecordingBot) -> None:
    with connection(bot) as wire:
        wire.sendall(head(**(signed(BODY) | {"Transfer-Encoding": "chunked"})))
        for _ in range(MAX_BODY_BYTES // 50_000 + 1):
            wire.sendall(chunk(b"x" * 50_000))
        assert status(answer(wire)) == 413
    assert bot.recorder.taken == []


def test_who_stops_half_way_is_shown_the_door(bot: RecordingBot) -> None:
    with connection(bot, body_seconds=0.2) as wire:
        began = time.monotonic()
        wire.sendall(head(**(signed(BODY) | {"Content-Length": str(len(BODY))})) + BODY[:-1])
        assert status(answer(wire)) == 408
        assert time.monotonic() - began < 5
    assert bot.recorder.taken == []


def test_who_hangs_up_half_way_leaves_nothing_behind(bot: RecordingBot) -> None:
    with connection(bot) as wire:
        wire.sendall(head(**(signed(BODY) | {"Content-Length": str(len(BODY))})) + BODY[:-1])
        wire.shutdown(socket.SHUT_RDWR)
    assert bot.recorder.taken == []


def test_who_claims_no_signature_cannot_send_a_body_at_all(bot: RecordingBot) -> None:
    with connection(bot) as wire:
        wire.sendall(head(**{"Content-Type": "application/json", "Content-Length": str(50 * MAX_BODY_BYTES)}))
        assert status(answer(wire)) == 401
    assert bot.recorder.taken == []
