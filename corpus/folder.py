"""The folder source: every document below a folder, or one file."""

from __future__ import annotations

import hashlib
import os
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.article import PUBLIC
from corpus.cleaning import clean
from corpus.errors import UnreadableSource
from corpus.readers.jsonl import read_lines
from corpus.readers.limits import MAX_DOCUMENT_BYTES
from corpus.readers.pool import TOO_LARGE, DirectReading, ReadsDocuments
from corpus.readers.reading import READERS_VERSION, Document, Interrupted, Read, Reading, Unreadable
from corpus.source import Delivery, DocumentState, Listed, Receipt, SourceItem, is_below

_JSON_LINES = (".jsonl", ".ndjson")
_SETTLED_SECONDS = 2  # a file may change again within one tick of its clock
_LINKED_FOLDER = "a link to a folder is not followed: refresh the folder it points to"
_INVISIBLE = "its name holds invisible characters: rename it"
_NOT_THERE = "{} does not exist: name a folder or a file with articles"


def source_of(path: Path) -> str:
    """The name under which the catalogue remembers what came from `path`."""
    return str(path.resolve())


def read_path(path: Path) -> Iterator[SourceItem]:
    """Every article at or below `path`, read in this process: for documents of our own. Raises UnreadableSource."""
    source = FolderSource(path, DirectReading())
    for delivery in source.read(source.list({}), {}):
        for reading in delivery.readings:
            yield SourceItem(delivery.location, reading)


@dataclass(frozen=True)
class _Loaded:
    """A file's bytes, to be read; stamp: of these bytes."""

    location: str
    document: Document
    stamp: str


class FolderSource:
    """Documents in the order of their names; hidden ones are passed over. What cannot be read comes as Unreadable.

    An article without an id of its own takes its path below `path`, joined by dots and without the suffix; one that is
    in no collection of its own gets `collection`. A stamp is the readers' version, the file's size and time, and the
    hash of its bytes: where size and time are the same, a file costs one look at its folder's entry.
    """

    complete = True

    def __init__(self, path: Path, reading: ReadsDocuments, collection: str = PUBLIC) -> None:
        self.root = source_of(path)
        self._path = path
        self._reading = reading
        self._collection = collection

    def owns(self, location: str) -> bool:
        return is_below(location, self.root)

    def list(self, known: Mapping[str, Receipt]) -> Sequence[Listed]:
        """Raises UnreadableSource where there is nothing and nothing is known; what is known and gone is gone."""
        if not os.path.exists(self.root):
            if known:
                return []
            raise UnreadableSource(_NOT_THERE.format(self._path))
        if not os.path.isdir(self.root):
            return [_listed(self.root, os.stat(self.root), known)]
        return [*_walk(self.root, known)]

    def read(self, wanted: Sequence[Listed], known: Mapping[str, Receipt]) -> Iterator[Delivery]:
        waiting: deque[Delivery | _Loaded] = deque()

        def documents() -> Iterator[Document]:
            for listed in wanted:
                waiting.append(self._load(listed.location, known.get(listed.location)))
                if isinstance(waiting[-1], _Loaded):
                    yield waiting[-1].document

        for readings in self._reading.read_all(documents()):
            while isinstance(settled := waiting.popleft(), Delivery):
                yield settled
            is_done = not any(isinstance(reading, Interrupted) for reading in readings)
            yield Delivery(settled.location, self._collected(readings), settled.stamp if is_done else None)
        yield from (settled for settled in waiting if isinstance(settled, Delivery))

    def _load(self, location: str, receipt: Receipt | None) -> Delivery | _Loaded:
        name = self._path.name if location == self.root else os.path.relpath(location, self.root)
        reason = _refusal(location, name)
        if reason is None:
            try:
                return self._open(location, name, receipt)
            except OSError as error:
                if isinstance(error, FileNotFoundError) and not os.path.islink(location):
                    return Delivery(location, state=DocumentState.GONE)  # since it was listed
                reason = error.strerror or str(error)
        return Delivery(location, [Unreadable(name if name.isprintable() else ascii(name), reason)])

    def _open(self, location: str, name: str, receipt: Receipt | None) -> Delivery | _Loaded:
        with open(location, "rb") as file:
            status = os.fstat(file.fileno())
            begins_so = file.peek(1)[:1] in (b"{", b" ", b"\t", b"\r", b"\n", b"\xef", b'"')
            is_lines = begins_so and Path(name).suffix.lower() in _JSON_LINES
            if status.st_size > MAX_DOCUMENT_BYTES and not is_lines:
                return Delivery(location, [Unreadable(name, TOO_LARGE)], _stamp(status, ""))
            data = b"" if is_lines else file.read()
            digest = hashlib.file_digest(file, "sha256") if is_lines else hashlib.sha256(data)
        stamp = _stamp(status, digest.hexdigest())
        if receipt and _content(receipt.stamp) == _content(stamp):
            return Delivery(location, stamp=stamp, state=DocumentState.UNCHANGED)
        if is_lines:  # of any size, so it is read where it is used, a line at a time
            return Delivery(location, self._collected(_lines(location, name)), stamp)
        return _Loaded(location, Document(name, data, clean(".".join(Path(name).with_suffix("").parts))), stamp)

    def _collected(self, readings: Iterable[Reading]) -> Iterable[Reading]:
        if self._collection == PUBLIC:
            return readings
        return (in_collection(reading, self._collection) for reading in readings)


def _walk(root: str, known: Mapping[str, Receipt]) -> Iterator[Listed]:
    """Folders that cannot be listed and links first, then the files in the order of their names."""
    files: list[Listed] = []
    folders = [root]
    while folders:
        folder = folders.pop()
        try:
            entries = list(os.scandir(folder))
        except OSError:
            yield Listed(folder)
            continue
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                folders.append(entry.path)
            elif entry.is_dir():
                yield Listed(_storable(entry.path))
            elif entry.is_file():
                files.append(_listed(entry.path, entry.stat(), known))
            elif not os.path.exists(entry.path):
                files.append(Listed(_storable(entry.path)))  # a link to nothing; pipes and devices are passed over
    yield from sorted(files, key=lambda listed: listed.location.split(os.sep))


def _listed(path: str, status: os.stat_result, known: Mapping[str, Receipt]) -> Listed:
    location = _storable(path)
    receipt = known.get(location)
    stamp = receipt.stamp if receipt else None
    start = f"{READERS_VERSION}:{status.st_size}:{status.st_mtime_ns}:"
    return Listed(location, stamp if stamp and stamp.startswith(start) else start)


def _stamp(status: os.stat_result, digest: str) -> str:
    """Without size and time where the file may change again unnoticed: then its bytes are looked at once more."""
    settled = time.time() - status.st_mtime > _SETTLED_SECONDS
    place = f"{status.st_size}:{status.st_mtime_ns}" if settled else ":"
    return f"{READERS_VERSION}:{place}:{digest}"


def _content(stamp: str | None) -> tuple[str, str] | None:
    """The readers' version and the hash of a stamp, where it has one."""
    version, _, rest = (stamp or "").partition(":")
    digest = rest.rpartition(":")[2]
    return (version, digest) if digest else None


def _storable(path: str) -> str:
    """A name in no encoding, as text that can be stored; there is no such file, and none is read."""
    return path.encode("utf-8", "backslashreplace").decode()


def _refusal(location: str, name: str) -> str | None:
    if not name.isprintable() or ("\\udc" in name and not os.path.lexists(location)):
        return _INVISIBLE
    if os.path.isdir(location):
        if os.path.islink(location):
            return _LINKED_FOLDER
        try:
            os.scandir(location).close()
        except OSError as error:
            return error.strerror or str(error)
        return "it was a folder that could not be listed: refresh again"
    return None


def _lines(location: str, name: str) -> Iterator[Reading]:
    try:
        with open(location, "rb") as file:
            yield from read_lines(file, name)
    except OSError as error:
        yield Unreadable(name, error.strerror or str(error))


def in_collection(reading: Reading, collection: str) -> Reading:
    """The reading, its article in `collection` where it is in none of its own."""
    if isinstance(reading, Unreadable) or reading.article.collection != PUBLIC:
        return reading
    return Read(replace(reading.article, collection=collection), reading.raw)
