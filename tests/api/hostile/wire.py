"""What a client does on a bare socket, and somebody beside it who wants nothing but an article."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Event
from urllib.parse import urlsplit

import httpx2

from tests.api.client import PROBLEM

PATIENCE_SECONDS = 20.0
MEGABYTE = 1_000_000


def place_of(url: str) -> tuple[str, int]:
    return str(urlsplit(url).hostname), int(urlsplit(url).port or 0)


@dataclass
class Bystander:
    """Somebody who reads an article again and again. seconds: how long each answer took."""

    url: str
    seconds: list[float] = field(default_factory=list)
    bad: list[object] = field(default_factory=list)
    stopped: Event = field(default_factory=Event)

    def read(self) -> None:
        with httpx2.Client(timeout=PATIENCE_SECONDS, trust_env=False) as client:
            while not self.stopped.wait(0.005):
                began = time.perf_counter()
                try:
                    status = client.get(self.url).status_code
                except httpx2.HTTPError as error:
                    self.bad.append(error)
                    continue
                self.seconds.append(time.perf_counter() - began)
                if status != 200:
                    self.bad.append(status)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: str
    body: bytes
    seconds: float

    @property
    def detail(self) -> str:
        """Of a problem."""
        assert f"content-type: {PROBLEM}" in self.headers.lower()
        problem = json.loads(self.body)
        assert problem["status"] == self.status
        return str(problem["detail"])


def connect(address: tuple[str, int]) -> socket.socket:
    return socket.create_connection(address, timeout=PATIENCE_SECONDS)


def sent(wire: socket.socket, *pieces: bytes, every_seconds: float = 0) -> Answer:
    """What the server answers until it closes, while the pieces are sent; it need not wait for all of them."""
    began = time.monotonic()
    with suppress(ConnectionError):
        for piece in pieces:
            wire.sendall(piece)
            if every_seconds and _has_something_to_read(wire, every_seconds):
                break
    received = b""
    with suppress(ConnectionError):
        while piece := wire.recv(65_536):
            received += piece
    head, _, body = received.partition(b"\r\n\r\n")
    status = int(head.split(b" ", 2)[1]) if head else 0
    return Answer(status, head.decode("latin-1"), body, time.monotonic() - began)


def _has_something_to_read(wire: socket.socket, seconds: float) -> bool:
    wire.settimeout(seconds)
    try:
        return bool(wire.recv(1, socket.MSG_PEEK)) or True
    except TimeoutError:
        return False
    finally:
        wire.settimeout(PATIENCE_SECONDS)


def head(method: str = "POST", path: str = "/v1/ask", *lines: str, **headers: object) -> bytes:
    """Of a request after which the server is to close."""
    said = {"Host": "127.0.0.1", "Content-Type": "application/json", "Connection": "close"}
    said |= {name.replace("_", "-"): str(value) for name, value in headers.items()}
    named = [f"{name}: {value}" for name, value in said.items()]
    return "\r\n".join([f"{method} {path} HTTP/1.1", *named, *lines, "", ""]).encode("latin-1")


def whole(body: bytes, method: str = "POST", path: str = "/v1/ask", **headers: object) -> bytes:
    return head(method, path, Content_Length=len(body), **headers) + body


def chunks(pieces: Iterable[bytes]) -> Iterator[bytes]:
    for piece in pieces:
        yield f"{len(piece):x}\r\n".encode() + piece + b"\r\n"
    yield b"0\r\n\r\n"


def zeros(size_bytes: int) -> Iterator[bytes]:
    for _ in range(size_bytes // 100_000):
        yield b"0" * 100_000
