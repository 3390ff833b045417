"""All that Slack knows, for its methods to read and to change; and what they are given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.bot.slack.elements import HOUSE
from tests.bot.slack.handles import Handles
from tests.bot.slack.messages import Ephemeral, Messages
from tests.bot.slack.people import Channel, Person, Usergroup, first_channels, first_people
from tests.bot.slack.refusing import Refused, required
from tests.bot.slack.surfaces import Surfaces
from tests.bot.slack.tokens import Tokens, Workspace
from tests.bot.slack.waiting import Clock


@dataclass
class World:
    """violations: every limit and house rule broken so far; has_house_rules: whether the latter are kept too.

    replies_limit, replies_per_minute: how conversations.replies holds back apps that Slack has not reviewed.
    """

    clock: Clock
    tokens: Tokens
    handles: Handles
    messages: Messages = field(default_factory=Messages)
    surfaces: Surfaces = field(default_factory=Surfaces)
    ephemerals: list[Ephemeral] = field(default_factory=list)
    people: dict[str, Person] = field(default_factory=lambda: {person.id: person for person in first_people()})
    channels: dict[str, Channel] = field(default_factory=lambda: {place.id: place for place in first_channels()})
    usergroups: dict[str, Usergroup] = field(default_factory=dict)
    violations: list[str] = field(default_factory=list)
    has_house_rules: bool = True
    replies_limit: int = 1_000
    replies_per_minute: int | None = None
    replies_read_at: list[float] = field(default_factory=list)

    def check(self, found: list[str], error: str = "invalid_blocks") -> None:
        """Record what was broken, and refuse it."""
        broken = [said for said in found if self.has_house_rules or not said.startswith(HOUSE)]
        self.violations += broken
        if broken:
            code = next((said for said in broken if said in ("msg_blocks_too_long", "view_too_large")), error)
            raise Refused(code, response_metadata={"messages": [f"[ERROR] {said}" for said in broken]})

    def channel(self, call: ApiCall, name: str = "channel") -> Channel:
        """The channel a call names, where its workspace and the bot see it."""
        place = self.channels.get(required(call.body, name))
        hidden = place is not None and place.kind != "channel" and not place.is_member
        if place is None or hidden or call.workspace.team not in place.teams:
            raise Refused("channel_not_found")
        return place

    def writable(self, call: ApiCall, name: str = "channel") -> Channel:
        place = self.channel(call, name)
        if place.is_archived:
            raise Refused("is_archived")
        if not place.is_member:
            raise Refused("not_in_channel")
        return place


@dataclass(frozen=True)
class ApiCall:
    """A call that may be answered: its token was good."""

    method: str
    body: dict[str, Any]
    workspace: Workspace


Method = Callable[[World, ApiCall], dict[str, Any]]
