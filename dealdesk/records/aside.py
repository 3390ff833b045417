"""Writes to the database that nobody waits for."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Sequence
from itertools import islice
from threading import Condition, Thread

from corpus.database import Database, Transaction
from corpus.errors import CorpusError

logger = logging.getLogger(__name__)

Write = Callable[[Transaction], object]

_BATCH = 500


class Aside:
    """A busy database delays none who adds a write, and a full disk fails none. Thread-safe.

    As many as have gathered are written in one transaction, in their order. When that fails they are tried again, as
    long as there is room for them. What is not written yet is lost when the process is killed.

    most: how many may wait. retry_seconds: between two tries.
    """

    def __init__(self, database: Database, most: int = 10_000, retry_seconds: float = 5.0) -> None:
        self._database = database
        self._most = most
        self._retry_seconds = retry_seconds
        self._waiting: deque[Write] = deque()
        self._changed = Condition()
        self._thread: Thread | None = None
        self._closing = False
        self._is_failing = False

    def add(self, write: Write) -> None:
        """Returns at once."""
        with self._changed:
            if len(self._waiting) >= self._most:
                return  # that writing fails has been told
            self._waiting.append(write)
            if self._thread is None and not self._closing:
                self._thread = Thread(target=self._run, name="aside", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def settle(self, seconds: float) -> bool:
        """Wait until all that was added is written, `seconds` at most. Returns whether it is."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._waiting, seconds)

    def close(self) -> None:
        """Write what is left, with one try, and end."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        if self._thread:
            self._thread.join()

    def _run(self) -> None:
        while batch := self._next():
            if self._written(batch):
                with self._changed:
                    for _ in batch:
                        self._waiting.popleft()
                    self._changed.notify_all()
                continue
            with self._changed:
                if self._closing:
                    return
                self._changed.wait_for(lambda: self._closing, self._retry_seconds)

    def _next(self) -> Sequence[Write]:
        """What is to be written now; nothing at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closing)
            return list(islice(self._waiting, _BATCH))

    def _written(self, batch: Sequence[Write]) -> bool:
        try:
            with self._database.writing() as tx:
                for write in batch:
                    write(tx)
        except CorpusError as error:
            if not self._is_failing:
                logger.warning("the audit and the last use of keys wait to be written: %s", error)
            self._is_failing = True
            return False
        self._is_failing = False
        return True
