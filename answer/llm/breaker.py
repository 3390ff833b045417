"""A circuit breaker: what failed several times in a row is left alone for a while."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

from answer.errors import ChatModelFailed, CircuitOpen, SpendLimitReached

logger = logging.getLogger(__name__)


class CircuitBreaker:
    """Opens after `faults` calls failed in a row; after `rest_seconds` one call is let through to try. Thread-safe.

    clock: seconds, monotonic.
    """

    def __init__(self, clock: Callable[[], float], *, faults: int = 5, rest_seconds: float = 30.0) -> None:
        self._clock = clock
        self._limit = faults
        self._rest_seconds = rest_seconds
        self._lock = Lock()
        self._faults = 0
        self._closed_again_at = 0.0
        self._trying = False

    @property
    def is_open(self) -> bool:
        """Whether the other side is left alone just now."""
        with self._lock:
            return self._faults >= self._limit and self._clock() < self._closed_again_at

    @contextmanager
    def call(self) -> Iterator[None]:
        """Around one call, which tells by raising ChatModelFailed that it failed. Raises CircuitOpen."""
        self._admit()
        try:
            yield
        except SpendLimitReached:
            raise  # our own refusal tells nothing of the other side
        except ChatModelFailed:
            self._failed()
            raise
        else:
            self._faults = 0
        finally:
            self._trying = False

    def _admit(self) -> None:
        with self._lock:
            if self._faults < self._limit:
                return
            left = self._closed_again_at - self._clock()
            if left > 0 or self._trying:
                raise CircuitOpen(
                    f"it failed {self._faults} times in a row and is tried again in {max(1, round(left))} s",
                    may_have_cost=False,
                )
            self._trying = True

    def _failed(self) -> None:
        with self._lock:
            self._faults += 1
            if self._faults >= self._limit:
                self._closed_again_at = self._clock() + self._rest_seconds
                logger.warning(
                    "the LLM failed %d times in a row and is left alone for %g s", self._faults, self._rest_seconds
                )
