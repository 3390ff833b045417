"""A web site on 127.0.0.1: pages, feeds, redirects, and servers that misbehave. It counts what it is asked."""

from __future__ import annotations

import gzip
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Any, Self


@dataclass(frozen=True)
class Asked:
    """One request as it arrived. headers: names in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes = b""


@dataclass(frozen=True)
class Page:
    """What is answered. With an etag or last_modified, who knows it already gets a 304."""

    body: bytes = b""
    status: int = 200
    media_type: str | None = "text/html; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    etag: str | None = None
    last_modified: str | None = None

    def send(self, handler: BaseHTTPRequestHandler) -> None:
        known = self.etag and handler.headers.get("If-None-Match") == self.etag
        known = known or (self.last_modified and handler.headers.get("If-Modified-Since") == self.last_modified)
        handler.send_response(304 if known else self.status)
        more = {"Content-Type": self.media_type, "ETag": self.etag, "Last-Modified": self.last_modified, **self.headers}
        for name, value in more.items():
            if value is not None:
                handler.send_header(name, value)
        if not known:
            handler.send_header("Content-Length", str(len(self.body)))
        handler.end_headers()
        if not known:
            handler.wfile.write(self.body)


Behaviour = Callable[[BaseHTTPRequestHandler], None]


class LoopbackSite:
    """Serves what it was given; anything else is a 404. Use it as a context."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.asked: list[Asked] = []
        self.closing = Event()
        self._answers: dict[str, Page | Behaviour] = {}
        self._lock = Lock()
        self._scheme = "https" if tls else "http"
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self._thread = Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"{self._scheme}://{host}:{self.port}{path}"

    def serve(self, path: str, body: str | bytes = b"", **more: Any) -> None:
        """Answer `path` with a Page from now on."""
        self._answers[path] = Page(body.encode() if isinstance(body, str) else body, **more)

    def redirect(self, path: str, to: str, status: int = 302) -> None:
        self.serve(path, status=status, headers={"Location": to})

    def send(self, path: str, raw: bytes) -> None:
        """Answer `path` with these bytes, which may be no HTTP at all."""
        self._answers[path] = lambda handler: _write(handler, raw)

    def drip(self, path: str, head: bytes = b"HTTP/1.1 200 OK\r\n\r\n") -> None:
        """`head`, and then one byte after the other, without end."""
        self._answers[path] = lambda handler: self._drip(handler, head)

    def hang(self, path: str) -> None:
        """Answer nothing."""
        self._answers[path] = lambda handler: self._hang()

    def flood(self, path: str, head: bytes = b"HTTP/1.1 200 OK\r\n\r\n", block: bytes = b"x" * 65_536) -> None:
        """`head`, and then `block` without end, as fast as it is taken."""
        self._answers[path] = lambda handler: self._flood(handler, head, block)

    def bomb(self, path: str, size: int) -> None:
        """A page of zeros that is small as long as it is packed."""
        self.serve(path, gzip.compress(bytes(size)), headers={"Content-Encoding": "gzip"})

    def count(self, path: str) -> int:
        return sum(asked.path == path for asked in self.asked)

    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        length = int(handler.headers.get("Content-Length", "0"))
        headers = {name.lower(): value for name, value in handler.headers.items()}
        with self._lock:
            self.asked.append(Asked(handler.command, handler.path, headers, handler.rfile.read(length)))
        answer = self._answers.get(handler.path, Page(b"nothing here", status=404))
        if isinstance(answer, Page):
            answer.send(handler)
        else:
            answer(handler)

    def _hang(self) -> None:
        self.closing.wait(5)

    def _drip(self, handler: BaseHTTPRequestHandler, head: bytes) -> None:
        handler.wfile.write(head)
        while not self.closing.wait(0.02):
            handler.wfile.write(b"x")

    def _flood(self, handler: BaseHTTPRequestHandler, head: bytes, block: bytes) -> None:
        handler.wfile.write(head)
        while not self.closing.is_set():
            handler.wfile.write(block)


def _write(handler: BaseHTTPRequestHandler, raw: bytes) -> None:
    handler.wfile.write(raw)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that hang up are what the tests are about."""


def _handler(site: LoopbackSite) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.answer(self)

        do_POST = do_GET

        def log_message(self, format: str, *args: Any) -> None:
            pass

    return Handler
