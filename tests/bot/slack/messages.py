"""What stands in the channels."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Block = dict[str, Any]
State = Literal["posted", "streaming", "stopped"]


@dataclass
class Message:
    """One message as it stands now. mode: which of "text" and "chunks" a stream began with, and is held to."""

    channel: str
    ts: str
    text: str = ""
    blocks: list[Block] = field(default_factory=list)
    user: str = "U1"
    bot_id: str = ""
    team: str = "T1"
    thread_ts: str = ""
    metadata: dict[str, Any] = field(default_factory=dict)
    state: State = "posted"
    mode: str = ""
    edits: int = 0
    deleted: bool = False
    settings: dict[str, Any] = field(default_factory=dict)

    def as_json(self, *, with_metadata: bool = False) -> dict[str, Any]:
        told: dict[str, Any] = {"type": "message", "user": self.user, "ts": self.ts, "text": self.text}
        told |= {"team": self.team, "blocks": self.blocks}
        if self.bot_id:
            told |= {"bot_id": self.bot_id, "app_id": "A1", "bot_profile": {"id": self.bot_id, "app_id": "A1"}}
        if self.thread_ts:
            told["thread_ts"] = self.thread_ts
        if self.edits:
            told["edited"] = {"user": self.user, "ts": self.ts}
        return told | ({"metadata": self.metadata} if with_metadata and self.metadata else {})


@dataclass
class Ephemeral:
    """What one person alone sees. source: chat.postEphemeral or response_url."""

    channel: str
    user: str
    ts: str
    text: str = ""
    blocks: list[Block] = field(default_factory=list)
    thread_ts: str = ""
    source: str = "chat.postEphemeral"
    edits: int = 0
    deleted: bool = False


class Messages:
    """All messages of all channels. Written on Slack's thread, read from any."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], Message] = {}

    def add(self, message: Message) -> Message:
        self._kept[message.channel, message.ts] = message
        return message

    def find(self, channel: str, ts: str) -> Message | None:
        """The message, unless it was never there or is deleted."""
        message = self._kept.get((channel, ts))
        return None if message is None or message.deleted else message

    def visible(self) -> list[Message]:
        """Every message that is not deleted, oldest first."""
        return sorted((kept for kept in list(self._kept.values()) if not kept.deleted), key=moment)

    def thread(self, channel: str, ts: str) -> list[Message]:
        """The root, where Slack has heard it, and its replies."""
        return [kept for kept in self.visible() if kept.channel == channel and ts in (kept.ts, kept.thread_ts)]

    def replies_to(self, channel: str, ts: str) -> list[Message]:
        """What bots said in the thread of `ts`."""
        return [kept for kept in self.thread(channel, ts) if kept.bot_id and kept.thread_ts == ts]

    def knows(self, channel: str, ts: str) -> bool:
        """Whether it was ever there."""
        return (channel, ts) in self._kept

    def is_deleted(self, channel: str, ts: str) -> bool:
        message = self._kept.get((channel, ts))
        return message is not None and message.deleted


def moment(message: Message) -> tuple[int, int]:
    seconds, _, number = message.ts.partition(".")
    return int(seconds), int(number or 0)
