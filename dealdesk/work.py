"""What a job tells of itself while it runs, and how it is stopped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from threading import Condition, Event

from corpus.article import EVERYTHING, Selection
from corpus.change import Change, Outcome
from corpus.database import Transaction
from corpus.ledger import Ledger
from corpus.on_behalf import OnBehalf
from dealdesk.durable import Stopping
from index.work import Work


class JobCancelled(Exception):
    """Somebody cancelled the job."""


class LedgerWork(Work):
    """Writes down what became of articles in the transactions that did it. Thread-safe.

    What is only of the moment stays in memory: found, embedded (done and total) and waits_for.
    """

    def __init__(self, ledger: Ledger, job_id: str, stopping: Event, within: Selection = EVERYTHING) -> None:
        self._within = within
        self._ledger = ledger
        self._job_id = job_id
        self._stopping = stopping
        self._begun = False
        self.cancelled = Event()
        self.found_articles = 0
        self.embedded: tuple[int, int] | None = None
        self.waits_for: str | None = None

    @property
    def within(self) -> Selection:
        return self._within

    def begin(self) -> None:
        """The job's turn has come. Told again in the same run it changes nothing."""
        if not self._begun:
            self._ledger.start(self._job_id, datetime.now(UTC))
            self._begun = True

    def begin_anew(self) -> None:
        """What was found so far is found again."""
        self._begun = False
        self.found_articles = 0
        self.embedded = None
        self.waits_for = None

    def found(self, articles: int) -> None:
        self.found_articles = articles

    def done(self, tx: Transaction, outcomes: Sequence[Outcome]) -> None:
        if self._stopping.is_set() and any(outcome.change is Change.FAILED for outcome in outcomes):
            raise Stopping  # what fails in a process that ends says nothing of the article
        self.embedded = None
        self._ledger.record(tx, self._job_id, outcomes, self.found_articles)

    def embedding(self, passages: int, total: int) -> None:
        self.embedded = passages, total
        self.go_on()

    def go_on(self) -> None:
        """Raises JobCancelled; Stopping when the process is being stopped."""
        if self._stopping.is_set():
            raise Stopping
        if self.cancelled.is_set():
            raise JobCancelled

    def pause(self, seconds: float) -> None:
        """Wait, unless something stops the job. Raises as `go_on`."""
        self.go_on()
        self.cancelled.wait(seconds)
        self.go_on()


class SourceWork(Work):
    """The work of one source in a job: it changes what both the job and the source may.

    name: where the job has several sources: what this one finds is found besides, and its failures bear its name.
    """

    def __init__(self, work: LedgerWork, by: OnBehalf, name: str | None = None) -> None:
        self._work = work
        self._within = work.within.bounded_by(by.collections)
        self._name = name
        self._before = work.found_articles if name else 0

    @property
    def within(self) -> Selection:
        return self._within

    def found(self, articles: int) -> None:
        self._work.found(self._before + articles)

    def done(self, tx: Transaction, outcomes: Sequence[Outcome]) -> None:
        self._work.done(tx, [self._named(outcome) for outcome in outcomes])

    def embedding(self, passages: int, total: int) -> None:
        self._work.embedding(passages, total)

    def go_on(self) -> None:
        self._work.go_on()

    def _named(self, outcome: Outcome) -> Outcome:
        if self._name is None or outcome.change is not Change.FAILED:
            return outcome
        return replace(outcome, article_id=f"{self._name}: {outcome.article_id}")


class Turns:
    """Jobs on one thing take turns, in the order in which they come. Thread-safe."""

    def __init__(self) -> None:
        self._lines: dict[str, list[object]] = {}
        self._changed = Condition()

    @contextmanager
    def of(self, thing: str, work: Work) -> Iterator[None]:
        """Have `thing` alone while the block runs. Raises what `work` stops with."""
        place = object()
        with self._changed:
            line = self._lines.setdefault(thing, [])
            line.append(place)
        try:
            with self._changed:
                while line[0] is not place:
                    work.go_on()
                    self._changed.wait(0.2)  # to ask whether to go on
                work.go_on()
            yield
        finally:
            with self._changed:
                line.remove(place)
                if not line:
                    del self._lines[thing]
                self._changed.notify_all()
