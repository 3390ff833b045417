"""Bodies that are too large, without end, deep, or no clean JSON."""

from __future__ import annotations

import json
import time
from contextlib import suppress

import pytest

from tests.api.hostile.wire import MEGABYTE, PATIENCE_SECONDS, chunks, connect, head, sent, whole, zeros


@pytest.mark.parametrize(
    ("method", "path", "kind", "most"),
    [
        ("POST", "/v1/ask", "application/json", MEGABYTE),
        ("PUT", "/v1/articles/large", "application/json", 20 * MEGABYTE),
        ("POST", "/v1/uploads", "multipart/form-data; boundary=x", 20 * MEGABYTE),
    ],
)
@pytest.mark.parametrize("declared", [True, False], ids=["with length", "without length"])
def test_twenty_megabytes_and_more_are_refused_at_the_limit(
    address: tuple[str, int], method: str, path: str, kind: str, most: int, declared: bool
) -> None:
    size = 20 * MEGABYTE + 500_000
    length = {"Content_Length": size} if declared else {"Transfer_Encoding": "chunked"}
    is_form = kind.startswith("multipart")
    opening = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n' if is_form else b"0"
    pieces = [opening, *zeros(size)]
    with connect(address) as wire:
        request = head(method, path, Content_Type=kind, **length)
        refused = sent(wire, request, *(pieces if declared else chunks(pieces)))
    assert refused.status == 413
    assert f"larger than {most} bytes" in refused.detail


def test_an_article_as_large_as_may_be_is_taken(address: tuple[str, int]) -> None:
    body = json.dumps({"title": "A long one", "text": "Deal. " * 3_300_000}).encode()
    assert 19 * MEGABYTE < len(body) < 20 * MEGABYTE
    with connect(address) as wire:
        assert sent(wire, whole(body, "PUT", "/v1/articles/long")).status == 201


def test_who_goes_on_sending_after_the_refusal_is_left(address: tuple[str, int]) -> None:
    with connect(address) as wire:
        wire.sendall(head(Transfer_Encoding="chunked", Connection="keep-alive"))
        endless = b"186a0\r\n" + b"0" * 100_000 + b"\r\n"
        began = time.monotonic()
        with suppress(ConnectionError):
            while time.monotonic() - began < PATIENCE_SECONDS:
                wire.sendall(endless)
    assert time.monotonic() - began < 5


def test_who_asks_before_sending_a_large_body_need_not_send_it(address: tuple[str, int]) -> None:
    with connect(address) as wire:
        refused = sent(wire, head(Content_Length=2 * MEGABYTE, Expect="100-continue"))
    assert refused.status == 413
    with connect(address) as wire:
        body = b'{"question": "Who?"}'
        wire.sendall(head(Content_Length=len(body), Expect="100-continue"))
        assert wire.recv(100).startswith(b"HTTP/1.1 100 ")
        assert sent(wire, body).status == 200


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"[" * 200_000 + b"]" * 200_000, "nested too deeply"),
        (b'{"a":' * 160_000 + b"1" + b"}" * 160_000, "nested too deeply"),
        (b'{"question": ' + b"[" * 200_000, "nested too deeply"),
        (rb'{"question": "\ud800"}', "half of a surrogate pair"),
        (rb'{"question": "\udc00 and \ud83d"}', "half of a surrogate pair"),
        (rb'{"\ud800": 1}', "half of a surrogate pair"),
        (b'{"question": "a \xed\xa0\x80"}', "is not UTF-8"),
        (b'{"question": "\xff"}', "is not UTF-8"),
        ('{"question": "Who?"}'.encode("utf-16"), "is not UTF-8"),
        (b'{"question": "Who?", "top_k": NaN}', "NaN is no JSON number"),
        (b'{"question": "Who?", "top_k": -Infinity}', "-Infinity is no JSON number"),
        (b'{"question": "Who?", "top_k": ' + b"9" * 100_000 + b"}", "thousands of digits"),
        (b'{"question": "Who?", "question": "What?"}', "the same name twice"),
        (b'{"question": "Who?", "history": [{"a": 1, "a": 2}]}', "the same name twice"),
        (b'{"question": "Who?"} {}', "Extra data"),
        (b'{"question": "Who\n?"}', "control character"),
        (b"", "field"),
        (b"{", "Expecting"),
        (b"\x00", "Expecting"),
        (b"\xef\xbb\xbf{}", "BOM"),
    ],
)
def test_a_body_that_is_no_clean_json_is_refused_with_the_reason(
    address: tuple[str, int], body: bytes, why: str
) -> None:
    for path in ("/v1/ask", "/v1/search"):
        with connect(address) as wire:
            refused = sent(wire, whole(body, path=path))
        assert refused.status == (422 if not body else 400)
        assert why in refused.detail


@pytest.mark.parametrize("top_k", ["1e400", "1e308", "9" * 400, "-1", "0.5", "true", '"8"', "[]", "{}"])
def test_a_number_that_makes_no_sense_is_refused_by_its_field(address: tuple[str, int], top_k: str) -> None:
    with connect(address) as wire:
        refused = sent(wire, whole(f'{{"question": "Who?", "top_k": {top_k}}}'.encode()))
    assert refused.status == 422
    assert refused.detail
    assert "top_k" in refused.body.decode()
