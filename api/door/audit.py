"""Who asked and changed what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class Done:
    """Something a caller did. caller: their id. operation: method and address, as "DELETE /v1/articles/{id}".

    about: the id of what it was done to. status: what was answered. text: what was asked.
    """

    caller: str
    operation: str
    about: str | None
    status: int
    text: str | None = None


@dataclass(frozen=True)
class Entry:
    """What is kept of it. id: ascending. at: UTC. The text only where texts are kept."""

    id: int
    at: datetime
    done: Done


class Audit(Protocol):
    """Keeps what was done. Thread-safe."""

    @property
    def with_texts(self) -> bool:
        """Whether questions are to be kept as well."""
        ...

    def note(self, done: Done) -> None:
        """Never waits and never fails: what was done is done."""
        ...

    def latest(self, caller: str | None, before: int | None, limit: int) -> Sequence[Entry]:
        """The newest first, of one caller or of all, from before the id `before`. Raises CatalogueUnusable."""
        ...


class Unaudited(Audit):
    """Keeps nothing."""

    with_texts = False

    def note(self, done: Done) -> None:
        pass

    def latest(self, caller: str | None, before: int | None, limit: int) -> Sequence[Entry]:
        return []
