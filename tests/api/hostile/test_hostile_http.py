"""What is no HTTP, or more of it than anybody needs."""

from __future__ import annotations

import re

import pytest

from dealdesk.connections import MAX_HEAD_BYTES
from tests.api.hostile.wire import MEGABYTE, connect, head, sent, whole


@pytest.mark.parametrize(
    "lines",
    [
        [f"X-Header-{n}: value" for n in range(4_000)],
        ["X-Header: " + "v" * 2 * MEGABYTE],
        ["Cookie: " + "c" * MAX_HEAD_BYTES],
    ],
    ids=["thousands", "one of megabytes", "one too large"],
)
def test_headers_beyond_their_size_are_refused(address: tuple[str, int], lines: list[str]) -> None:
    with connect(address) as wire:
        refused = sent(wire, head("GET", "/livez", *lines))
    assert refused.status == 431
    assert f"larger than {MAX_HEAD_BYTES} bytes" in refused.detail
    with connect(address) as wire:
        assert sent(wire, head("GET", "/livez", *[f"X-Header-{n}: value" for n in range(1_000)])).status == 200


def test_an_address_beyond_its_size_is_refused(address: tuple[str, int]) -> None:
    with connect(address) as wire:
        assert sent(wire, head("GET", "/v1/articles?q=" + "a" * MEGABYTE)).status == 431


@pytest.mark.parametrize(
    "request_bytes",
    [
        head(Transfer_Encoding="chunked") + b"5\r\nhell",  # and then the wrong size
        head(Transfer_Encoding="chunked") + b"zz\r\n{}\r\n0\r\n\r\n",
        head(Transfer_Encoding="chunked") + b"-1\r\n{}\r\n0\r\n\r\n",
        head(Transfer_Encoding="chunked") + b"fffffffffffffffffffff\r\n{}",
        head(Transfer_Encoding="chunked") + b"2\r\n{}XX0\r\n\r\n",
        head(Transfer_Encoding="chunked", Content_Length=2) + b"2\r\n{}\r\n0\r\n\r\n",
        head(Transfer_Encoding="chunked, identity") + b"{}",
        head("POST", "/v1/ask", "Content-Length: 2", "Content-Length: 3") + b"{}",
        head(Content_Length=-1) + b"{}",
        head(Content_Length="2, 2") + b"{}",
        head(Content_Length="0x2") + b"{}",
        head(Content_Length="9" * 30) + b"{}",
        head("POST", "/v1/ask", "No colon here") + b"{}",
        head("POST", "/v1/ask", "X-Null: a\x00b"),
        head("POST", "/v1/ask", "X-Return: a\rb"),
        head("POST", "/v1/ask", "Bad Name: a"),
        head("POST", "/v1/ask", " folded: a"),
        head("GET", "/v1/articles/\xff"),
        head("G\x01T", "/livez"),
        b"GET /livez HTTP/9.9\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(100),  # a client that speaks TLS
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"\x00" * 1_000,
    ],
)
def test_what_is_no_http_is_refused_and_the_connection_closed(address: tuple[str, int], request_bytes: bytes) -> None:
    with connect(address) as wire:
        refused = sent(wire, request_bytes)
    assert refused.status in (400, 408)
    assert refused.detail
    assert refused.seconds < 5


def test_a_body_that_ends_too_early_is_no_matter(address: tuple[str, int]) -> None:
    for _ in range(20):
        with connect(address) as wire:
            wire.sendall(head(Content_Length=1_000) + b"{")
    with connect(address) as wire:
        assert sent(wire, whole(b'{"question": "Who?"}')).status == 200


def test_rubbish_after_a_request_spoils_no_answer(address: tuple[str, int]) -> None:
    with connect(address) as wire:
        answer = sent(wire, whole(b'{"question": "Who?"}', Connection="keep-alive") + b"\x00rubbish\r\n\r\n")
    assert answer.status in (200, 400)
    assert answer.headers.count("HTTP/1.1") == 1


@pytest.mark.parametrize("path", ["/v1/articles/a%0d%0aSet-Cookie:%20x=1", "/v1/jobs/a%0aX:%20y", "/%0d%0aX:%20y"])
def test_nothing_that_is_sent_becomes_a_header_of_the_answer(address: tuple[str, int], path: str) -> None:
    for method in ("GET", "DELETE"):
        with connect(address) as wire:
            answer = sent(wire, head(method, path))
        assert answer.status in (404, 405, 422)
        assert not re.search(r"^(set-cookie|x):", answer.headers, re.IGNORECASE | re.MULTILINE)
