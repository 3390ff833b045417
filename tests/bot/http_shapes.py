"""Requests as Slack never sends them, and as it does: by name, for the tests of the HTTP route."""

from __future__ import annotations

import json
import time
from typing import Any

from tests.bot.slack_actions import button_click, command, interaction, message_shortcut
from tests.bot.slack_events import (
    FORM,
    app_home_opened,
    app_message,
    app_uninstalled,
    assistant_thread_started,
    bot_message,
    channel_twin,
    deleted,
    direct_message,
    edited,
    encoded,
    event_callback,
    file_share,
    form,
    in_team,
    joined,
    mention,
    shared,
    signed,
    tokens_revoked,
)

CANARY = "canary-7c1f"
BODY = encoded(mention(f"<@UBOT> {CANARY}"))
DEEP = b'{"a":' + b"[" * 200_000 + f'"{CANARY}"'.encode() + b"]" * 200_000 + b"}"
STAMP, SIGNATURE = "X-Slack-Request-Timestamp", "X-Slack-Signature"


def with_header(name: str, value: str) -> dict[str, str]:
    return signed(BODY) | {name: value}


def without(payload: dict[str, Any], *names: str) -> dict[str, Any]:
    """The same without these fields, around an event or in it."""
    left = {name: value for name, value in payload.items() if name not in names}
    return left | ({"event": without(left["event"], *names)} if "event" in left else {})


def about(**fields: Any) -> bytes:
    """A mention whose event has these fields."""
    return encoded(mention(CANARY, **fields))


def nested(depth: int, key: str = "event") -> bytes:
    return (f'{{"type":"event_callback","team_id":"T1","{key}":' * depth + f'"{CANARY}"' + "}" * depth).encode()


UNSIGNED = {
    "no headers": (BODY, {}),
    "another secret": (BODY, signed(BODY, secret="other")),
    "another body": (BODY + b" ", signed(BODY)),
    "too old": (BODY, signed(BODY, at=time.time() - 400)),
    "from the future": (BODY, signed(BODY, at=time.time() + 86_400)),  # still so when the slowest run gets here
    "timestamp is no number": (BODY, with_header(STAMP, "soon")),
    "timestamp is no integer": (BODY, with_header(STAMP, "1e9")),
    "timestamp is negative": (BODY, with_header(STAMP, "-1")),
    "timestamp is empty": (BODY, with_header(STAMP, "")),
    "timestamp has a space": (BODY, with_header(STAMP, f"{int(time.time())} 0")),
    "timestamp in other digits": (BODY, with_header(STAMP, "١٧٠٠٠٠٠٠٠٠")),
    "timestamp of 5,000 digits": (BODY, with_header(STAMP, "1" * 5_000)),
    "signature is not ASCII": (BODY, with_header(SIGNATURE, "v0=é")),
    "signature is empty": (BODY, with_header(SIGNATURE, "")),
    "signature of another version": (BODY, with_header(SIGNATURE, signed(BODY)[SIGNATURE].replace("v0", "v1"))),
    "signature is cut": (BODY, with_header(SIGNATURE, signed(BODY)[SIGNATURE][:-1])),
    "signature in capitals": (BODY, with_header(SIGNATURE, signed(BODY)[SIGNATURE].upper())),
    "unsigned and not UTF-8": (b"\xff\xfe" + BODY, {}),
    "unsigned and deep": (DEEP, {}),
    "unsigned challenge": (encoded({"type": "url_verification", "challenge": CANARY}), {}),
    "unsigned ssl_check": (b"ssl_check=1", {}),
    "unsigned command": (form(command(CANARY)), {"Content-Type": FORM}),
}
MALFORMED = {
    "not UTF-8": b"\xff\xfe" + BODY,
    "UTF-16": BODY.decode().encode("utf-16"),
    "no JSON": f"payload={CANARY}".encode(),
    "cut": BODY[:-1],
    "two objects": BODY + BODY,
    "empty": b"",
    "a list": encoded([CANARY]),
    "a string": encoded(CANARY),
    "an empty object": b"{}",
    "200,000 levels deep": DEEP,
    "950 events in one another": nested(950),
    "950 assistant threads in one another": nested(950, "assistant_thread"),
    "blocks 200 levels deep": about(blocks=json.loads("[" * 200 + f'"{CANARY}"' + "]" * 200)),
    "a number of 5,000 digits": b'{"type": ' + b"1" * 5_000 + b"}",
    "NaN": BODY.replace(b"1700000000,", b"NaN,"),
    "Infinity": BODY.replace(b"1700000000,", b"-Infinity,"),
    "a number beyond all": BODY.replace(b"1700000000,", b"1e999,"),
    "half a surrogate pair": BODY.replace(CANARY.encode(), b"\\ud83d" + CANARY.encode()),
    "half a surrogate pair as a key": BODY.replace(b'"token"', b'"\\udc00"'),
    "a key twice": BODY.replace(b'"token"', b'"type"'),
    "a key twice inside": BODY.replace(b'"channel"', b'"user"'),
    "an event that is a string": encoded(event_callback({}) | {"event": CANARY}),
    "an event that is a list": encoded(event_callback({}) | {"event": [CANARY]}),
    "no event": encoded(without(mention(CANARY), "event")),
    "an event without a type": encoded(event_callback({"text": CANARY})),
    "an event type that is a list": encoded(event_callback({"type": [CANARY]})),
    "no team": encoded(without(mention(CANARY), "team_id")),
    "a team that is a number": encoded(mention(CANARY) | {"team_id": 7}),
    "a team that is an object": encoded(mention(CANARY) | {"team": {"id": {"id": CANARY}}}),
    "no user": encoded(without(mention(CANARY), "user")),
    "a user that is a list": about(user=[CANARY]),
    "a user that is true": about(user=True),
    "no channel": encoded(without(mention(CANARY), "channel")),
    "a channel that is an object": about(channel={"id": "C1"}),
    "no ts": encoded(without(mention(CANARY), "ts")),
    "a ts that is a number": about(ts=1700000000.0001),
    "a thread that is an object": about(thread_ts={"ts": CANARY}),
    "a text that is a list": encoded(mention(CANARY)).replace(f'"{CANARY}"'.encode(), f'["{CANARY}"]'.encode()),
    "authorizations that are a string": encoded(mention(CANARY) | {"authorizations": CANARY}),
    "authorizations of strings": encoded(mention(CANARY) | {"authorizations": [CANARY]}),
    "a challenge that is an object": encoded({"type": "url_verification", "challenge": {"a": CANARY}}),
    "an action as plain JSON without a user": encoded({"type": "block_actions", "actions": []}),
}
NO_FORM = {
    "nothing": b"",
    "no fields": CANARY.encode(),
    "a field twice": form(command(CANARY)) + b"&user_id=U2",
    "not UTF-8 inside": form(command(CANARY)) + b"&more=%ff%fe",
    "bytes that are not UTF-8": form(command(CANARY)) + b"&more=\xff",
    "1,000 fields": b"&".join(b"f%d=1" % number for number in range(1_000)),
    "fields of nothing known": form({"token": CANARY}),
    "a payload that is no JSON": form({"payload": CANARY}),
    "an empty payload": form({"payload": ""}),
    "a payload that is a list": form({"payload": json.dumps([CANARY])}),
    "a deep payload": form({"payload": "[" * 100_000 + CANARY}),
    "a payload twice": form(interaction(message_shortcut(CANARY))) + b"&payload=%7B%7D",
    "a command by nobody": form(without(command(CANARY), "user_id")),
    "a command in no channel": form(without(command(CANARY), "channel_id")),
    "a command of no team": form(without(command(CANARY), "team_id")),
    "an action of no type": form(interaction(without(message_shortcut(CANARY), "type"))),
    "an action by nobody": form(interaction(without(message_shortcut(CANARY), "user"))),
    "an action by a string": form(interaction(message_shortcut(CANARY) | {"user": "U1"})),
    "an action of no team": form(interaction(message_shortcut(CANARY) | {"team": None, "user": {"id": "U1"}})),
    "an action of a team that is a string": form(interaction(message_shortcut(CANARY) | {"team": CANARY})),
    "an action in a channel that is a list": form(interaction(message_shortcut(CANARY) | {"channel": [CANARY]})),
    "an action on a message that is a string": form(interaction(message_shortcut(CANARY) | {"message": CANARY})),
    "actions that are strings": form(interaction(button_click({"action_id": "a"}) | {"actions": [CANARY]})),
    "actions that are an object": form(interaction(button_click({"action_id": "a"}) | {"actions": {"a": 1}})),
    "an action without an id": form(interaction(button_click({"value": CANARY}))),
}
TAKEN = {
    "a mention": mention(),
    "its twin": channel_twin(),
    "a direct message": direct_message(),
    "an edit": edited(),
    "a deletion": deleted(),
    "a join": joined(),
    "an older bot's message": bot_message(),
    "an app's message": app_message(),
    "a file": file_share(),
    "the home tab": app_home_opened(),
    "a started thread": assistant_thread_started(),
    "the end of an installation": app_uninstalled(),
    "revoked tokens": tokens_revoked("UBOT"),
    "another workspace of an organisation": in_team(mention(), "T2", enterprise="E1"),
    "an organisation without a workspace": app_uninstalled() | {"team_id": None, "enterprise_id": "E1"},
    "a shared channel": shared(mention()),
    "a changed person": event_callback({"type": "user_change", "user": {"id": "U1", "team_id": "T1"}}),
    "a new channel": event_callback({"type": "channel_created", "channel": {"id": "C9", "name": "deals"}}),
    "too many events": {"type": "app_rate_limited", "team_id": "T1", "minute_rate_limited": 1, "api_app_id": "A1"},
}
ACTIONS = {
    "a click": button_click({"action_id": "share", "value": "answer-1"}),
    "a shortcut": message_shortcut("who?"),
    "a click in an organisation": button_click({"action_id": "share"}) | {"team": None, "enterprise": {"id": "E1"}},
    "a click without a team": button_click({"action_id": "share"}) | {"team": None},
}
