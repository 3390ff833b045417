"""An OpenAI-compatible server on 127.0.0.1: it checks what it is sent, and writes or fails as a test has it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from types import TracebackType
from typing import Any, Self

API_KEY = "sk-loopback-0123456789"
MODEL = "loopback-1"

_BLOCK = re.compile(r"<<(?P<mark>\w+) (?P<name>[^>\n]*)>>\n(?P<text>.*?)\n<<(?P=mark) end>>", re.DOTALL)


@dataclass(frozen=True)
class Asked:
    """One request, as a model sees it."""

    instructions: str
    material: str
    body: Mapping[str, Any]

    @property
    def passages(self) -> dict[str, str]:
        """Text by key, without the line that says where it is from."""
        return {
            name.removeprefix("passage, key "): text.split("\n", 1)[1]
            for name, text in self.blocks
            if name.startswith("passage, key ")
        }

    @property
    def blocks(self) -> list[tuple[str, str]]:
        return [(match["name"], match["text"]) for match in _BLOCK.finditer(self.material)]


Draft = dict[str, Any]
Writer = Callable[[Asked], Draft | str]
Failing = Callable[["Handler"], None]


def draft(*statements: tuple[str, str, str], answered: bool = True) -> Draft:
    """A reply in the form asked for, of (text, key, quote)."""
    return {
        "answered": answered,
        "statements": [{"text": text, "citations": [{"key": key, "quote": quote}]} for text, key, quote in statements],
    }


class LoopbackLlm:
    """Writes with `writer`, unless `fault` is set. asked: the requests; violations: what was wrong with them."""

    def __init__(self, writer: Writer = lambda _: draft(answered=False)) -> None:
        self.writer = writer
        self.fault: Failing | None = None
        self.asked: list[Asked] = []
        self.violations: list[str] = []
        self.stopping = Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.llm = self  # type: ignore[attr-defined]
        self._thread = Thread(target=self._server.serve_forever, args=(0.02,), name="loopback-llm")

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stopping.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    timeout = 10

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""

    @property
    def llm(self) -> LoopbackLlm:
        return self.server.llm  # type: ignore[attr-defined,no-any-return]

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.llm.violations += self._violations(body)
        system, user = (message["content"] for message in body["messages"])
        asked = Asked(system, user, body)
        self.llm.asked.append(asked)
        try:
            if self.llm.fault is not None:
                self.llm.fault(self)
            else:
                written = self.llm.writer(asked)
                content = written if isinstance(written, str) else json.dumps(written)
                self.complete(content, as_call="tools" in body, prompt_tokens=len(system + user) // 4)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # whoever asked has given up

    def complete(self, content: str | None, *, as_call: bool = False, prompt_tokens: int = 10) -> None:
        message: dict[str, Any] = {"role": "assistant", "content": content}
        if as_call:
            call = {"name": "Draft", "arguments": content}
            message = {"role": "assistant", "content": None, "tool_calls": [
                {"id": "call_1", "type": "function", "function": call}
            ]}  # fmt: skip
        written = len(content or "") // 4
        self.send(200, {
            "id": "chatcmpl-1", "object": "chat.completion", "created": 1_760_000_000, "model": MODEL,
            "choices": [{"index": 0, "message": message, "finish_reason": "tool_calls" if as_call else "stop"}],
            "usage": {"prompt_tokens": prompt_tokens, "completion_tokens": written,
                      "total_tokens": prompt_tokens + written},
        })  # fmt: skip

    def fail(self, status: int, said: str = "went awry", **headers: str) -> None:
        """An error as OpenAI writes it."""
        self.send(status, {"error": {"message": said, "type": "error", "param": None, "code": None}}, **headers)

    def send(self, status: int, body: object, **headers: str) -> None:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.begin(status, len(raw), **headers)
        self.wfile.write(raw)

    def begin(self, status: int, length: int, **headers: str) -> None:
        self.send_response(status)
        told = {"Content-Type": "application/json", "Content-Length": str(length)}
        for name, value in (told | {name.replace("_", "-"): value for name, value in headers.items()}).items():
            self.send_header(name, value)
        self.end_headers()

    def _violations(self, body: Mapping[str, Any]) -> list[str]:
        roles = [message["role"] for message in body["messages"]]
        wants_form = body.get("response_format", {}).get("type") in ("json_schema", "json_object") or "tools" in body
        checks = {
            "path": self.path == "/v1/chat/completions",
            "key": self.headers["Authorization"] == f"Bearer {API_KEY}",
            "model": body.get("model") == MODEL,
            "roles": roles == ["system", "user"],
            "form": wants_form,
            "not streamed": not body.get("stream"),
            "limited": bool(body.get("max_tokens") or body.get("max_completion_tokens")),
        }
        return [name for name, holds in checks.items() if not holds]
