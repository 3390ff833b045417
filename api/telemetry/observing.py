"""What there is to tell of the work of a server, and who is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from answer.ports import Stage


@dataclass(frozen=True)
class RequestDone:
    """An HTTP request that is over. route: the template of its address, None where there is none; caller: their id,
    None for a stranger. Sizes are of bodies, in bytes.
    """

    id: str
    method: str
    route: str | None
    status: int
    seconds: float
    caller: str | None
    received_bytes: int
    sent_bytes: int


class Outcome(StrEnum):
    """What became of a question."""

    ANSWERED = "answered"
    ABSTAINED = "abstained"
    REFUSED = "refused"  # it cannot be asked so, or there was no room for it
    ABANDONED = "abandoned"  # who asked left, or it took too long
    FAILED = "failed"


@dataclass(frozen=True)
class AskDone:
    """A question that was dealt with. reason: of an abstention, or the kind of the error; door: where it was asked.

    stages: seconds in each that was reached. question: its words, for those alone who may tell them.
    """

    door: str
    outcome: Outcome
    reason: str
    seconds: float
    stages: Mapping[Stage, float]
    question: str = field(repr=False)


@dataclass(frozen=True)
class ModelCalled:
    """One call of an LLM. fault: "" for none, else of which kind. Tokens as the provider counts them, else 0."""

    fault: str
    seconds: float
    prompt_tokens: int = 0
    completion_tokens: int = 0


class Observer(Protocol):
    """Is told of what was done right after it. Thread-safe and quick; it raises nothing."""

    def request_done(self, done: RequestDone) -> None: ...

    def ask_done(self, done: AskDone) -> None: ...

    def model_called(self, done: ModelCalled) -> None: ...


class Span(Protocol):
    """One part of the work on a request, while it goes on."""

    def note(self, **notes: str | int) -> None:
        """Tell more of it: numbers and names of ours, never what people ask."""
        ...


class Tracer(Protocol):
    """Follows requests through their parts. Thread-safe; it raises nothing."""

    def span(self, name: str) -> AbstractContextManager[Span]:
        """A part, for as long as the block runs, within the part that the thread is in."""
        ...


class _Unnoted(Span):
    def note(self, **notes: str | int) -> None:
        pass


class Untraced(Tracer):
    """Follows nothing."""

    @contextmanager
    def span(self, name: str) -> Iterator[Span]:
        yield _Unnoted()


class Telemetry(Observer):
    """Whoever is told of the work of this process; at first nobody."""

    def __init__(self, tracer: Tracer | None = None) -> None:
        self.tracer = tracer or Untraced()
        self._observers: tuple[Observer, ...] = ()

    def add(self, observer: Observer) -> None:
        """From now on `observer` is told as well."""
        self._observers = (*self._observers, observer)

    def request_done(self, done: RequestDone) -> None:
        for observer in self._observers:
            observer.request_done(done)

    def ask_done(self, done: AskDone) -> None:
        for observer in self._observers:
            observer.ask_done(done)

    def model_called(self, done: ModelCalled) -> None:
        for observer in self._observers:
            observer.model_called(done)
