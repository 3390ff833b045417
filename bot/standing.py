"""What stands in a thread or channel, read with the marks that our messages carry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_sdk import WebClient
from slack_sdk.web import SlackResponse

from bot.patience import Patience, Unsure

LOOKED_AT = 200  # messages


def messages_of(
    client: WebClient, patience: Patience, channel: str, thread_ts: str, oldest: str
) -> list[dict[str, Any]]:
    """Since `oldest`, with their metadata: of a thread or, without one, of the channel itself.

    Raises Refused and GaveUp.
    """

    def read() -> SlackResponse:
        wanted: dict[str, Any] = {"channel": channel, "oldest": oldest, "limit": LOOKED_AT}
        wanted["include_all_metadata"] = True
        if thread_ts:
            return client.conversations_replies(ts=thread_ts, **wanted)
        return client.conversations_history(**wanted)

    while True:
        try:
            found = patience.once(read).get("messages") or []
            return [message for message in found if isinstance(message, dict)]
        except Unsure as error:
            patience.back_off(error)


def payload_of(message: Mapping[str, Any], event_type: str) -> Mapping[str, Any]:
    """What a message carries in its metadata; nothing where that is of another type."""
    metadata = message.get("metadata")
    if not isinstance(metadata, dict) or metadata.get("event_type") != event_type:
        return {}
    payload = metadata.get("event_payload")
    return payload if isinstance(payload, dict) else {}
