"""What the doors need of this room, and what this room needs of an LLM."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from answer.reply import Question, Reply
from index.hit import Hit


class Stage(StrEnum):
    """What is done for an answer, in this order; writing only where an LLM does."""

    SEARCHING = "searching"
    READING = "reading"  # choosing what answers among the passages that were found
    WRITING = "writing"
    CHECKING = "checking"  # every quote and figure against the stored text


class Follower(Protocol):
    """Told how an answer comes about, in the thread that makes it. It may raise Abandoned: then nobody wants it."""

    def reached(self, stage: Stage) -> None: ...

    def found(self, hits: Sequence[Hit]) -> None:
        """The passages to choose from, best first. What an answer says is only known when all of it is checked."""
        ...


class Unfollowed(Follower):
    """Where nobody follows."""

    def reached(self, stage: Stage) -> None:
        pass

    def found(self, hits: Sequence[Hit]) -> None:
        pass


UNFOLLOWED = Unfollowed()


class Answerer(Protocol):
    """Answers questions. Thread-safe. Raises InvalidQuestion, and SearchIndexError when nothing can be searched."""

    def ask(self, question: Question, follower: Follower = UNFOLLOWED) -> Reply: ...


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
