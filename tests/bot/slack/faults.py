"""What a test lets go wrong, call by call or for as long as it likes."""

from __future__ import annotations

import math
from collections import defaultdict, deque
from dataclasses import dataclass

from tests.bot.slack.waiting import Clock, Gate

POST = "chat.postMessage"
LINK = "link"  # not a method of the Web API: the opening of a socket


@dataclass(frozen=True)
class Fault:
    """What becomes of one call. With nothing set, it goes well.

    error: refused with {"ok": false, "error": error}. status: an HTTP error, with a body that is no JSON.
    retry_after: 429 with this header. drop: the connection is cut after the effect; drop_before: before it.
    before, after: the call is held at this gate before its effect, or after it and before the response.
    """

    error: str = ""
    retry_after: str | None = None
    drop: bool = False
    drop_before: bool = False
    status: int = 0
    before: Gate | None = None
    after: Gate | None = None


FINE = Fault()


class Faults:
    """Queues of faults, used up first in first out; by method, and by channel where one is named."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._queued: defaultdict[tuple[str, str], deque[Fault]] = defaultdict(deque)
        self._standing: dict[tuple[str, str], Fault] = {}
        self._held_until: dict[str, float] = {}

    def append(self, fault: Fault) -> None:
        """For the next chat.postMessage."""
        self.add(POST, fault)

    def add(self, method: str, *faults: Fault, channel: str = "") -> None:
        """For the next calls of `method`, one each."""
        self._queued[method, channel].extend(faults)

    def always(self, method: str, fault: Fault, channel: str = "") -> None:
        """For every call of `method`, until `clear`."""
        self._standing[method, channel] = fault

    def hold(self, channel: str, seconds: float) -> None:
        """429 for every chat method in this channel, until Slack's clock has moved on by `seconds`."""
        self._held_until[channel] = self._clock.now() + seconds

    def clear(self) -> None:
        self._queued.clear()
        self._standing.clear()
        self._held_until.clear()

    def next_for(self, method: str, channel: str) -> Fault:
        left = self._held_until.get(channel, 0.0) - self._clock.now()
        if left > 0 and method.startswith("chat."):
            return Fault(retry_after=str(math.ceil(left)))
        for place in ((method, channel), (method, "")):
            if self._queued[place]:
                return self._queued[place].popleft()
        return self._standing.get((method, channel)) or self._standing.get((method, "")) or FINE
