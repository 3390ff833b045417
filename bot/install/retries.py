"""When a call to Slack is made again. The SDK's defaults post twice after a dropped connection and ignore 429."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Mapping, Sequence
from http.client import HTTPException
from urllib.error import HTTPError, URLError

from aiohttp import ClientConnectionError, ClientConnectorError
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.handler import RetryHandler
from slack_sdk.http_retry.request import HttpRequest
from slack_sdk.http_retry.response import HttpResponse
from slack_sdk.http_retry.state import RetryState

MAX_ATTEMPTS = 3
MAX_WAIT_SECONDS = 60.0
_WITHOUT_EFFECT = ("/auth.test", "/apps.connections.open")
_ONLY_READS = (
    *_WITHOUT_EFFECT,
    "/conversations.info",
    "/conversations.replies",
    "/usergroups.list",
    "/users.conversations",
    "/users.info",
)
_NEVER_LEFT = (
    ConnectionRefusedError,
    socket.gaierror,
)  # what else urllib reports may have come to Slack before it broke


class RepeatUnsent(AsyncRetryHandler):
    """Repeats a call whose connection failed, but only where that cannot post a second message."""

    def __init__(self) -> None:
        super().__init__(max_retry_count=MAX_ATTEMPTS)

    async def _can_retry_async(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> bool:
        never_left = isinstance(error, ClientConnectorError)
        harmless = request.url.endswith(_WITHOUT_EFFECT)
        return never_left or (harmless and isinstance(error, ClientConnectionError))


class RepeatSafely(RetryHandler):
    """The same for calls from threads. What Slack puts off with 429 is left to the caller, who can wait better."""

    def __init__(self) -> None:
        super().__init__(max_retry_count=MAX_ATTEMPTS)

    def _can_retry(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> bool:
        if error is None or isinstance(error, HTTPError):
            return False
        cause = error.reason if isinstance(error, URLError) else error
        broke = isinstance(cause, OSError | HTTPException) and not isinstance(cause, TimeoutError)
        return isinstance(cause, _NEVER_LEFT) or (broke and request.url.endswith(_ONLY_READS))


class WaitOutRateLimit(AsyncRetryHandler):
    """Repeats a call that Slack put off with 429, after the seconds it asked for. Other calls go on meanwhile."""

    def __init__(self) -> None:
        super().__init__(max_retry_count=MAX_ATTEMPTS)

    async def _can_retry_async(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> bool:
        return response is not None and response.status_code == 429

    async def prepare_for_next_attempt_async(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> None:
        state.next_attempt_requested = True
        await asyncio.sleep(wait_seconds(response.headers if response else {}))
        state.increment_current_attempt()


def wait_seconds(headers: Mapping[str, str | Sequence[str]]) -> float:
    """How long Retry-After asks to wait: 1 second where it says nothing usable, never over MAX_WAIT_SECONDS."""
    for name, value in headers.items():
        if name.lower() == "retry-after":
            asked = value if isinstance(value, str) else "".join(value[:1])
            if asked.isascii() and asked.isdigit():
                return min(float(asked[:9]), MAX_WAIT_SECONDS)
    return 1.0
