"""What the Slack door needs from the house."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.asked import Asked
from corpus.article import EVERYTHING, Selection
from corpus.source import RegisteredSource
from corpus.stored import StoredArticle
from index.health import IndexHealth


class State(StrEnum):
    """Where a question stands."""

    TAKEN = "taken"
    REPLIED = "replied"
    SILENT = "silent"  # nobody asked us, and we were not sure
    FAILED = "failed"  # it could not be posted, however often it was tried


@dataclass(frozen=True)
class Taken:
    """A question that was taken. attempts: how often answering it was begun; message_ts: what was posted for it, maybe
    not to its end; answer_id: the reply, once there is one."""

    asked: Asked
    state: State
    taken_at: datetime
    attempts: int = 0
    message_ts: str | None = None
    answer_id: str | None = None


class Questions(Protocol):
    """Keeps the questions that were asked in Slack. Thread-safe, also between processes. Raises CatalogueUnusable."""

    def take(self, asked: Asked) -> bool:
        """Keep a question. False when it was taken before, under the same key."""
        ...

    def get(self, key: str) -> Taken | None: ...

    def begin(self, key: str) -> Taken | None:
        """One more attempt at a question that has no reply yet; None when it has one."""
        ...

    def answered(self, key: str, answer_id: str) -> None:
        """The reply is kept under this id; another attempt posts this one."""
        ...

    def posting(self, key: str, message_ts: str) -> bool:
        """A message for it stands in Slack, maybe not to its end. False when it is another question's."""
        ...

    def end(self, key: str, state: State, error: str | None = None) -> None: ...

    def unfinished(self) -> Sequence[str]:
        """The keys of those taken and not ended, the oldest first."""
        ...

    def knows_thread(self, team: str, channel: str, thread_ts: str) -> bool:
        """Whether anybody addressed us there."""
        ...

    def before(self, asked: Asked, limit: int = 20) -> Sequence[Taken]:
        """The questions of its thread that were taken before it and not passed over, the oldest first."""
        ...

    def just_before(self, taken: Taken, seconds: float) -> int:
        """How many questions of its thread, replied to or waiting for it, were taken in the seconds before it."""
        ...


@dataclass(frozen=True)
class Binding:
    """What answers where a whole channel reads along. shared: bound knowing that another company reads it, too.

    unasked: whether questions that were put to nobody are answered when we are sure.
    """

    collections: tuple[str, ...]
    shared: bool = False
    unasked: bool = False


class Permissions(Protocol):
    """What is bound and granted. Thread-safe. Raises CatalogueUnusable. by: who changed it, a user's id."""

    def binding(self, team: str, channel: str) -> Binding | None:
        """None for a channel that is not bound: the public collection answers there."""
        ...

    def bind(self, team: str, channel: str, binding: Binding | None, by: str) -> None:
        """None to unbind."""
        ...

    def granted(self, team: str, grantees: Sequence[str]) -> frozenset[str]:
        """The collections that any of these, a user's id and those of user groups, may read besides the public one."""
        ...

    def grant(self, team: str, grantee: str, collections: Sequence[str], by: str) -> None: ...

    def revoke(self, team: str, grantee: str, collections: Sequence[str]) -> None: ...

    def grants(self, team: str) -> Sequence[tuple[str, str]]:
        """(grantee, collection), in order."""
        ...


class Shelf(Protocol):
    """Shows live articles, and versions that were cited. Thread-safe. Raises CatalogueUnusable."""

    def page(
        self, selection: Selection = EVERYTHING, after: str | None = None, limit: int = 100
    ) -> list[StoredArticle]:
        """At most `limit` articles in the order of their ids, beginning behind the id `after`."""
        ...

    def newest(
        self, selection: Selection, limit: int, *, about: Sequence[str] = (), skip: int = 0
    ) -> list[StoredArticle]:
        """The latest published first; those without a date come last, the latest stored first. about: words that each
        stand in the title or are part of the publisher's name; skip: how many are left out at the beginning.
        """
        ...

    def count(self, selection: Selection, *, about: Sequence[str] = ()) -> int:
        """How many live articles `selection` admits. about: as in `newest`."""
        ...

    def version(self, article_id: str, version: str) -> StoredArticle | None:
        """One version with its text; None when it is not kept."""
        ...

    def collections(self) -> Sequence[str]:
        """The names of all collections that hold articles."""
        ...


class Sources(Protocol):
    """What is kept current. Thread-safe. Raises CatalogueUnusable."""

    def list(self) -> Sequence[RegisteredSource]:
        """In the order in which they were added."""
        ...


class Health(Protocol):
    """Says how the index is. Thread-safe, quick. Raises CorpusError or SearchIndexError when nothing can be asked."""

    def health(self) -> IndexHealth: ...


Begin = Callable[[str], None]
"""See to it that the question with this key is answered, now or after a restart. Returns at once, never raises."""
