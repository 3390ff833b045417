"""Where articles come from. A source lists its documents cheaply and reads those that may have changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from corpus.on_behalf import ITSELF, OnBehalf
from corpus.readers.reading import Reading, Unreadable


class SourceKind(StrEnum):
    """The kinds of sources that are kept current."""

    FOLDER = "folder"
    FEED = "feed"
    URL = "url"


@dataclass(frozen=True)
class RegisteredSource:
    """A source that is kept current. every_seconds: how often it is looked at; None: when it is asked for, and a folder
    also when something changes in it. due_at: when next. error: why it could not be refreshed the last time, after how
    many failures in a row. by: who registered it, and what it may change for them. Times are UTC.
    """

    id: str
    kind: SourceKind
    location: str
    collection: str
    added_at: datetime
    every_seconds: int | None = None
    due_at: datetime | None = None
    refreshed_at: datetime | None = None
    failures: int = 0
    error: str | None = None
    by: OnBehalf = ITSELF


@dataclass(frozen=True)
class Listed:
    """A document of a source, not read yet. location: a file's absolute path, or a URL.

    stamp: equal to that of the last reading exactly when the document need not be read again; None where only reading
    tells. Its form is the source's own.
    """

    location: str
    stamp: str | None = None


class DocumentState(StrEnum):
    """What reading a document found."""

    READ = "read"
    UNCHANGED = "unchanged"  # its server said so
    GONE = "gone"  # it was withdrawn


@dataclass(frozen=True)
class Delivery:
    """What reading one document gave. stamp: to be kept for the next time; None to read it anew in any case."""

    location: str
    readings: Iterable[Reading] = ()
    stamp: str | None = None
    state: DocumentState = DocumentState.READ


@dataclass(frozen=True)
class Receipt:
    """What is remembered of a document: its stamp, which version of which articles it gave, and what gave none."""

    location: str
    stamp: str | None = None
    versions: Mapping[str, str] = field(default_factory=dict)
    failures: tuple[Unreadable, ...] = ()


class Source(Protocol):
    """A place that articles come from. Raises UnreadableSource when it cannot be listed at all."""

    @property
    def root(self) -> str:
        """The name under which the catalogue remembers the source: a path or a URL."""
        ...

    @property
    def complete(self) -> bool:
        """Whether a document that is not listed is gone (a folder), or only older than what is listed (a feed)."""
        ...

    def owns(self, location: str) -> bool:
        """Whether a document at `location` is one of this source, whether or not it is there now."""
        ...

    def list(self, known: Mapping[str, Receipt]) -> Sequence[Listed]:
        """What is there now. known: what is remembered of the source's documents."""
        ...

    def read(self, wanted: Sequence[Listed], known: Mapping[str, Receipt]) -> Iterator[Delivery]:
        """One delivery for each of `wanted`, in that order."""
        ...


@dataclass(frozen=True)
class SourceItem:
    """A reading, and the location of the document that it came from."""

    location: str
    reading: Reading


class GivenSource:
    """Readings at hand, as a source: all there is below `root`, or with `complete` False some of it."""

    def __init__(self, items: Iterable[SourceItem], root: str, *, complete: bool = True) -> None:
        self.root = root
        self.complete = complete
        self._documents: dict[str, list[Reading]] = {}
        for item in items:
            self._documents.setdefault(item.location, []).append(item.reading)

    def owns(self, location: str) -> bool:
        return is_below(location, self.root)

    def list(self, known: Mapping[str, Receipt]) -> Sequence[Listed]:
        return [Listed(location) for location in self._documents]

    def read(self, wanted: Sequence[Listed], known: Mapping[str, Receipt]) -> Iterator[Delivery]:
        return (Delivery(listed.location, self._documents[listed.location]) for listed in wanted)


def is_below(location: str, root: str) -> bool:
    """Whether `location` is `root` or below it, as paths and addresses go."""
    return location == root or location.startswith(root.rstrip("/") + "/")
