"""Suggested prompts for the agent pane: questions that the newest articles answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from slack_bolt.request.async_request import AsyncBoltRequest

from bot.delivery.parts import Parts
from bot.interaction.attending import Attendant
from bot.interaction.caller import Caller, caller_of
from bot.interaction.rights import Rights
from bot.shown.blocks import Message
from bot.shown.room import clipped
from corpus.article import Article
from corpus.cleaning import clean_line

MAX_PROMPTS = 4
MAX_LABEL_CHARS = 60
MAX_SUBJECT_CHARS = 200
_LOOKED_AT = 20  # of the newest articles
_HEADING = "Ask about the newest articles"
# Whoever presses a prompt says it: what Slack would take for more than words is nothing that an article may make say.
_MARKUP = re.compile(r"[<>@*_~`|\\]|://|(?:^|\s)[#/!]|:[\w+-]+:|\w\.[^\W\d_]{2}")  # the last: bank.example

Prompt = dict[str, str]


class Prompts:
    """Suggests to everybody what they may read."""

    def __init__(self, parts: Parts, attendant: Attendant, rights: Rights) -> None:
        self._parts = parts
        self._attendant = attendant
        self._rights = rights

    async def opened(self, req: AsyncBoltRequest) -> None:
        """The agent pane was opened."""
        await self._suggest(caller_of(req), "")

    async def started(self, req: AsyncBoltRequest) -> None:
        """A thread of the pane as it was before: there prompts belong to a thread."""
        thread = req.body["event"].get("assistant_thread")
        told: dict[str, Any] = thread if isinstance(thread, dict) else {}
        caller = caller_of(req)
        person = Caller(
            caller.team, str(told.get("user_id") or ""), str(told.get("channel_id") or ""), "", caller.enterprise
        )
        await self._suggest(person, str(told.get("thread_ts") or ""))

    async def _suggest(self, caller: Caller, thread_ts: str) -> None:
        def suggest() -> Message | None:
            selection = self._rights.alone(caller)
            newest = self._parts.shelf.newest(selection, _LOOKED_AT) if selection else []
            prompts = prompts_of(stored.article for stored in newest)
            if prompts:
                self._set(caller, thread_ts, prompts)
            return None

        # They are a kindness: where they fail, nobody asked for anything.
        await self._attendant.see_to(caller, suggest, lambda _: None)

    def _set(self, caller: Caller, thread_ts: str, prompts: Sequence[Prompt]) -> None:
        client = self._parts.workspaces.client(caller.team, caller.enterprise)
        # In the pane of agent_view a thread must not be named: the prompts would not be shown.
        wanted: dict[str, Any] = {"channel_id": caller.channel, "prompts": list(prompts), "title": _HEADING}
        if thread_ts:
            wanted["thread_ts"] = thread_ts
        self._attendant.patience().once(partial(client.assistant_threads_setSuggestedPrompts, **wanted))


def prompts_of(newest: Iterable[Article]) -> list[Prompt]:
    """At most MAX_PROMPTS. An article answers what is known about its title, unless it has none to speak of."""
    titles = dict.fromkeys(clean_line(article.title) for article in newest)
    subjects = [title for title in titles if _can_be_said(title)][:MAX_PROMPTS]
    return [
        {"title": clipped(subject, MAX_LABEL_CHARS), "message": f"What is known about “{subject}”?"}
        for subject in subjects
    ]


def _can_be_said(title: str) -> bool:
    return any(c.isalnum() for c in title) and len(title) <= MAX_SUBJECT_CHARS and not _MARKUP.search(title)
