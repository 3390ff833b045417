"""Files that were handed over, as a source: a file replaces what the last one of its name gave to its collection."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from corpus.article import PUBLIC
from corpus.cleaning import clean
from corpus.folder import in_collection
from corpus.readers.jsonl import read_lines
from corpus.readers.limits import MAX_DOCUMENT_BYTES
from corpus.readers.pool import TOO_LARGE, ReadsDocuments
from corpus.readers.reading import READERS_VERSION, Document, Reading, Unreadable
from corpus.source import Delivery, Listed, Receipt

_ROOT = "upload:"
_JSON_LINES = (".jsonl", ".ndjson")
_LONGEST_NAME = 200


@dataclass(frozen=True)
class Upload:
    """A file as it lies on the disk. name: what its sender calls it; only ever a name, never a path."""

    name: str
    file: Path


def upload(name: str, file: Path) -> Upload:
    """An upload under the last part of the name that was sent, without what cannot be shown."""
    last = PurePosixPath(name.replace("\\", "/")).name
    return Upload(clean("".join(c for c in last if c.isprintable()))[-_LONGEST_NAME:].strip() or "upload", file)


class UploadSource:
    """What one request handed over. Nothing that came with another request is gone by it."""

    complete = False

    def __init__(self, uploads: Sequence[Upload], reading: ReadsDocuments, collection: str = PUBLIC) -> None:
        # Files of one name in two collections have nothing to do with one another.
        self.root = _ROOT if collection == PUBLIC else f"{_ROOT}{collection}/"
        self._uploads = {f"{self.root}{each.name}": each for each in uploads}
        self._reading = reading
        self._collection = collection

    def owns(self, location: str) -> bool:
        return location.startswith(_ROOT)

    def list(self, known: Mapping[str, Receipt]) -> Sequence[Listed]:
        return [Listed(location, self._stamp(each)) for location, each in self._uploads.items()]

    def read(self, wanted: Sequence[Listed], known: Mapping[str, Receipt]) -> Iterator[Delivery]:
        for listed in wanted:
            yield Delivery(listed.location, self._readings(self._uploads[listed.location]), listed.stamp)

    def _stamp(self, each: Upload) -> str:
        with each.file.open("rb") as file:
            return f"{READERS_VERSION}:{self._collection}:{hashlib.file_digest(file, 'sha256').hexdigest()}"

    def _readings(self, each: Upload) -> Iterator[Reading]:
        size = each.file.stat().st_size
        if size and PurePosixPath(each.name).suffix.lower() in _JSON_LINES:
            with each.file.open("rb") as lines:
                readings: Iterator[Reading] = read_lines(lines, each.name)
                yield from (in_collection(reading, self._collection) for reading in readings)
        elif size > MAX_DOCUMENT_BYTES:
            yield Unreadable(each.name, TOO_LARGE)
        else:
            document = Document(each.name, each.file.read_bytes(), PurePosixPath(each.name).stem)
            yield from (in_collection(reading, self._collection) for reading in self._reading.read(document))
