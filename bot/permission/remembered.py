"""What was looked up, for a few minutes."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Lock
from typing import Generic, TypeVar

PATIENCE_SECONDS = 5.0

Key = TypeVar("Key")
Value = TypeVar("Value")


@dataclass(frozen=True, eq=False)
class _Entry(Generic[Value]):
    """until: counted from when the looking began, so that nothing is believed longer after it changed."""

    until: float
    found: Future[Value] = field(default_factory=Future)


class Remembered(Generic[Key, Value]):
    """Looks each key up once in `seconds`, however many ask at the same time. Never remembers a failure. Thread-safe.

    most: of how many keys. clock: seconds that only go forward.
    """

    def __init__(self, seconds: float, most: int, clock: Callable[[], float]) -> None:
        self._seconds = seconds
        self._most = most
        self._clock = clock
        self._lock = Lock()
        self._entries: dict[Key, _Entry[Value]] = {}  # in the order in which they end

    def get(self, key: Key, look_up: Callable[[], Value]) -> Value:
        """Raises what looking up raises, and TimeoutError when another thread is too long about it."""
        with self._lock:
            known = self._entries.get(key)
            fresh = known if known and self._clock() < known.until else None
            entry = fresh or self._begun(key)
        return entry.found.result(PATIENCE_SECONDS) if fresh else self._fill(key, entry, look_up)

    def forget(self, key: Key) -> None:
        """What is being looked up now is not remembered either: it may be from before the change."""
        with self._lock:
            self._entries.pop(key, None)

    def _begun(self, key: Key) -> _Entry[Value]:
        self._entries.pop(key, None)
        while len(self._entries) >= self._most:
            del self._entries[next(iter(self._entries))]
        entry = self._entries[key] = _Entry(self._clock() + self._seconds)
        return entry

    def _fill(self, key: Key, entry: _Entry[Value], look_up: Callable[[], Value]) -> Value:
        try:
            found = look_up()
        except BaseException as error:
            with self._lock:
                if self._entries.get(key) is entry:
                    del self._entries[key]
            entry.found.set_exception(error)
            raise
        entry.found.set_result(found)
        return found
