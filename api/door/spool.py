"""Bodies too large for memory: written to disk as they come in, and gone when the request ends."""

from __future__ import annotations

import errno
import hashlib
import json
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException

from api.door.body import Pace, Received, media_type
from corpus.errors import StorageFull

MAX_FILES = 1_000
_MAX_NAME_CHARS = 200
_MAX_FIELD_BYTES = 10_000
_PREFIX = "receiving-"
_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True)
class Spooled:
    """A body on disk. files: the name that the client gave each, and where it lies; fields: what came beside them."""

    files: Sequence[tuple[str, Path]]
    fields: Mapping[str, Sequence[str]] = field(default_factory=dict)


class Spool:
    """Where bodies are written while they come in."""

    def __init__(self, folder: Path) -> None:
        """Whatever a killed process left in `folder` is removed."""
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        for left in folder.glob(f"{_PREFIX}*"):
            shutil.rmtree(left, ignore_errors=True)

    @contextmanager
    def place(self) -> Iterator[Path]:
        """A folder for one request. Raises StorageFull, also for what the block cannot write."""
        try:
            with tempfile.TemporaryDirectory(dir=self._folder, prefix=_PREFIX, ignore_cleanup_errors=True) as place:
                yield Path(place)
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise
            raise StorageFull("the disk has no room for what was sent: make room and send it again") from error


class _SpooledRequest(Received):
    """A request whose body lies on disk."""

    def __init__(self, request: Request, max_body_bytes: int, pace: Pace) -> None:
        super().__init__(request, max_body_bytes, pace)
        self._digest = hashlib.sha256()

    async def digest(self) -> str:
        return self._digest.hexdigest()

    def keep(self, file: BinaryIO, target: BinaryIO) -> None:
        while chunk := file.read(_CHUNK_BYTES):
            self.take(chunk, target)

    def take(self, chunk: bytes, target: BinaryIO) -> None:
        self._digest.update(chunk)
        target.write(chunk)

    def mark(self, *said: object) -> None:
        """What stands between the contents counts as well."""
        self._digest.update(json.dumps(said).encode())


class LinesIntake:
    """JSON lines, as one file."""

    reads_lazily = False

    def __init__(self, spool: Spool, max_body_bytes: int, pace: Pace) -> None:
        self._spool = spool
        self._max_body_bytes = max_body_bytes
        self._pace = pace

    def check_type(self, request: Request) -> None:
        if media_type(request) not in ("application/x-ndjson", "application/jsonl"):
            raise HTTPException(
                415, "the body is not declared as JSON lines: send the header Content-Type: application/x-ndjson"
            )

    @asynccontextmanager
    async def receive(self, request: Request) -> AsyncIterator[Received]:
        received = _SpooledRequest(request, self._max_body_bytes, self._pace)
        with self._spool.place() as place:
            file = place / "lines"
            with file.open("wb") as target:
                async for chunk in received.stream():
                    await run_in_threadpool(received.take, chunk, target)
            received.state.spooled = Spooled([("", file)])
            yield received


class FilesIntake:
    """A form with files. Its digest is that of names and contents: what parts them differs in every request."""

    reads_lazily = False

    def __init__(self, spool: Spool, max_body_bytes: int, pace: Pace) -> None:
        self._spool = spool
        self._max_body_bytes = max_body_bytes
        self._pace = pace

    def check_type(self, request: Request) -> None:
        if media_type(request) != "multipart/form-data":
            raise HTTPException(
                415, "the body is no form with files: send multipart/form-data, such as curl -F files=@FILE does"
            )

    @asynccontextmanager
    async def receive(self, request: Request) -> AsyncIterator[Received]:
        received = _SpooledRequest(request, self._max_body_bytes, self._pace)
        with self._spool.place() as place:
            async with received.form(max_files=MAX_FILES, max_fields=10, max_part_size=_MAX_FIELD_BYTES) as form:
                received.state.spooled = await run_in_threadpool(_kept, received, form, place)
            yield received


def spooled(request: Request) -> Spooled:
    """What the intake of the route wrote to disk."""
    found = request.state.spooled
    assert isinstance(found, Spooled)
    return found


def _kept(received: _SpooledRequest, form: FormData, place: Path) -> Spooled:
    files: list[tuple[str, Path]] = []
    fields: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        if not isinstance(value, UploadFile):
            received.mark(name, value)
            fields.setdefault(name, []).append(value)
            continue
        if name != "files":
            raise HTTPException(422, f"a file came as {name[:60]!r}: give every file the name files")
        said = _name(value.filename or "")
        received.mark(name, said, value.size)
        file = place / str(len(files))
        with file.open("wb") as target:
            received.keep(value.file, target)
        files.append((said, file))
    return Spooled(files, fields)


def _name(said: str) -> str:
    """A client's name for a file, without its folders: it is shown and tells the type, and is never used as a path."""
    last = "".join(character for character in said.replace("\\", "/").rpartition("/")[2] if character.isprintable())
    return last[-_MAX_NAME_CHARS:].strip() or "file"
