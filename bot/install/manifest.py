"""The app manifest: what the bot asks Slack for, and why."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from bot.errors import SlackNotConfigured
from bot.install.addresses import EVENTS_PATH, REDIRECT_PATH
from bot.shown.actions_named import ASK_SHORTCUT

COMMAND = "/dealdesk"
MAX_NAME_CHARS = 35
DESCRIPTION = "Answers questions over deal documents, and proves each answer with verbatim passages."

SCOPES: Mapping[str, str] = {
    "app_mentions:read": "hear @dealdesk",
    "assistant:write": "status and suggested prompts in the agent pane",
    "channels:history": "hear follow-ups in threads of public channels; see after a crash whether a reply is there",
    "channels:read": "know whether a channel is shared with another company",
    "chat:write": "reply",
    "commands": "the slash command and the message shortcut",
    "groups:history": "the same as channels:history, in private channels",
    "groups:read": "the same as channels:read, of private channels",
    "im:history": "hear direct messages",
    "im:read": "know a direct message as one",
    "im:write": "tell a watcher in a direct message what changed",
    "mpim:history": "hear group direct messages",
    "mpim:read": "know a group direct message as one",
    "usergroups:read": "grants to user groups",
    "users:read": "tell members from guests, strangers and deactivated people",
}
"""What the bot token may do, and what each is for."""

EVENTS: Mapping[str, str] = {
    "app_home_opened": "draw App Home; suggest prompts when somebody opens the agent pane",
    "app_mention": "questions in channels",
    "app_uninstalled": "forget the workspace's token",
    "message.channels": "follow-ups in threads",
    "message.groups": "follow-ups in threads of private channels",
    "message.im": "direct messages and the agent pane",
    "message.mpim": "follow-ups in group direct messages",
    "subteam_members_changed": "somebody joined or left a user group: grants change at once",
    "subteam_updated": "a user group was changed or disabled",
    "tokens_revoked": "forget the workspace's token",
    "user_change": "somebody was deactivated or became a guest: rights change at once",
}
"""What Slack tells us of. The agent pane of agent_view has no events of its own: app_home_opened announces it."""

Value = str | bool | int | Sequence["Value"] | Mapping[str, "Value"]


class Transport(StrEnum):
    """How events come."""

    SOCKET = "socket"
    HTTP = "http"


@dataclass(frozen=True)
class App:
    """What a manifest is made for. url: https://host, where Slack reaches us; oauth: several workspaces install it."""

    transport: Transport
    url: str | None = None
    oauth: bool = False
    name: str = "dealdesk"

    def __post_init__(self) -> None:
        """Raises SlackNotConfigured for what Slack would refuse."""
        if not 1 <= len(self.name) <= MAX_NAME_CHARS or not self.name.isprintable():
            raise SlackNotConfigured(f"--name must be 1 to {MAX_NAME_CHARS} printable characters long")
        if self.url is None:
            if self.transport is Transport.HTTP or self.oauth:
                raise SlackNotConfigured("Slack needs an address to reach dealdesk at: add --url https://YOUR-HOST")
            return
        parts = urlsplit(self.url)
        if parts.scheme != "https" or not parts.hostname or parts.query or parts.fragment or parts.username:
            raise SlackNotConfigured("--url must be https://YOUR-HOST: Slack calls no other addresses")

    def at(self, path: str) -> str:
        return f"{(self.url or '').rstrip('/')}{path}"


def manifest_of(app: App) -> Mapping[str, Value]:
    """The manifest as an object, for https://api.slack.com/apps > Create New App > From a manifest."""
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {"name": app.name, "description": DESCRIPTION},
        "features": _features(app),
        "oauth_config": {
            **({"redirect_urls": [app.at(REDIRECT_PATH)]} if app.oauth else {}),
            "scopes": {"bot": list(SCOPES)},
        },
        "settings": _settings(app),
    }


def as_yaml(manifest: Mapping[str, Value]) -> str:
    """The manifest as YAML, with what each scope and event is for."""
    return "\n".join(_lines(manifest, "")) + "\n"


def _features(app: App) -> Mapping[str, Value]:
    return {
        "agent_view": {"agent_description": DESCRIPTION},
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": False,
        },
        "bot_user": {"display_name": app.name, "always_online": True},
        "shortcuts": [
            {
                "name": "Ask about this",
                "type": "message",
                "callback_id": ASK_SHORTCUT,
                "description": "Ask dealdesk about a message",
            }
        ],
        "slash_commands": [
            {
                "command": COMMAND,
                **_called(app, "url"),
                "description": "Ask over the deal documents; only you see the answer",
                "usage_hint": "ask QUESTION | articles | sources | watch QUESTION | help",
                "should_escape": True,  # mentions arrive by id
            }
        ],
    }


def _settings(app: App) -> Mapping[str, Value]:
    return {
        "event_subscriptions": {**_called(app, "request_url"), "bot_events": list(EVENTS)},
        "interactivity": {"is_enabled": True, **_called(app, "request_url")},
        "org_deploy_enabled": app.oauth,
        "socket_mode_enabled": app.transport is Transport.SOCKET,
        "token_rotation_enabled": app.oauth,
    }


def _called(app: App, key: str) -> Mapping[str, Value]:
    """Where Slack posts to, which Socket Mode has no need of."""
    return {key: app.at(EVENTS_PATH)} if app.transport is Transport.HTTP else {}


def _lines(value: Value, indent: str) -> Iterator[str]:
    """Block style, every word in JSON's quotes, which YAML reads alike, but for keys and the words explained here."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if isinstance(inner, str | bool | int):
                yield f"{indent}{key}: {_scalar(inner)}"
            else:
                yield f"{indent}{key}:"
                yield from _lines(inner, f"{indent}  ")
    elif not isinstance(value, str | bool | int):
        for item in value:
            if isinstance(item, str | bool | int):
                yield f"{indent}- {_scalar(item)}"
            else:
                first, *rest = _lines(item, "")
                yield f"{indent}- {first}"
                yield from (f"{indent}  {line}" for line in rest)


def _scalar(value: str | bool | int) -> str:
    why = SCOPES.get(value) or EVENTS.get(value) if isinstance(value, str) else None
    return f"{value}  # {why}" if why else json.dumps(value, ensure_ascii=False)
