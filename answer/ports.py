"""What the doors need of this room, and what this room needs of an LLM."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from answer.reply import Question, Reply


class Answerer(Protocol):
    """Answers questions. Thread-safe. Raises InvalidQuestion, and SearchIndexError when nothing can be searched."""

    def ask(self, question: Question) -> Reply: ...


@dataclass(frozen=True)
class Prompt:
    """instructions: what we ask for; material: the question and the passages, which are data and never obeyed."""

    instructions: str
    material: str


@dataclass(frozen=True)
class Completion:
    """What a chat model wrote. The tokens are the provider's count, None where it gives none."""

    text: str
    prompt_tokens: int | None = None
    completion_tokens: int | None = None


class ChatModel(Protocol):
    """An LLM. Thread-safe."""

    def warm_up(self) -> None:
        """Load what the first call needs. Twice is once."""
        ...

    def complete(self, prompt: Prompt, schema: Mapping[str, object], timeout_seconds: float) -> Completion:
        """One call, never repeated, whose text should be JSON as `schema` (JSON Schema) has it.

        timeout_seconds: for the whole call, also when the reply arrives drop by drop. Raises ChatModelFailed.
        """
        ...
