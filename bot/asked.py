"""From a Slack event to a question: who addressed us, where, and what they said."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_TOKEN = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")
_ESCAPES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))  # & last, or "&amp;lt;" would be decoded twice


@dataclass(frozen=True)
class Asked:
    """One question in Slack. thread_ts: the thread to answer in; text: as the asker saw it, without mentions."""

    team: str
    channel: str
    ts: str
    thread_ts: str
    text: str

    @property
    def key(self) -> str:
        """The same for everything Slack sends about one message: its retries, and its mention and message twins."""
        return f"{self.team}:{self.channel}:{self.ts}"


def asked_in(payload: Mapping[str, Any]) -> Asked | None:
    """The question in an Events API payload; None when nobody addressed us, or it was no person who spoke."""
    event = payload.get("event")
    if not isinstance(event, dict) or not _addresses_us(event) or not _is_a_persons_own_message(event):
        return None
    channel, ts, text = event.get("channel"), event.get("ts"), event.get("text") or ""
    thread_ts = event.get("thread_ts") or ts
    if not all(isinstance(part, str) for part in (channel, ts, thread_ts, text)):
        return None
    return Asked(str(payload.get("team_id") or ""), str(channel), str(ts), str(thread_ts), spoken(text))


def spoken(text: str) -> str:
    """Slack's message text as a person reads it: mentions of people gone, links as their labels, escapes decoded."""
    said = _TOKEN.sub(_shown, text)
    for escape, character in _ESCAPES:
        said = said.replace(escape, character)
    return " ".join(said.split())


def _shown(token: re.Match[str]) -> str:
    target, label = token[1], token[2]
    if target.startswith("@"):
        return " "
    if target.startswith("#"):
        return f"#{label or target[1:]}"
    return label or target.removeprefix("!")


def _addresses_us(event: Mapping[str, Any]) -> bool:
    kind = event.get("type")
    return kind == "app_mention" or (kind == "message" and event.get("channel_type") == "im")


def _is_a_persons_own_message(event: Mapping[str, Any]) -> bool:
    """Joins, edits and deletions have a subtype; an edit that adds a mention has only `edited`; bots have a bot_id."""
    machine_made = any(event.get(mark) for mark in ("subtype", "bot_id", "bot_profile", "edited"))
    return not machine_made and event.get("user") not in (None, "USLACKBOT")
