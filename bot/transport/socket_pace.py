"""How long Socket Mode waits for what, and how often it tries."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

_WINDOW_SECONDS = 60.0


@dataclass(frozen=True)
class Times:
    """In seconds. A dead connection is found in 7.5, and replaced within 15 also after the longest pause.

    opening: for an address, a handshake and Slack's hello together. heartbeat: the silence after which we ping; half as
    long again without a sign is the end. first_pause, longest_pause: between attempts, doubled for each one of the last
    minute. overlap: how long a connection that Slack asked us to leave is read beside its successor. finishing: for
    what was begun when we are told to stop.
    """

    opening: float = 5.0
    heartbeat: float = 5.0
    first_pause: float = 0.5
    longest_pause: float = 6.0
    overlap: float = 10.0
    finishing: float = 2.0


@dataclass
class Pace:
    """Spaces attempts out by how many there were in the last minute, whatever became of them.

    So a connection that is made and lost at once is no faster than one that is refused. jitter: from 0 to 1; bots that
    lost Slack together shall not come back together.
    """

    times: Times
    jitter: Callable[[], float] = random.random
    _attempts: list[float] = field(default_factory=list)

    def pause_seconds(self, now: float, at_least: float = 0.0) -> float:
        """How long to wait before an attempt, which is taken to follow. now: seconds, never backwards."""
        self._attempts = [attempt for attempt in self._attempts if now - attempt < _WINDOW_SECONDS]
        first, longest, before = self.times.first_pause, self.times.longest_pause, len(self._attempts)
        pause = min(longest, first * 2.0 ** (before - 1)) * (0.75 + self.jitter() / 4) if before else 0.0
        pause = max(at_least, pause)
        self._attempts.append(now + pause)
        return pause
