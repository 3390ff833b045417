"""A real desk in a loopback Slack, furnished as tests/bot/access_table.py has it, and all that it says there."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from bot.asked import How, Place
from bot.ports import Binding, State
from corpus.article import PUBLIC
from dealdesk.assembly import Desk, open_desk
from dealdesk.records.permissions import SqlPermissions
from dealdesk.records.questions import SqlQuestions
from dealdesk.slack import SlackDoor
from tests.bot.access_table import (
    BOARD,
    CHANNELS,
    CLOSED,
    DEALS,
    DIRECT,
    EVERYBODY,
    FAILING,
    GROUP,
    MEMBER,
    OPEN,
    PEOPLE,
    SHARED,
    TOGETHER,
    Cell,
)
from tests.bot.desk import SlackDesk, settings_of
from tests.bot.loopback_slack import Channel, LoopbackSlack, Person
from tests.bot.pressing import post_form
from tests.bot.slack_actions import command
from tests.bot.slack_events import Payload, twins
from tests.dealdesk.canaries import EARLIER, QUESTION, articles
from tests.index.bench import Bench

TEAM = "T1"
BOTH = (PUBLIC, DEALS)
ADMIN = "UADMIN"
FAILS = Person.member(FAILING, team="")  # which is no answer of Slack's, so that nothing is known


@dataclass(frozen=True)
class SlackRoom(SlackDesk):
    """real: the desk behind the door."""

    real: Desk
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def new_ts(self) -> str:
        return f"1700000000.{next(self._numbers):06}"

    async def said(self, events: Iterable[Payload]) -> None:
        """Send events, and wait until nothing is left to do for them."""
        for event in events:
            assert (await self.send(event)).status_code == 200
            await self.ended(event)

    async def mentioned(self, text: str, user: str, channel: str) -> str:
        """Somebody mentions the bot. Returns the ts of the thread that this begins."""
        ts, is_shared = self.new_ts(), self._is_shared(channel)
        events = twins(f"<@UBOT> {text}", ts, user=user, channel=channel, channel_type=self._kind(channel))
        await self.said(event | {"is_ext_shared_channel": is_shared} for event in events)
        return ts

    async def followed_up(self, text: str, user: str, channel: str, thread_ts: str) -> None:
        """Somebody says more in a thread, and mentions nobody."""
        _, event = twins(text, self.new_ts(), user=user, channel=channel, thread_ts=thread_ts)
        event["event"]["channel_type"] = self._kind(channel)
        await self.said([event | {"is_ext_shared_channel": self._is_shared(channel)}])

    async def commanded(self, text: str, user: str, channel: str) -> None:
        """Somebody types /dealdesk and a question."""
        where = self.slack.clicked(channel, user)
        response = await post_form(self, command(text, user=user, channel=channel, **where))
        assert (response.status_code, response.content) == (200, b"")
        key = f"{TEAM}:{channel}:{where['trigger_id']}"
        await self.slack.until(lambda: (t := self.questions.get(key)) and t.state is not State.TAKEN)

    async def begun_for(self, cell: Cell) -> str:
        """The thread that a cell's question follows up: begun by a member, where others can be there. "" for others."""
        if cell.how is not How.FOLLOW_UP:
            return ""
        user = cell.user if cell.place is Place.DIRECT else MEMBER
        return await self.mentioned(EARLIER, user, cell.channel)

    async def asked_in(self, cell: Cell, begun: str) -> list[Any]:
        """All that Slack is sent for a cell's question. begun: the thread that it follows up."""
        with self.overheard() as sent:
            if cell.how is How.COMMAND:
                await self.commanded(f"ask {QUESTION}", cell.user, cell.channel)
            elif begun:
                await self.followed_up(QUESTION, cell.user, cell.channel, begun)
            else:
                await self.mentioned(QUESTION, cell.user, cell.channel)
        return sent

    @contextmanager
    def overheard(self) -> Iterator[list[Any]]:
        """All that Slack was sent while the block ran."""
        calls, responded = len(self.slack.calls), len(self.slack.responded)
        sent: list[Any] = []
        yield sent
        sent += [[call.method, call.body] for call in self.slack.calls[calls:]] + self.slack.responded[responded:]

    def _kind(self, channel: str) -> str:
        return self.slack.world.channels[channel].kind

    def _is_shared(self, channel: str) -> bool:
        return self.slack.world.channels[channel].is_ext_shared


@contextmanager
def slack_room(home: Path, **settings: Any) -> Iterator[SlackRoom]:
    """Over a home of its own. What may be read in it is as the table has it."""
    with LoopbackSlack.in_thread() as slack, _desk(home, slack, **settings) as room:
        slack.add(*PEOPLE, FAILS, *CHANNELS, *(Channel.direct(DIRECT + user, user) for user in EVERYBODY))
        furnish(room.permissions)
        room.put(*articles())
        with room.running():
            yield room
        assert slack.violations == []


def furnish(permissions: SqlPermissions) -> None:
    for channel in (OPEN, CLOSED, GROUP, SHARED):
        permissions.bind(TEAM, channel, Binding(BOTH), ADMIN)
    permissions.bind(TEAM, TOGETHER, Binding(BOTH, shared=True), ADMIN)
    for user in EVERYBODY:
        permissions.grant(TEAM, user, [BOARD], ADMIN)


@contextmanager
def _desk(home: Path, slack: LoopbackSlack, **more: Any) -> Iterator[SlackRoom]:
    settings = settings_of(home, slack.api_url, **more)
    with open_desk(settings, "test") as desk:
        database = desk.catalogue.database
        door = SlackDoor(
            settings, desk.durable, database, desk.answerer, desk.answers, desk.watches, desk.catalogue, desk
        )
        door.watched_by(desk.watch_keeping)
        questions, permissions = SqlQuestions(database), SqlPermissions(database)
        index = cast(Bench, desk)  # it has what is asked of one here
        parts = (door, desk.durable, index, desk.answers, desk.watches, questions, permissions, slack, desk)
        try:
            yield SlackRoom(*parts)
        finally:
            door.bot.close()
