"""Watches over a real catalogue and answerer; and a process that is killed: python -m tests.dealdesk.watched FILE STEP

It looks once, and is killed (-9) at that step, before or after any call of a part. It writes down what it announces.
Exit code 0: it came to its end.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from answer.differences import Difference
from answer.extractive import ExtractiveAnswerer
from answer.ports import Answerer
from answer.reply import Question
from answer.watcher import Watcher
from answer.watches import Announcer, Notice, Watch, Watches, new_watch, what_changed
from corpus.article import PUBLIC, Article, Selection
from dealdesk.records.answers import SqlAnswers
from dealdesk.records.watches import SqlWatches
from tests.index.bench import Bench, bench

DOOR, ME = "test", "me"


@dataclass
class Board(Announcer):
    """Tells at once, and notes down what. allowed: None for nothing at all."""

    watches: Watches
    allowed: Selection | None = field(default_factory=lambda: Selection((PUBLIC,)))
    note: Callable[[Notice], None] | None = None
    told: list[Notice] = field(default_factory=list)

    def selection(self, watch: Watch) -> Selection | None:
        return self.allowed

    def announce(self, notice: Notice) -> None:
        self.told.append(notice)
        if self.note:
            self.note(notice)
        self.watches.told(notice.id)


@dataclass
class Watched:
    """A catalogue whose articles are put one by one, and what is watched over it."""

    parts: Bench
    answers: SqlAnswers
    watches: SqlWatches
    answerer: ExtractiveAnswerer
    board: Board

    def put(self, name: str, text: str, collection: str = PUBLIC) -> None:
        article = Article(name, f"About {name}", text, f"The {name} wire", date(2026, 2, 1), collection=collection)
        self.parts.refresher.put(article)

    def watch(self, text: str) -> Watch:
        question = Question(text)
        assert self.board.allowed
        reply = self.answerer.ask(Question(text, selection=self.board.allowed))
        self.answers.keep(reply, ME)
        return self.watches.start(new_watch(question, reply, ME, DOOR))

    def watcher(self, wrapped: Callable[[Any], Any] = lambda part: part) -> Watcher:
        return Watcher(
            wrapped(self.watches),
            wrapped(self.answers),
            wrapped(self.answerer),
            self.parts.catalogue,
            {DOOR: wrapped(self.board)},
            self.parts.catalogue.fingerprint,
        )

    def look_with(self, answerer: Answerer) -> None:
        """Once, with another answerer."""
        self.watcher(lambda part: answerer if part is self.answerer else part).look()

    def look(self) -> list[Difference]:
        """What one look tells."""
        before = len(self.board.told)
        self.watcher().look()
        found = [what_changed(notice, self.answers) for notice in self.board.told[before:]]
        assert all(found)
        return [change for change in found if change]


@contextmanager
def watched(file: Path, now: Callable[[], datetime] | None = None) -> Iterator[Watched]:
    """now: the catalogue's clock, where it is another than that of the answers."""
    with bench(file, now=now) as parts:
        catalogue, retriever = parts.catalogue, parts.retriever
        watches = SqlWatches(catalogue.database)
        answerer = ExtractiveAnswerer(retriever, retriever, retriever, catalogue, catalogue.fingerprint)
        yield Watched(parts, SqlAnswers(catalogue), watches, answerer, Board(watches))


class Stepping:
    """A part that tells before and after each call."""

    def __init__(self, part: Any, step: Callable[[], None]) -> None:
        self._part = part
        self._step = step

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._part, name)

        def stepping(*arguments: object) -> Any:
            self._step()
            given = call(*arguments)
            self._step()
            return given

        return stepping


def at_step(number: int, do: Callable[[], object]) -> Callable[[], None]:
    """Does it when it is called for the `number`th time."""
    steps = iter(range(1, number + 1))

    def step() -> None:
        if next(steps, None) == number:
            do()

    return step


def look_once(file: Path, step: Callable[[], None] = lambda: None) -> None:
    """What is announced stands in `file`.told, a line each."""
    with watched(file) as here, file.with_suffix(".told").open("a") as log:
        here.board.note = lambda notice: print(notice.id, file=log, flush=True)
        here.watcher(lambda part: Stepping(part, step)).look()


def main(file: Path, number: int) -> None:
    look_once(file, at_step(number, lambda: os.kill(os.getpid(), signal.SIGKILL)))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
