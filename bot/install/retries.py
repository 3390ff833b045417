"""When a call to Slack is made again. The SDK's defaults post twice after a dropped connection and ignore 429."""

from __future__ import annotations

import socket
from collections.abc import Mapping, Sequence
from http.client import HTTPException
from urllib.error import HTTPError, URLError

from slack_sdk.http_retry.handler import RetryHandler
from slack_sdk.http_retry.request import HttpRequest
from slack_sdk.http_retry.response import HttpResponse
from slack_sdk.http_retry.state import RetryState

MAX_ATTEMPTS = 3
MAX_WAIT_SECONDS = 60.0
_ONLY_READS = (
    "/auth.test",
    "/conversations.info",
    "/conversations.replies",
    "/usergroups.list",
    "/users.conversations",
    "/users.info",
)
# What else urllib reports may have come to Slack before it broke.
_NEVER_LEFT = (ConnectionRefusedError, socket.gaierror)


class RepeatSafely(RetryHandler):
    """Repeats a call whose connection failed, but only where that cannot post a second message.

    What Slack puts off with 429 is left to the caller, who can wait better.
    """

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


def wait_seconds(headers: Mapping[str, str | Sequence[str]]) -> float:
    """How long Retry-After asks to wait: 1 second where it says nothing usable, never over MAX_WAIT_SECONDS."""
    for name, value in headers.items():
        if name.lower() == "retry-after":
            asked = value if isinstance(value, str) else "".join(value[:1])
            if asked.isascii() and asked.isdigit():
                return min(float(asked[:9]), MAX_WAIT_SECONDS)
    return 1.0
