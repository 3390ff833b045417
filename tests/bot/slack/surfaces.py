"""Modals, home tabs, and what the agent pane shows around its messages."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import Any


@dataclass
class View:
    """A modal or home tab as it stands. user: whose home tab, empty for a modal; root: the modal it was pushed on."""

    id: str
    content: dict[str, Any]
    user: str = ""
    root: str = ""
    hash: str = ""

    def as_json(self, team: str) -> dict[str, Any]:
        """As responses and view payloads carry it."""
        blank = {"private_metadata": "", "callback_id": "", "external_id": ""}
        told = {"id": self.id, "team_id": team, "hash": self.hash, "root_view_id": self.root or self.id}
        state = {"state": {"values": {}}, "app_id": "A1", "bot_id": "BBOT"}
        return blank | self.content | told | state


@dataclass(frozen=True)
class Status:
    """What assistant.threads.setStatus said; an empty text takes it away."""

    channel: str
    thread_ts: str
    text: str
    loading_messages: tuple[str, ...] = ()


@dataclass
class Surfaces:
    """modals: every one opened, by id; homes: by user; prompts and titles: by channel and thread, the latest."""

    modals: dict[str, View] = field(default_factory=dict)
    homes: dict[str, View] = field(default_factory=dict)
    statuses: list[Status] = field(default_factory=list)
    standing: dict[tuple[str, str], str] = field(default_factory=dict)
    prompts: dict[tuple[str, str], list[dict[str, Any]]] = field(default_factory=dict)
    titles: dict[tuple[str, str], str] = field(default_factory=dict)
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def opened(self, content: dict[str, Any], *, root: str = "") -> View:
        view = View(f"V{next(self._numbers)}", content, root=root, hash=self.new_hash())
        self.modals[view.id] = view
        return view

    def published(self, user: str, content: dict[str, Any]) -> View:
        view = View(f"V{next(self._numbers)}", content, user=user, hash=self.new_hash())
        self.homes[user] = view
        return view

    def new_hash(self) -> str:
        return f"1700000000.{next(self._numbers):08x}"

    def find(self, view_id: str, external_id: str) -> View | None:
        for view in [*self.modals.values(), *self.homes.values()]:
            if view.id == view_id or (external_id and view.content.get("external_id") == external_id):
                return view
        return None

    def set_status(self, status: Status) -> None:
        self.statuses.append(status)
        self.standing[status.channel, status.thread_ts] = status.text

    def message_came(self, channel: str, thread_ts: str) -> None:
        """A message of the app takes its status away."""
        self.standing.pop((channel, thread_ts), None)
