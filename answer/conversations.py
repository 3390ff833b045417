"""Conversations: questions that follow on one another, each with its answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from corpus.listing import Place

MAX_TITLE_CHARS = 200
_FIRST_QUESTION_CHARS = 80


@dataclass(frozen=True)
class Conversation:
    """asker: whose it is. title: "" until the first answer, where nobody gave one. turns: how many answers it has."""

    id: str
    asker: str
    title: str
    began_at: datetime
    turns: int = 0


class Conversations(Protocol):
    """Keeps conversations: each is its answers in their order. Thread-safe. Raises CatalogueUnusable."""

    def begin(self, asker: str, title: str = "") -> Conversation: ...

    def get(self, conversation_id: str) -> Conversation | None: ...

    def append(self, conversation_id: str, answer_id: str, question: str) -> bool:
        """Add an answer that is kept; `question` is the title where there is none yet.

        False when the conversation or the answer is gone.
        """
        ...

    def answers(self, conversation_id: str, limit: int) -> Sequence[str]:
        """The ids of the last `limit` answers, in their order."""
        ...

    def page(self, asker: str | None, behind: Place | None, limit: int) -> tuple[Sequence[Conversation], Place | None]:
        """Those of one asker or of all, the newest first; and the place that the next page begins behind, None on the
        last.
        """
        ...

    def forget(self, conversation_id: str) -> bool:
        """Forget a conversation, and leave its answers. False when there is none."""
        ...


def title_from(question: str) -> str:
    """What a conversation without a title is called after its first question."""
    return " ".join(question.split())[:_FIRST_QUESTION_CHARS].rstrip()
