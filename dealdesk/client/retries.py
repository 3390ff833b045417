"""When a request is sent again."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping

import httpx

from dealdesk.client.errors import TimedOut, Unreachable

_FIRST_SECONDS = 0.5
_MAX_SECONDS = 30.0
_REFUSED = (429, 503)
_CONFLICT = 409
_UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_BROKEN = (httpx.NetworkError, httpx.RemoteProtocolError)


class Attempts:
    """Those of one request.

    A request that was refused for now (429, 503), or that never reached the server, is sent again; one whose
    connection broke only where `may_repeat` says that twice is once. Nobody waits longer than 30 seconds at a time.
    """

    def __init__(self, retries: int, may_repeat: bool, taken: Collection[int] = ()) -> None:
        """taken: statuses that are an answer whatever they say."""
        self._left = retries
        self._may_repeat = may_repeat
        self._taken = taken
        self._next_seconds = _FIRST_SECONDS

    def after_fault(self, error: httpx.HTTPError) -> float:
        """How many seconds to wait. Raises Unreachable when it is not to be sent again."""
        again = isinstance(error, _UNSENT) or (isinstance(error, _BROKEN) and self._may_repeat)
        wait = self._wait(None) if again else None
        if wait is None:
            raise fault(error) from error
        return wait

    def after(self, status: int, headers: Mapping[str, str]) -> float | None:
        """How many seconds to wait; None when this is the answer."""
        told = retry_after(headers)
        if status in self._taken:
            return None
        # 409 with a time: the same request, whose connection broke, still runs.
        if status in _REFUSED or (status == _CONFLICT and told is not None and self._may_repeat):
            return self._wait(told)
        return None

    def _wait(self, told: float | None) -> float | None:
        wait = random.uniform(0.5, 1) * self._next_seconds if told is None else told  # noqa: S311 - no secret
        if not self._left or wait > _MAX_SECONDS:
            return None
        self._left -= 1
        self._next_seconds *= 2
        return wait


def retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds that a response asks to wait."""
    told = headers.get("retry-after", "")
    return float(told) if told.isdecimal() and len(told) < 10 else None


def fault(error: httpx.HTTPError) -> Unreachable:
    """What a connection that failed means to whoever asked."""
    kind = TimedOut if isinstance(error, httpx.TimeoutException) else Unreachable
    where = error.request.url.copy_with(path="/", query=None)
    return kind(f"the server at {where} does not answer ({error or type(error).__name__}): see whether it runs")
