"""One request, ready to be sent by either client, and how its answer is read."""

from __future__ import annotations

import json
import secrets
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, Generic, Protocol, TypeVar
from urllib.parse import quote

import httpx
from pydantic import BaseModel

T = TypeVar("T")

Progress = Callable[[int, int], None]
"""Is told the bytes that were sent, of how many."""

FileToSend = Path | tuple[str, bytes | BinaryIO]
"""A file, or a name and what the file holds."""

_CHUNK_BYTES = 64 * 1024
_IN_MEMORY_BYTES = 1_000_000


class Body(Protocol):
    """What a request carries."""

    def open(self, opened: ExitStack) -> Mapping[str, Any]:
        """httpx's arguments for it, and the stream to send instead where they do not say it all.

        The body can be read again and again until `opened` is closed.
        """
        ...


@dataclass(frozen=True)
class Json(Body):
    text: str

    def open(self, opened: ExitStack) -> Mapping[str, Any]:
        return {"content": self.text.encode(), "headers": {"Content-Type": "application/json"}}


@dataclass(frozen=True)
class Form(Body):
    """Files, and the fields beside them."""

    files: Sequence[FileToSend]
    fields: Mapping[str, str]

    def open(self, opened: ExitStack) -> Mapping[str, Any]:
        parts = [
            ("files", (file.name, opened.enter_context(file.open("rb"))) if isinstance(file, Path) else file)
            for file in self.files
        ]
        # Said here, for a request that is sent again is to be the same, byte for byte.
        kind = f"multipart/form-data; boundary={secrets.token_hex(16)}"
        return {"files": parts, "data": self.fields, "headers": {"Content-Type": kind}}


@dataclass(frozen=True)
class Lines(Body):
    """JSON lines: a file of them, or one object each."""

    lines: Path | Iterable[BaseModel | Mapping[str, Any]]

    def open(self, opened: ExitStack) -> Mapping[str, Any]:
        if isinstance(self.lines, Path):
            file: Any = opened.enter_context(self.lines.open("rb"))
        else:
            file = opened.enter_context(SpooledTemporaryFile(_IN_MEMORY_BYTES))  # noqa: SIM115 - it is one
            for line in self.lines:
                file.write(_as_line(line).encode() + b"\n")
        headers = {"Content-Type": "application/x-ndjson", "Content-Length": str(file.seek(0, 2))}
        return {"stream": _FromStart(file), "headers": headers}


def _as_line(line: BaseModel | Mapping[str, Any]) -> str:
    if isinstance(line, BaseModel):
        return line.model_dump_json(exclude_unset=True)
    return json.dumps(line, ensure_ascii=False, default=str)


class _FromStart(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A file, which is read from its beginning each time."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def __iter__(self) -> Iterator[bytes]:
        self._file.seek(0)
        while chunk := self._file.read(_CHUNK_BYTES):
            yield chunk

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self:
            yield chunk


class _Counted(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that tells how much of it is sent."""

    def __init__(self, body: Any, total: int, told: Progress) -> None:
        self._body = body
        self._total = total
        self._told = told

    def __iter__(self) -> Iterator[bytes]:
        sent = 0
        for chunk in self._body:
            yield chunk
            sent += len(chunk)
            self._told(sent, self._total)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self:
            yield chunk


@dataclass(frozen=True)
class Call(Generic[T]):
    """read: the answer from a response that is a success, and from an event of a stream of them, by its name and data;
    None for an event that is not known. last: the names of events that end such a stream.
    may_repeat: whether it may be sent again when it is not known what became of it. taken: statuses that are an answer
    although they are no success.
    """

    method: str
    path: str
    read: Callable[[str, bytes], T | None]
    query: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Body | None = None
    last: frozenset[str] = frozenset()
    may_repeat: bool = False
    on_progress: Progress | None = None
    taken: frozenset[int] = frozenset()

    def request(
        self, http: httpx.Client | httpx.AsyncClient, url: str, headers: httpx.Headers, opened: ExitStack
    ) -> httpx.Request:
        """It as httpx sends it, as often as need be until `opened` is closed. headers: those of every request."""
        told = dict(self.body.open(opened)) if self.body else {}
        stream = told.pop("stream", None)
        every = headers.copy()
        every.update({**self.headers, **told.pop("headers", {})})
        request = http.build_request(self.method, url + self.path, params=self.query, headers=every, **told)
        request.stream = stream or request.stream
        if self.on_progress:
            total = int(request.headers.get("content-length", 0))
            request.stream = _Counted(request.stream, total, self.on_progress)
        return request


def filled(template: str, values: Sequence[str]) -> str:
    """`template` with each {name} in it replaced by a value."""
    for value in values:
        before, _, rest = template.partition("{")
        template = before + quote(value, safe="") + rest.partition("}")[2]
    return template
