"""Replies that were given, kept whole: so that they can be shown again, shared, rated, and compared with later ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from answer.reply import Answer, Citation, Reply
from corpus.listing import Place


@dataclass(frozen=True)
class Kept:
    """A reply as it was given. asker: who asked, as the door names people, such as "slack:T1:U1". asked_at: UTC.

    collections: those that the quoted articles were in then, and those they are in now. Only who may read all of them
    may meet the reply. conversation: the id of the one that it belongs to.
    """

    reply: Reply
    asker: str
    asked_at: datetime
    collections: frozenset[str]
    conversation: str | None = None


@dataclass(frozen=True)
class Rating:
    """What somebody thinks of a reply. given_at: UTC."""

    answer_id: str
    asker: str
    helpful: bool
    comment: str | None
    given_at: datetime


class AnswersKept(Protocol):
    """Keeps replies. Thread-safe. Raises CatalogueUnusable."""

    def keep(self, reply: Reply, asker: str) -> None:
        """Keep a reply under its id; twice is once."""
        ...

    def get(self, answer_id: str) -> Kept | None:
        """None for an id that is unknown, was forgotten, or quotes a version that is not kept any more."""
        ...

    def rate(self, answer_id: str, asker: str, helpful: bool, comment: str | None = None) -> bool:
        """Keep what somebody thinks of a reply; the last word counts. False when there is no such reply."""
        ...

    def ratings(self, behind: Place | None, limit: int) -> tuple[Sequence[Rating], Place | None]:
        """What people think, the newest first; and the place that the next page begins behind, None on the last."""
        ...


def cited(reply: Reply) -> tuple[Citation, ...]:
    """What a reply quotes: its citations or, where it is none, the nearest passages."""
    return reply.citations if isinstance(reply, Answer) else reply.nearest


def drawn_from(reply: Reply) -> frozenset[str]:
    """The collections that a reply quotes, as they were when it was given."""
    return frozenset(citation.article.collection for citation in cited(reply))
