"""What Slack hands out with a click or a command: trigger ids for modals, and response URLs."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from tests.bot.slack.refusing import Refused
from tests.bot.slack.waiting import Clock

TRIGGER_SECONDS = 3.0
RESPONSE_SECONDS = 1_800.0
RESPONSE_USES = 5


@dataclass
class ResponsePlace:
    """Where a response URL speaks. original: the ts of the message that was clicked, if it was one."""

    channel: str
    user: str
    original: str
    issued_at: float
    uses: int = 0


class Handles:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._numbers = itertools.count(1)
        self._triggers: dict[str, float] = {}
        self._spent: set[str] = set()
        self._responses: dict[str, ResponsePlace] = {}

    def new_trigger(self) -> str:
        trigger = f"13345224609.738474920.{next(self._numbers):032x}"
        self._triggers[trigger] = self._clock.now()
        return trigger

    def spend_trigger(self, trigger: str) -> None:
        """Good once, for 3 seconds."""
        issued = self._triggers.get(trigger)
        if issued is None:
            raise Refused("invalid_trigger_id")
        if self._clock.now() - issued > TRIGGER_SECONDS:
            raise Refused("expired_trigger_id")
        if trigger in self._spent:
            raise Refused("exchanged_trigger_id")
        self._spent.add(trigger)

    def new_response(self, channel: str, user: str, original: str = "") -> str:
        """The last part of a new response URL."""
        name = f"r{next(self._numbers)}"
        self._responses[name] = ResponsePlace(channel, user, original, self._clock.now())
        return name

    def use_response(self, name: str) -> ResponsePlace:
        """Good 5 times, for 30 minutes."""
        place = self._responses.get(name)
        if place is None:
            raise Refused("no_such_url")
        if self._clock.now() - place.issued_at > RESPONSE_SECONDS:
            raise Refused("expired_url")
        if place.uses >= RESPONSE_USES:
            raise Refused("used_url")
        place.uses += 1
        return place
