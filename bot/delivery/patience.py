"""Calling Slack until it answers: waiting out its limits, and knowing when a call may have had its effect."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from http.client import HTTPException
from typing import TypeVar

from slack_sdk.errors import SlackApiError, SlackClientError

from bot.install.clients import refusal
from bot.install.retries import MAX_WAIT_SECONDS, wait_seconds

T = TypeVar("T")
Pause = Callable[[float], None]
"""Sleeps that many seconds. What it raises when the process is stopped passes through."""

PATIENCE_SECONDS = 2 * 3_600.0
TOO_MANY = 429
_LEAST_WAIT_SECONDS = 0.5  # where Slack asks for none
SERVER_ERRORS = 500
# Codes that come with status 200 and say what those two statuses say.
_PUT_OFF = ("ratelimited", "rate_limited")
_BROKE = ("fatal_error", "internal_error", "request_timeout", "service_unavailable")

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

    def once(self, call: Callable[[], T]) -> T:
        """What Slack answers; a call that it put off with 429 is made again. Raises Refused, Unsure, GaveUp."""
        while True:
            try:
                return now(call)
            except PutOff as error:
                self.wait(max(error.seconds, _LEAST_WAIT_SECONDS))

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


def now(call: Callable[[], T]) -> T:
    """What Slack answers at once. Raises Refused (PutOff among it) and Unsure."""
    try:
        return call()
    except SlackApiError as error:
        raise _meant(error) from error
    except (SlackClientError, OSError, HTTPException, ValueError) as error:
        raise Unsure(type(error).__name__) from error


def _meant(error: SlackApiError) -> Refused | Unsure:
    """What is no answer of Slack's own, such as a page of a proxy's, says nothing of what became of the call."""
    status, code = error.response.status_code, refusal(error)
    if status == TOO_MANY or code in _PUT_OFF:
        return PutOff(wait_seconds(error.response.headers))
    if status >= SERVER_ERRORS or code in ("", *_BROKE):
        return Unsure(code or str(status))
    return Refused(code)
