from __future__ import annotations

import pytest
from aiohttp import ClientConnectorError, ServerDisconnectedError
from aiohttp.client_reqrep import ConnectionKey
from slack_sdk.http_retry.request import HttpRequest
from slack_sdk.http_retry.state import RetryState

from bot.install.retries import MAX_WAIT_SECONDS, RepeatUnsent, wait_seconds

POST = "http://127.0.0.1:1/api/chat.postMessage"
OPEN = "http://127.0.0.1:1/api/apps.connections.open"
REFUSED = ClientConnectorError(ConnectionKey("127.0.0.1", 1, False, True, None, None, None), OSError("refused"))


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("url", "error", "again"),
    [
        (POST, ServerDisconnectedError(), False),
        (POST, ConnectionResetError(), False),
        (POST, TimeoutError(), False),
        (POST, REFUSED, True),
        (OPEN, ServerDisconnectedError(), True),
        (OPEN, None, False),
    ],
)
async def test_a_call_is_repeated_only_where_it_cannot_post_twice(
    url: str, error: Exception | None, again: bool
) -> None:
    request = HttpRequest(method="POST", url=url, headers={})
    assert await RepeatUnsent().can_retry_async(state=RetryState(), request=request, error=error) is again


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": ["7"]}, 7),
        ({"retry-after": "0"}, 0),
        ({"Retry-After": ["3600"]}, MAX_WAIT_SECONDS),
        ({"Retry-After": ["9" * 5_000]}, MAX_WAIT_SECONDS),
        ({"Retry-After": ["soon"]}, 1),
        ({"Retry-After": ["-5"]}, 1),
        ({"Retry-After": []}, 1),
        ({}, 1),
    ],
)
def test_the_wait_slack_asks_for_is_kept_within_reason(headers: dict[str, str | list[str]], seconds: float) -> None:
    assert wait_seconds(headers) == seconds
