"""Who pressed, typed or opened something in Slack, and where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt.request.async_request import AsyncBoltRequest

from bot.asked import Asked, How, Place
from bot.shown.actions_named import PASSAGES_VIEW

_DIRECT = "D"  # what the ids of direct messages begin with


@dataclass(frozen=True)
class Caller:
    """message_ts, thread_ts: the message that was pressed, and the thread it stands in; stands: whether it stays there,
    as no ephemeral one does. user_team: the caller's own workspace. trigger: lets a modal be opened, for 3 seconds;
    view: the modal or home that was pressed. response_url: where the caller alone is answered. is_everywhere: the app
    is installed in the whole organisation.
    """

    team: str
    user: str
    channel: str = ""
    user_team: str = ""
    enterprise: str = ""
    message_ts: str = ""
    thread_ts: str = ""
    stands: bool = False
    response_url: str = ""
    trigger: str = ""
    view: str = ""
    is_everywhere: bool = False

    @property
    def asker(self) -> str:
        """Whose watches and ratings these are, as `Asked.asker`."""
        return f"slack:{self.team}:{self.user}"

    @property
    def is_visible(self) -> bool:
        """Whether a whole channel sees what was pressed."""
        return self.stands and self.place is not Place.DIRECT

    @property
    def place(self) -> Place:
        return Place.DIRECT if self.channel.startswith(_DIRECT) else Place.CHANNEL

    def is_asker(self, asker: str) -> bool:
        """Whether the caller is who asked. Of an organisation, Slack names now one workspace and now another."""
        return self.is_at_home_with(asker) and asker.rpartition(":")[2] == self.user

    def is_at_home_with(self, asker: str) -> bool:
        """Whether it was asked where the caller is: not in another workspace, or at another door."""
        return asker.startswith("slack:" if self.is_everywhere else f"slack:{self.team}:")

    def asked(self, text: str, how: How) -> Asked:
        """What the caller asks, for the caller alone to see the answer. Every call of it is a question of its own."""
        ts = self.trigger or self.view or self.message_ts
        return Asked(
            team=self.team,
            channel=self.channel,
            ts=ts,
            thread_ts=self.thread_ts or self.message_ts or ts,
            text=text,
            user=self.user,
            how=how,
            place=self.place,
            user_team=self.user_team,
            enterprise=self.enterprise,
            response_url=self.response_url,
        )


def caller_of(request: AsyncBoltRequest) -> Caller:
    """Of a command, an interaction or an event that somebody caused."""
    body, context = request.body, request.context
    user, container, message, view = (_object(body, name) for name in ("user", "container", "message", "view"))
    channel = context.channel_id or (_text(view, "private_metadata") if _is_of_passages(view) else "")
    is_seen = container.get("type") == "message" and not container.get("is_ephemeral")
    message_ts = _text(container, "message_ts") or _text(body, "message_ts")
    return Caller(
        team=context.team_id or _text(user, "team_id"),
        user=context.user_id or "",
        channel=channel,
        user_team=_text(user, "team_id"),
        enterprise=context.enterprise_id or "",
        message_ts=message_ts,
        thread_ts=_text(container, "thread_ts") or _text(message, "thread_ts") or message_ts,
        stands=bool(channel) and (is_seen or _is_of_passages(view)),
        response_url=_text(body, "response_url"),
        trigger=_text(body, "trigger_id"),
        view=_text(view, "id"),
        is_everywhere=bool(context.is_enterprise_install),
    )


def _is_of_passages(view: Mapping[str, Any]) -> bool:
    """Only of the modal that an answer opened which a whole channel sees is the channel noted."""
    return view.get("callback_id") == PASSAGES_VIEW


def _object(of: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = of.get(name)
    return value if isinstance(value, dict) else {}


def _text(of: Mapping[str, Any], name: str) -> str:
    value = of.get(name)
    return value if isinstance(value, str) else ""
