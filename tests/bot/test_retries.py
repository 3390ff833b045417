from __future__ import annotations

import pytest

from bot.install.retries import MAX_WAIT_SECONDS, wait_seconds


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
