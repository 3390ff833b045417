"""Calling Slack until it answers: waiting out its limits, and knowing when a call may have had its effect."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from http.client import HTTPException

from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import SlackResponse

Call = Callable[[], SlackResponse]
Pause = Callable[[float], None]
"""Sleeps that many seconds. What it raises when the process is stopped passes through."""

MAX_WAIT_SECONDS = 60.0
PATIENCE_SECONDS = 2 * 3_600.0
_TOO_MANY = 429
_SERVER_ERRORS = 500

_log = logging.getLogger(__name__)


class Refused(Exception):
    """Slack answered, and will not do it. code: Slack's name for the reason."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Unsure(Exception):
    """There was no answer: the call may have had its effect, or not."""


class PutOff(Refused):
    """Slack wants the call to be made later."""

    def __init__(self, seconds: float) -> None:
        super().__init__("ratelimited")
        self.seconds = seconds


class GaveUp(Exception):
    """It was tried for as long as it is worth."""


class Patience:
    """How long one question's calls are tried altogether. Belongs to one thread, so that it holds up no other."""

    def __init__(
        self, pause: Pause, clock: Callable[[], float] = time.monotonic, seconds: float = PATIENCE_SECONDS
    ) -> None:
        """clock: seconds, from anywhere."""
        self._pause = pause
        self._clock = clock
        self._seconds = seconds
        self._end = clock() + seconds
        self._failures = 0

    def once(self, call: Call) -> SlackResponse:
        """What Slack answers; a call that it put off with 429 is made again. Raises Refused, Unsure, GaveUp."""
        while True:
            try:
                return now(call)
            except PutOff as error:
                self.wait(error.seconds)

    def back_off(self, error: Unsure) -> None:
        """Wait a little, longer each time. Raises GaveUp."""
        self._failures += 1
        _log.warning("Slack did not answer (%s), trying again", error)
        self.wait(min(0.5 * 2**self._failures, MAX_WAIT_SECONDS))

    def wait(self, seconds: float) -> None:
        """Raises GaveUp."""
        if self._clock() + seconds > self._end:
            raise GaveUp(f"it was tried for {self._seconds:.0f} seconds")
        self._pause(seconds)


def now(call: Call) -> SlackResponse:
    """What Slack answers at once. Raises Refused (PutOff among it) and Unsure."""
    try:
        return call()
    except SlackApiError as error:
        if error.response.status_code == _TOO_MANY:
            raise PutOff(wait_seconds(error.response.headers)) from error
        if error.response.status_code >= _SERVER_ERRORS:
            raise Unsure(str(error.response.status_code)) from error
        raise Refused(_code(error)) from error
    except (SlackClientError, OSError, HTTPException, ValueError) as error:
        raise Unsure(type(error).__name__) from error


def wait_seconds(headers: Mapping[str, str | Sequence[str]]) -> float:
    """How long Retry-After asks to wait: 1 second where it says nothing usable, never over MAX_WAIT_SECONDS."""
    for name, value in headers.items():
        if name.lower() == "retry-after":
            asked = value if isinstance(value, str) else "".join(value[:1])
            if asked.isascii() and asked.isdigit():
                return min(float(asked[:9]), MAX_WAIT_SECONDS)
    return 1.0


def _code(error: SlackApiError) -> str:
    data = error.response.data
    return str(data.get("error", "")) if isinstance(data, dict) else ""
