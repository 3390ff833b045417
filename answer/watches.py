"""Questions that stay asked: when new articles change the answer, whoever watches is told what changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol
from uuid import uuid4

from answer.differences import Difference, difference
from answer.keeping import AnswersKept
from answer.reply import Question, Reply
from corpus.article import Selection


@dataclass(frozen=True)
class Watch:
    """A question to be asked again. door, address: where to tell, such as "slack" and its thread, or "http" and a
    callback's URL ("" for a watch that is only looked at); asker: whose watch it is.

    answer_id: the reply that the watcher knows; None when it was erased. index_version: what was looked at last.
    """

    id: str
    asker: str
    door: str
    address: str
    question: Question
    asked_at: datetime
    answer_id: str | None
    index_version: str | None = None


@dataclass(frozen=True)
class Notice:
    """One change that a watcher is to be told, once. Answers by their ids. Times are UTC."""

    id: str
    watch_id: str
    old_answer: str
    new_answer: str
    made_at: datetime
    told_at: datetime | None = None


class Watches(Protocol):
    """Keeps watches and their notices. Thread-safe. Raises CatalogueUnusable."""

    def start(self, watch: Watch) -> Watch:
        """Keep a watch; the same question of the same asker at the same address is the one that is there."""
        ...

    def get(self, watch_id: str) -> Watch | None:
        """An active watch."""
        ...

    def active(self, asker: str | None = None) -> Sequence[Watch]:
        """Those that are not stopped, of one asker or of all, the oldest first."""
        ...

    def stop(self, watch_id: str, asker: str | None = None) -> bool:
        """False when there is no such watch, or it is somebody else's."""
        ...

    def looked_at(self, watch: Watch, index_version: str) -> None:
        """The answer has not changed under this index."""
        ...

    def renewed(self, watch: Watch, answer_id: str, index_version: str) -> None:
        """The watch knows this reply from now on, and nobody is told."""
        ...

    def changed(self, watch: Watch, answer_id: str, index_version: str) -> Notice | None:
        """Advance the watch to a new reply and write the notice of it, together; None when another look was first."""
        ...

    def notice(self, notice_id: str) -> Notice | None: ...

    def untold(self) -> Sequence[Notice]:
        """Of active watches, the oldest first."""
        ...

    def told(self, notice_id: str, message: str | None = None) -> None:
        """The watcher was told. message: the name of what was posted, where the door has one."""
        ...

    def notices(self, watch_id: str, limit: int = 20) -> Sequence[Notice]:
        """The newest first."""
        ...


class Announcer(Protocol):
    """How one door tells its watchers. Thread-safe."""

    def selection(self, watch: Watch) -> Selection | None:
        """What may answer the watch now: rights change. None when nothing may."""
        ...

    def announce(self, notice: Notice) -> None:
        """See to it, durably, that the watcher is told; twice is once."""
        ...


def new_watch(question: Question, reply: Reply, asker: str, door: str, address: str = "") -> Watch:
    """A watch of somebody who knows `reply`, which is kept already. question: as it was asked."""
    # A reply with a note was made with less than there is: it is to be looked at again at once.
    version = None if reply.note else reply.index_version
    return Watch(f"watch-{uuid4().hex}", asker, door, address, question, datetime.now(UTC), reply.id, version)


def what_changed(notice: Notice, answers: AnswersKept) -> Difference | None:
    """What a notice tells; None when one of its replies was erased or forgotten, so that nothing can be told."""
    old, new = answers.get(notice.old_answer), answers.get(notice.new_answer)
    return difference(old.reply, new.reply) if old and new else None
