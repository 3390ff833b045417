"""A server on loopback that answers as it was told, one request after another."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Canned:
    """breaks: the connection ends before the answer, or within it where there is one; waits: it stays open there."""

    status: int = 200
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=dict)
    breaks: bool = False
    waits: bool = False


@dataclass
class Came:
    method: str
    path: str
    headers: Message
    body: bytes


@dataclass
class CannedServer:
    """came: what was asked so far."""

    url: str
    answers: list[Canned]
    came: list[Came] = field(default_factory=list)


@contextmanager
def canned(*answers: Canned) -> Iterator[CannedServer]:
    left, over = list(answers), threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            server.came.append(Came(self.command, self.path, self.headers, body))
            answer = left.pop(0)
            if answer.breaks and not answer.body:
                self.connection.close()
                self.close_connection = True
                return
            self.send_response(answer.status)
            size = len(answer.body) + (100 if answer.breaks else 0)
            told = {"Content-Type": "application/json", "Content-Length": str(size), **answer.headers}
            for name, value in told.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.body)
            self.wfile.flush()
            if answer.waits:
                over.wait()
            self.close_connection = True

        do_GET = do_POST = do_PUT = do_DELETE = _answer

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        server = CannedServer(f"http://127.0.0.1:{listening.server_address[1]}", left)
        thread = threading.Thread(target=listening.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            over.set()
            listening.shutdown()
            thread.join()
