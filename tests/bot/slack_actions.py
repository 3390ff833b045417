"""What people do with commands, buttons, modals and shortcuts, as Slack sends it.

A trigger id and a response URL that work come from `LoopbackSlack.clicked`: command("help", **slack.clicked()).
Over HTTP, a command's body is `form(command(...))` and every other's is `form(interaction(...))`, both signed with
content_type=FORM; over Socket Mode the payload goes as it is, as "slash_commands" or "interactive".
"""

from __future__ import annotations

import json
from typing import Any

from tests.bot.slack.messages import Message
from tests.bot.slack.surfaces import View
from tests.bot.slack_events import Payload

_NAMES = {"D": "directmessage", "G": "mpdm-ann--bob--dealdesk-1"}


def command(
    text: str = "help",
    *,
    user: str = "U1",
    channel: str = "C1",
    team: str = "T1",
    enterprise: str = "",
    name: str = "/dealdesk",
    trigger_id: str = "",
    response_url: str = "",
) -> dict[str, str]:
    """The fields of a slash command."""
    above = {"enterprise_id": enterprise, "enterprise_name": "Group"} if enterprise else {}
    return above | {
        "token": "legacy",
        "team_id": team,
        "team_domain": "deals",
        "channel_id": channel,
        "channel_name": _NAMES.get(channel[:1], "deals"),
        "user_id": user,
        "user_name": "somebody",
        "command": name,
        "text": text,
        "api_app_id": "A1",
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": trigger_id,
    }


def button_click(
    action: dict[str, Any],
    message: Message | None = None,
    *,
    user: str = "U1",
    channel: str = "C1",
    team: str = "T1",
    message_ts: str = "",
    trigger_id: str = "",
    response_url: str = "",
) -> Payload:
    """A click on an element of a message, such as `buttons(message.blocks)["share"]` of slack_limits.

    message: as it stands at Slack; None for an ephemeral one, which Slack does not send along: then message_ts.
    """
    where = message.channel if message else channel
    ts = message.ts if message else message_ts
    container = {"type": "message", "message_ts": ts, "channel_id": where, "is_ephemeral": message is None}
    if message and message.thread_ts:
        container["thread_ts"] = message.thread_ts
    clicked = {"type": action.get("type", "button"), "block_id": "b1", "action_ts": "1700000002.000100"} | action
    told = _interaction("block_actions", user, team) | {"container": container, "actions": [clicked]}
    told |= {"channel": {"id": where, "name": _NAMES.get(where[:1], "deals")}, "state": {"values": {}}}
    if message:
        told["message"] = message.as_json(with_metadata=True)
    return told | {"trigger_id": trigger_id, "response_url": response_url}


def feedback_click(element: dict[str, Any], message: Message, *, positive: bool, **more: Any) -> Payload:
    """A click on one half of a feedback_buttons element."""
    half = element["positive_button" if positive else "negative_button"]
    action = {"type": "feedback_buttons", "action_id": element["action_id"]} | half
    return button_click(action, message, **more)


def view_click(action: dict[str, Any], view: View, *, user: str = "U1", team: str = "T1", trigger_id: str) -> Payload:
    """A click on an element of a modal or of the home tab."""
    clicked = {"type": action.get("type", "button"), "block_id": "b1", "action_ts": "1700000002.000200"} | action
    told = _interaction("block_actions", user, team) | {"container": {"type": "view", "view_id": view.id}}
    return told | {"view": view.as_json(team), "actions": [clicked], "trigger_id": trigger_id}


def view_submission(
    view: View, values: dict[str, dict[str, Any]] | None = None, *, user: str = "U1", team: str = "T1", **more: Any
) -> Payload:
    """values: by block_id and action_id, such as {"q": {"text": {"type": "plain_text_input", "value": "who?"}}}."""
    filled = view.as_json(team) | {"state": {"values": values or {}}}
    return _interaction("view_submission", user, team) | {"view": filled, "response_urls": []} | more


def view_closed(view: View, *, user: str = "U1", team: str = "T1") -> Payload:
    return _interaction("view_closed", user, team) | {"view": view.as_json(team), "is_cleared": False}


def message_shortcut(
    text: str,
    ts: str = "1700000000.000100",
    *,
    callback_id: str = "ask_about_this",
    user: str = "U1",
    channel: str = "C1",
    team: str = "T1",
    thread_ts: str = "",
    author: str = "U2",
    trigger_id: str = "",
    response_url: str = "",
) -> Payload:
    """The shortcut in the menu of a message that `author` wrote."""
    message = {"type": "message", "user": author, "ts": ts, "text": text, "team": team}
    if thread_ts:
        message["thread_ts"] = thread_ts
    told = _interaction("message_action", user, team) | {"callback_id": callback_id, "message_ts": ts}
    told |= {"channel": {"id": channel, "name": _NAMES.get(channel[:1], "deals")}, "message": message}
    return told | {"action_ts": "1700000002.000300", "trigger_id": trigger_id, "response_url": response_url}


def interaction(payload: Payload) -> dict[str, str]:
    """The fields of the form that carries it over HTTP."""
    return {"payload": json.dumps(payload)}


def _interaction(kind: str, user: str, team: str) -> Payload:
    return {
        "type": kind,
        "token": "legacy",
        "api_app_id": "A1",
        "team": {"id": team, "domain": "deals"},
        "enterprise": None,
        "is_enterprise_install": False,
        "user": {"id": user, "username": "somebody", "name": "somebody", "team_id": team},
    }
