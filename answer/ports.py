"""What the doors need of this room."""

from __future__ import annotations

from typing import Protocol

from answer.reply import Question, Reply


class Answerer(Protocol):
    """Answers questions. Thread-safe. Raises InvalidQuestion, and SearchIndexError when nothing can be searched."""

    def ask(self, question: Question) -> Reply: ...
