"""Events as Slack sends them, and its signature, written from Slack's description and not from our code."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from typing import Any

SIGNING_SECRET = "8f742231b10e8888abcd99yyyzzz85a5"


def mention(
    text: str = "<@UBOT> Who will operate the plant?", ts: str = "1700000000.000100", **more: Any
) -> dict[str, Any]:
    return event_callback({"type": "app_mention", "user": "U1", "text": text, "ts": ts, "channel": "C1", **more})


def channel_twin(text: str = "<@UBOT> Who will operate the plant?", ts: str = "1700000000.000100") -> dict[str, Any]:
    """The `message` event that Slack sends beside an app_mention."""
    return event_callback(
        {"type": "message", "channel_type": "channel", "user": "U1", "text": text, "ts": ts, "channel": "C1"}
    )


def direct_message(
    text: str = "Who will operate the plant?", ts: str = "1700000000.000200", **more: Any
) -> dict[str, Any]:
    event = {"type": "message", "channel_type": "im", "user": "U1", "text": text, "ts": ts, "channel": "D1"}
    return event_callback(event | more)


def event_callback(event: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "event_callback",
        "token": "legacy",
        "team_id": "T1",
        "api_app_id": "A1",
        "event_id": "Ev1",
        "event_time": 1700000000,
        "authorizations": [{"team_id": "T1", "user_id": "UBOT", "is_bot": True, "is_enterprise_install": False}],
        "event": event,
    }


def encoded(payload: object) -> bytes:
    return json.dumps(payload).encode()


def signed(body: bytes, *, secret: str = SIGNING_SECRET, at: float | None = None) -> dict[str, str]:
    """The headers Slack sends with `body`."""
    timestamp = str(int(time.time() if at is None else at))
    digest = hmac.new(secret.encode(), f"v0:{timestamp}:".encode() + body, hashlib.sha256).hexdigest()
    return {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": f"v0={digest}",
    }
