"""Events as Slack sends them, and its signature, written from Slack's description and not from our code.

`**more` goes into the event itself; `in_team` and `shared` change what stands around it. What a person does with a
command, a button or a shortcut is made by slack_actions.py.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from typing import Any
from urllib.parse import urlencode

SIGNING_SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
QUESTION = "Who will operate the plant?"
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"

Payload = dict[str, Any]


def mention(text: str = f"<@UBOT> {QUESTION}", ts: str = "1700000000.000100", **more: Any) -> Payload:
    """In a channel of any kind, at its top or (thread_ts) in a thread."""
    return event_callback({"type": "app_mention", "user": "U1", "text": text, "ts": ts, "channel": "C1", **more})


def channel_twin(text: str = f"<@UBOT> {QUESTION}", ts: str = "1700000000.000100", **more: Any) -> Payload:
    """The `message` event that Slack sends beside an app_mention. channel_type: channel, group or mpim."""
    event = {"type": "message", "channel_type": "channel", "user": "U1", "text": text, "ts": ts, "channel": "C1"}
    return event_callback(event | more)


def twins(text: str = f"<@UBOT> {QUESTION}", ts: str = "1700000000.000100", **more: Any) -> tuple[Payload, Payload]:
    """A mention and its message event."""
    kind = more.pop("channel_type", "channel")
    return mention(text, ts, **more), channel_twin(text, ts, channel_type=kind, **more)


def thread_message(text: str, ts: str, thread_ts: str, **more: Any) -> Payload:
    """Said in a thread of a channel, without mentioning anybody."""
    return channel_twin(text, ts, thread_ts=thread_ts, parent_user_id="U1", **more)


def direct_message(text: str = QUESTION, ts: str = "1700000000.000200", **more: Any) -> Payload:
    """In the messages tab. Under agent_view the first has no thread_ts and is itself the root of the answer."""
    event = {"type": "message", "channel_type": "im", "user": "U1", "text": text, "ts": ts, "channel": "D1"}
    return event_callback(event | more)


def group_message(text: str, ts: str = "1700000000.000300", **more: Any) -> Payload:
    """In a direct message of several people."""
    return channel_twin(text, ts, **({"channel_type": "mpim", "channel": "G1"} | more))


def edited(text: str = f"<@UBOT> {QUESTION}", ts: str = "1700000000.000100", **more: Any) -> Payload:
    """The message of `ts` was changed."""
    stamp = {"user": "U1", "ts": "1700000009.000000"}
    message = {"type": "message", "user": "U1", "text": text, "ts": ts, "edited": stamp}
    before = {"type": "message", "user": "U1", "text": "before", "ts": ts}
    changed = {"subtype": "message_changed", "message": message, "previous_message": before, "hidden": True}
    return _said_by_slack("1700000009.000100", **(changed | more))


def deleted(ts: str = "1700000000.000100", **more: Any) -> Payload:
    """The message of `ts` was deleted."""
    before = {"type": "message", "user": "U1", "text": QUESTION, "ts": ts}
    gone = {"subtype": "message_deleted", "deleted_ts": ts, "previous_message": before, "hidden": True}
    return _said_by_slack("1700000009.000200", **(gone | more))


def joined(ts: str = "1700000000.000400", **more: Any) -> Payload:
    told = {"subtype": "channel_join", "user": "U1", "text": "<@U1> has joined the channel"}
    return _said_by_slack(ts, **(told | more))


def bot_message(text: str = f"<@UBOT> {QUESTION}", ts: str = "1700000000.000500", **more: Any) -> Payload:
    """Another app speaks; without a user, as its older kind does."""
    told = {"subtype": "bot_message", "bot_id": "BOTHER", "username": "other", "text": text}
    return _said_by_slack(ts, **(told | more))


def app_message(text: str = f"<@UBOT> {QUESTION}", ts: str = "1700000000.000600", **more: Any) -> Payload:
    """Another app speaks, as apps do today: with a user of its own and no subtype."""
    author = {"user": "UOTHERBOT", "bot_id": "BOTHER", "app_id": "AOTHER", "bot_profile": {"id": "BOTHER"}}
    return channel_twin(text, ts, **(author | more))


def file_share(text: str = QUESTION, ts: str = "1700000000.000700", **more: Any) -> Payload:
    """A person says something beside a file."""
    files = [{"id": "F1", "name": "deal.pdf", "mimetype": "application/pdf"}]
    return direct_message(text, ts, **({"subtype": "file_share", "files": files} | more))


def app_home_opened(tab: str = "home", user: str = "U1", channel: str = "D1", **more: Any) -> Payload:
    """tab: home or messages; the latter opens the agent pane under agent_view."""
    event = {"type": "app_home_opened", "user": user, "channel": channel, "tab": tab}
    return event_callback(event | {"event_ts": "1700000000.000800"} | more)


def assistant_thread_started(thread_ts: str = "1700000000.000900", user: str = "U1", channel: str = "D1") -> Payload:
    """The legacy pane: a thread begins before anybody has said anything."""
    about = {"user_id": user, "context": {"channel_id": "C1", "team_id": "T1"}, "channel_id": channel}
    thread = {"assistant_thread": about | {"thread_ts": thread_ts}}
    return event_callback({"type": "assistant_thread_started", "event_ts": thread_ts} | thread)


def app_uninstalled() -> Payload:
    return event_callback({"type": "app_uninstalled", "event_ts": "1700000001.000100"})


def tokens_revoked(*bots: str) -> Payload:
    tokens = {"oauth": [], "bot": list(bots)}
    return event_callback({"type": "tokens_revoked", "tokens": tokens, "event_ts": "1700000001.000200"})


def event_callback(event: Payload) -> Payload:
    """Around an event: the app, the workspace, and an id that differs from event to event."""
    stamp = event.get("event_ts") or event.get("ts") or "1700000000.000000"
    return {
        "type": "event_callback",
        "token": "legacy",
        "team_id": "T1",
        "context_team_id": "T1",
        "context_enterprise_id": None,
        "api_app_id": "A1",
        "event_id": f"Ev{event.get('type', '')}{stamp}",
        "event_time": 1700000000,
        "authorizations": [_authorization("T1", None, "UBOT")],
        "is_ext_shared_channel": False,
        "event": {"event_ts": stamp, "team": "T1"} | event if "type" in event else event,
    }


def in_team(payload: Payload, team: str, *, enterprise: str | None = None, bot: str = "UBOT") -> Payload:
    """The same event in another workspace, with or without an enterprise above it."""
    around = {"team_id": team, "context_team_id": team, "authorizations": [_authorization(team, enterprise, bot)]}
    if enterprise:
        around |= {"enterprise_id": enterprise, "context_enterprise_id": enterprise}
    return payload | around | {"event": payload["event"] | {"team": team}}


def shared(payload: Payload, *, user_team: str = "T9", channel: str = "CSHARED") -> Payload:
    """The same event in a Slack Connect channel, from a person of the workspace `user_team`."""
    theirs = {"channel": channel, "team": user_team, "user_team": user_team, "source_team": user_team}
    return payload | {"is_ext_shared_channel": True, "event": payload["event"] | theirs}


def encoded(payload: object) -> bytes:
    return json.dumps(payload).encode()


def form(fields: dict[str, str]) -> bytes:
    """The body of a command; or of an interaction: form({"payload": json})."""
    return urlencode(fields).encode()


def signed(
    body: bytes, *, secret: str = SIGNING_SECRET, at: float | None = None, content_type: str = JSON
) -> dict[str, str]:
    """The headers Slack sends with `body`."""
    timestamp = str(int(time.time() if at is None else at))
    digest = hmac.new(secret.encode(), f"v0:{timestamp}:".encode() + body, hashlib.sha256).hexdigest()
    return {
        "Content-Type": content_type,
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": f"v0={digest}",
    }


def retry_of(number: int, reason: str = "http_timeout") -> dict[str, str]:
    """The headers that make a delivery the first, second or third retry of the same body."""
    return {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": reason}


def _authorization(team: str, enterprise: str | None, bot: str) -> Payload:
    told = {"enterprise_id": enterprise, "team_id": team, "user_id": bot, "is_bot": True}
    return told | {"is_enterprise_install": False}


def _said_by_slack(ts: str, **event: Any) -> Payload:
    place = {"type": "message", "channel": "C1", "channel_type": "channel"}
    return event_callback(place | {"ts": ts} | event)
