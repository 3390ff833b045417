"""Nobody is shown by a button, a list, a home, a prompt or a notice what they may not read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.actions_named import SHARE, SHOW_MORE, WATCH
from bot.ports import Binding
from bot.said import Said
from corpus.article import PUBLIC, Article
from tests.bot.access_table import BOARD, BOT, DEALS, DIRECT, EVERYBODY, FAILING, MEMBER, OPEN, SHARED
from tests.bot.pressing import press, press_and_hear, typed_for
from tests.bot.slack.messages import Message
from tests.bot.slack_events import app_home_opened
from tests.dealdesk.canaries import CANARIES, QUESTION, birds_in, canaries_in
from tests.dealdesk.shallow_model import shallow_model
from tests.dealdesk.slack_room import ADMIN, BOTH, TEAM, SlackRoom, slack_room

pytestmark = [pytest.mark.asyncio, pytest.mark.slow]

ALONE = {user: {PUBLIC} for user in EVERYBODY} | {MEMBER: {PUBLIC, BOARD}, BOT: set(), FAILING: set()}
"""What each may read where nobody reads along."""
IN_OPEN = {user: set[str]() for user in EVERYBODY} | {MEMBER: {PUBLIC, DEALS}}
"""What each is shown of an answer that quotes both: all of it or nothing."""


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SlackRoom]:
    folder = tmp_path_factory.mktemp("room")
    with slack_room(folder / "home", embedding_model=str(shallow_model(folder / "model"))) as room:
        yield room


async def answer_in(room: SlackRoom, channel: str) -> Message:
    """A member's question, answered for all to see."""
    ts = await room.mentioned(QUESTION, MEMBER, channel)
    [reply] = room.whole_replies(channel, ts)
    return reply


@pytest.mark.parametrize("user", EVERYBODY)
async def test_more_passages_are_shown_to_who_may_read_all_of_them(room: SlackRoom, user: str) -> None:
    reply = await answer_in(room, OPEN)
    assert birds_in(await passages(room, reply, user)) == IN_OPEN[user]
    public = await answer_in(room, SHARED)
    assert birds_in(await passages(room, public, user)) == ALONE[user] - {BOARD}


async def passages(room: SlackRoom, reply: Message, user: str) -> list[Any]:
    with room.unknown(user), room.overheard() as sent:
        await press(room, SHOW_MORE, reply, user)
        before = len(room.slack.bodies("views.update"))
        await room.slack.until(lambda: room.slack.bodies("views.update")[before:])
    return sent
