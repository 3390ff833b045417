"""What stands in a thread or channel, read with the marks that our messages carry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from slack_sdk import WebClient
from slack_sdk.web import SlackResponse

from bot.delivery.patience import Patience, Unsure

LOOKED_AT = 200  # messages


@dataclass(frozen=True)
class Mark:
    """What only this message carries, as Slack's metadata. name: one field of `event_payload`."""

    event_type: str
    name: str
    value: str

    def as_metadata(self) -> dict[str, Any]:
        return {"event_type": self.event_type, "event_payload": {self.name: self.value}}

    def is_on(self, message: Mapping[str, Any]) -> bool:
        metadata = _metadata(message)
        payload = metadata.get("event_payload")
        is_this_kind = metadata.get("event_type") == self.event_type
        return is_this_kind and isinstance(payload, Mapping) and payload.get(self.name) == self.value


def is_marked(message: Mapping[str, Any]) -> bool:
    """Whether a message carries any mark."""
    return bool(_metadata(message).get("event_type"))


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


def _metadata(message: Mapping[str, Any]) -> Mapping[str, Any]:
    metadata = message.get("metadata")
    return metadata if isinstance(metadata, Mapping) else {}
