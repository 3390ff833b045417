"""Clients that send slowly, or nothing, or too many at once."""

from __future__ import annotations

import time
from contextlib import ExitStack, closing

import pytest

from api.app import create_app
from dealdesk.connections import BoundedProtocol
from tests.api.fakes import Pulse, Script, Shelf
from tests.api.hostile.wire import PATIENCE_SECONDS, Bystander, connect, head, place_of, sent, whole
from tests.api.serving import serving


@pytest.mark.parametrize("ends", [b"", b"x"], ids=["stopping", "dripping"])
def test_a_body_that_comes_too_slowly_is_refused_and_the_connection_closed(
    address: tuple[str, int], ends: bytes
) -> None:
    with connect(address) as wire:
        refused = sent(wire, head(Content_Length=1_000), *([ends] * 1_000), every_seconds=0.02 if ends else 0)
    assert (refused.status, refused.seconds < 5) == (408, True)
    assert "comes too slowly" in refused.detail
    assert "connection: close" in refused.headers.lower()


def test_headers_that_come_too_slowly_are_refused(address: tuple[str, int]) -> None:
    with connect(address) as wire:
        drops = [f"X-{n}: 1\r\n".encode() for n in range(1_000)]
        refused = sent(wire, b"POST /v1/ask HTTP/1.1\r\n", *drops, every_seconds=0.02)
    assert (refused.status, refused.seconds < 5) == (408, True)
    assert "send it at once" in refused.detail


@pytest.mark.parametrize("drop", [b"", b"\r\n"], ids=["silent", "blank lines"])
def test_a_connection_on_which_no_request_begins_is_closed(address: tuple[str, int], drop: bytes) -> None:
    with connect(address) as wire:
        closed = sent(wire, *([drop] * 1_000), every_seconds=0.02 if drop else 0)
    assert (closed.status, closed.seconds < 5) == (0, True)


def test_after_an_answer_the_next_head_has_its_time_too(address: tuple[str, int]) -> None:
    with connect(address) as wire:
        wire.sendall(b"GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert wire.recv(65_536).startswith(b"HTTP/1.1 200 ")
        refused = sent(wire, b"GET /livez HTTP/1.1\r\n")
    assert (refused.status, refused.seconds < 5) == (408, True)


def test_two_hundred_connections_that_say_nothing_are_no_matter(address: tuple[str, int], bystander: Bystander) -> None:
    with ExitStack() as idle:
        for _ in range(200):
            idle.enter_context(closing(connect(address)))
        seen = len(bystander.seconds)
        ends = time.monotonic() + PATIENCE_SECONDS
        while len(bystander.seconds) < seen + 20:
            assert time.monotonic() < ends
        with connect(address) as wire:
            assert sent(wire, whole(b'{"question": "Who?"}')).status == 200


def test_beyond_so_many_connections_the_next_is_told() -> None:
    class Few(BoundedProtocol):
        connections_at_once = 2

    shelf = Shelf()
    with serving(create_app(Script(shelf), Script(shelf), shelf, shelf, Pulse()), http=Few) as url, ExitStack() as few:
        first, second, third = (few.enter_context(closing(connect(place_of(url)))) for _ in range(3))
        refused = sent(third)
        assert sent(second, head("GET", "/livez")).status == 200
        with connect(place_of(url)) as wire:
            assert sent(wire, head("GET", "/livez")).status == 200
        first.close()
    assert refused.status == 503
    assert "retry-after: 5" in refused.headers.lower()
    assert "too many connections" in refused.detail
