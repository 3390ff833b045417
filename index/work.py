"""What a refresh may change, what it tells of itself while it runs, and how it is stopped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from corpus.article import EVERYTHING, Selection
from corpus.change import Outcome
from corpus.database import Transaction


class Work(Protocol):
    """Watches one refresh. Thread-safe."""

    @property
    def within(self) -> Selection:
        """The collections whose articles it may change: none is taken out of another one, and none is put into one."""
        ...

    def found(self, articles: int) -> None:
        """How many articles there are to see to, as far as is known by now."""
        ...

    def done(self, tx: Transaction, outcomes: Sequence[Outcome]) -> None:
        """What became of articles, told in the transaction that did it."""
        ...

    def embedding(self, passages: int, total: int) -> None:
        """How many passages of `total` that are being embedded together are done."""
        ...

    def go_on(self) -> None:
        """Asked between two changes. Raises whatever stops the work; what is done stays done."""
        ...


class Unwatched:
    """The work of a refresh that nobody follows."""

    within: Selection = EVERYTHING

    def found(self, articles: int) -> None:
        pass

    def done(self, tx: Transaction, outcomes: Sequence[Outcome]) -> None:
        pass

    def embedding(self, passages: int, total: int) -> None:
        pass

    def go_on(self) -> None:
        pass


class Bounded(Unwatched):
    """The same, for somebody who may not change everything."""

    def __init__(self, within: Selection) -> None:
        self.within = within


def embedding_told(work: Work, total: int) -> Callable[[int], None]:
    """Tells `work` of passages that are embedded, of `total` together."""
    done = 0

    def progress(more: int) -> None:
        nonlocal done
        done += more
        work.embedding(done, total)

    return progress
