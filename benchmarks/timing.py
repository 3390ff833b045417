"""How repeated measurements are told: medians with their spread, and percentiles."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from evaluation.measures import percentile


@dataclass(frozen=True)
class Spread:
    """The median and the quartiles, `low` and `high`, of repeated measurements, all in one unit."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        """ValueError for no values."""
        if not values:
            raise ValueError("a spread of no values")
        return cls(median(values), percentile(values, 0.25), percentile(values, 0.75))

    def shown(self, digits: int = 1) -> str:
        return f"{self.median:.{digits}f} ({self.low:.{digits}f} to {self.high:.{digits}f})"


@dataclass(frozen=True)
class Latency:
    """How long one thing took, over many times, in milliseconds."""

    p50_ms: float
    p95_ms: float

    @classmethod
    def of(cls, seconds: Sequence[float]) -> Latency:
        """ValueError for no values."""
        return cls(1000 * percentile(seconds, 0.50), 1000 * percentile(seconds, 0.95))

    def shown(self) -> str:
        return f"{self.p50_ms:.1f} / {self.p95_ms:.1f}"


def seconds_of(action: Callable[[], object]) -> float:
    """Wall-clock seconds that one call takes."""
    started = time.perf_counter()
    action()
    return time.perf_counter() - started
