"""The processes that work over one file at the same time: each has a number for as long as it lives."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

_FIRST = "local"  # what DBOS calls a process that says nothing of itself
_TURN_SECONDS = 10.0


class Processes:
    """Told by locks beside the file, which the system lets go of when a process is killed."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock: FileLock | None = None
        self.own = 0

    def join(self) -> None:
        """Take the first number that no living process has: so the next process after a killed one goes on with its
        work."""
        self.own = 0
        while True:
            self._lock = self._lock_of(self.own)
            try:
                self._lock.acquire(timeout=0)
                return
            except Timeout:
                self.own += 1

    def leave(self) -> None:
        if self._lock:
            self._lock.release()

    def dead(self) -> Iterator[int]:
        """The numbers that were had once and that no process has now; nobody takes one while it is being seen to."""
        known = len(list(self._file.parent.glob(self._lock_name("*"))))
        for number in range(known):
            with suppress(Timeout):
                if number != self.own:
                    with self._lock_of(number).acquire(timeout=0):
                        yield number

    def lives(self, number: int) -> bool:
        try:
            with self._lock_of(number).acquire(timeout=0):
                return False
        except Timeout:
            return True

    @contextmanager
    def turn(self) -> Iterator[None]:
        """One process at a time. Raises Timeout."""
        with FileLock(self._file.with_name(f"{self._file.stem}.left.lock")).acquire(timeout=_TURN_SECONDS):
            yield

    def _lock_of(self, number: int) -> FileLock:
        return FileLock(self._file.with_name(self._lock_name(str(number))), thread_local=False)

    def _lock_name(self, number: str) -> str:
        return f"{self._file.stem}.process-{number}.lock"


def name_of(number: int) -> str:
    """Of a process, in the file."""
    return str(number) if number else _FIRST


def number_of(name: str | None) -> int:
    return int(name) if name and name.isdigit() else 0
