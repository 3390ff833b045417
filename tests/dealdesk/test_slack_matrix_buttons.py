"""Nobody is shown by a button, a list, a home, a prompt or a notice what they may not read."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from bot.ports import Binding
from bot.said import Said
from bot.shown.actions_named import SHARE, SHOW_MORE, WATCH
from corpus.article import PUBLIC, Article
from corpus.catalogue import utc_now
from corpus.registry import Registry
from corpus.source import SourceKind
from tests.bot.access_table import BOARD, BOT, CLOSED, DEALS, DIRECT, EVERYBODY, FAILING, GUEST, MEMBER, OPEN, SHARED
from tests.bot.pressing import press, press_and_hear, shown, typed, typed_for
from tests.bot.slack.messages import Ephemeral, Message
from tests.bot.slack_events import app_home_opened
from tests.dealdesk.canaries import CANARIES, QUESTION, articles, birds_in
from tests.dealdesk.shallow_model import shallow_model
from tests.dealdesk.slack_room import ADMIN, BOTH, TEAM, SlackRoom, slack_room

pytestmark = [pytest.mark.asyncio, pytest.mark.slow]

ALONE = {user: {PUBLIC} for user in EVERYBODY} | {MEMBER: {PUBLIC, BOARD}, BOT: set(), FAILING: set()}
"""What each may read where nobody reads along."""
WHY = dict.fromkeys(EVERYBODY, Said.ANSWER_DENIED) | {FAILING: Said.LOOK_UP_FAILED}
COST = "How much will the Trenton bridge cost?"


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SlackRoom]:
    folder = tmp_path_factory.mktemp("room")
    with slack_room(folder / "home", embedding_model=str(shallow_model(folder / "model"))) as room:
        feeds = Registry(room.real.catalogue.database)
        for collection, words in CANARIES.items():
            feeds.add(SourceKind.FEED, f"https://{words['page'].lower()}.example/feed", collection, 60, utc_now())
        yield room


async def answer_in(room: SlackRoom, channel: str, question: str = QUESTION) -> Message:
    """A member's question, answered for all to see."""
    [reply] = room.whole(channel, await room.mentioned(question, MEMBER, channel))
    return reply


async def passages(room: SlackRoom, reply: Message | Ephemeral, user: str) -> list[Any]:
    """All that Slack is sent when somebody wants to see more."""
    filled = len(room.slack.bodies("views.update"))
    with room.overheard() as sent:
        await press(room, SHOW_MORE, reply, user)
        await room.slack.until(lambda: len(room.slack.bodies("views.update")) > filled)
    return sent


@pytest.mark.parametrize("user", EVERYBODY)
async def test_more_passages_are_shown_to_who_may_read_all_of_them_there(room: SlackRoom, user: str) -> None:
    of_both, of_one = await answer_in(room, OPEN), await answer_in(room, SHARED)
    seen = await passages(room, of_both, user)
    assert birds_in(seen) == ({PUBLIC, DEALS} if user == MEMBER else set())
    assert (WHY[user] in str(seen)) == (user != MEMBER)
    assert birds_in(await passages(room, of_one, user)) == ALONE[user] - {BOARD}


async def test_more_passages_are_shown_to_nobody_once_the_channel_is_bound_to_less(room: SlackRoom) -> None:
    reply = await answer_in(room, CLOSED)
    room.permissions.bind(TEAM, CLOSED, None, ADMIN)
    try:
        assert birds_in(await passages(room, reply, MEMBER)) == set()
    finally:
        room.permissions.bind(TEAM, CLOSED, Binding(BOTH), ADMIN)


async def test_an_article_that_was_moved_since_is_shown_to_who_may_read_both_collections(room: SlackRoom) -> None:
    article = next(one for one in articles() if one.collection == PUBLIC)
    standing, private = await answer_in(room, SHARED), await typed_for(room, f"ask {QUESTION}", MEMBER, OPEN)
    room.put(replace(article, collection=BOARD))
    try:
        assert birds_in(await passages(room, standing, GUEST)) == set()
        assert await press_and_hear(room, WATCH, private, GUEST) == Said.ANSWER_DENIED
        assert birds_in(await passages(room, private, MEMBER)) == {PUBLIC, BOARD}
    finally:
        room.put(article)
    assert birds_in(await passages(room, standing, GUEST)) == {PUBLIC}


@pytest.mark.parametrize("user", EVERYBODY)
async def test_a_private_answer_is_shared_by_nobody_where_the_channel_may_not_read_it(
    room: SlackRoom, user: str
) -> None:
    answer = await typed_for(room, f"ask {QUESTION}", MEMBER, OPEN)
    assert birds_in(answer.blocks) == {PUBLIC, BOARD}
    with room.overheard() as sent:
        said = await press_and_hear(room, SHARE, answer, user)
    assert said == (Said.SHARE_DENIED if user == MEMBER else Said.NOT_YOURS_TO_SHARE)
    assert birds_in(sent) == set()


async def test_who_may_not_read_their_own_answer_any_more_cannot_share_it_anywhere(room: SlackRoom) -> None:
    answer = await typed_for(room, f"ask {QUESTION}", MEMBER, OPEN)
    room.permissions.bind(TEAM, OPEN, Binding((PUBLIC, BOARD)), ADMIN)
    room.permissions.revoke(TEAM, MEMBER, [BOARD])
    try:
        with room.overheard() as sent:
            assert await press_and_hear(room, SHARE, answer, MEMBER) == Said.ANSWER_DENIED
    finally:
        room.permissions.grant(TEAM, MEMBER, [BOARD], ADMIN)
        room.permissions.bind(TEAM, OPEN, Binding(BOTH), ADMIN)
    assert birds_in(sent) == set()


@pytest.mark.parametrize("user", EVERYBODY)
async def test_what_somebody_may_not_read_they_cannot_watch(room: SlackRoom, user: str) -> None:
    reply = await answer_in(room, OPEN)
    with room.overheard() as sent:
        said = await press_and_hear(room, WATCH, reply, user)
    assert birds_in(sent) == set()
    assert said.startswith(Said.WATCHING if user == MEMBER else WHY[user])
    watching = {watch.asker for watch in room.watches.active()}
    assert (f"slack:{TEAM}:{user}" in watching) == (user == MEMBER)


@pytest.mark.parametrize("user", EVERYBODY)
async def test_lists_the_home_and_prompts_hold_what_this_person_may_read(room: SlackRoom, user: str) -> None:
    found = {}
    for listed in ("articles", "articles plant", "sources"):
        with room.overheard() as sent:
            said = await typed(room, listed, user, DIRECT + user)
        found[listed] = birds_in(sent)
        assert ALONE[user] or said in (Said.DENIED, Said.LOOK_UP_FAILED)
    with room.overheard() as sent:
        await room.send(app_home_opened("home", user, DIRECT + user))
        await room.slack.until(lambda: user in room.slack.surfaces.homes)
    found["home"] = birds_in(sent)
    await room.send(app_home_opened("messages", user, DIRECT + user))
    if ALONE[user]:
        await room.slack.until(lambda: (DIRECT + user, "") in room.slack.surfaces.prompts)
        found["prompts"] = birds_in(room.slack.surfaces.prompts[DIRECT + user, ""])
    assert found == dict.fromkeys(found, ALONE[user])


async def test_who_may_read_nothing_is_suggested_nothing(room: SlackRoom) -> None:
    prompts, looked_up = room.slack.surfaces.prompts, len(room.slack.bodies("users.info"))
    prompts.clear()
    for user in (BOT, FAILING, MEMBER):
        await room.send(app_home_opened("messages", user, DIRECT + user))
    await room.slack.until(lambda: len(room.slack.bodies("users.info")) > looked_up and prompts)
    assert {channel for channel, _ in prompts} == {DIRECT + MEMBER}


def bridge(collection: str, number: int, millions: int) -> Article:
    words = CANARIES[collection]
    text = f"The Trenton bridge will cost ${millions} million, {words['fact']} Engineers said."
    title, publisher = f"{words['head']} on the bridge", f"{words['press']} Gazette"
    return Article(f"bridge-{collection}-{number}", title, text, publisher, collection=collection)


async def told_of(room: SlackRoom, article: Article) -> list[Any]:
    """All that Slack is sent when an article comes that changes an answer."""
    with room.overheard() as sent:
        room.put(article)
        await asyncio.to_thread(room.real.watch_keeping.watcher.look)
        await room.slack.until(lambda: not room.watches.untold())
    return sent


async def test_a_watcher_is_told_of_nothing_that_they_may_not_read_by_then(room: SlackRoom) -> None:
    room.put(bridge(PUBLIC, 1, 10))
    for user in (MEMBER, GUEST):
        await typed(room, f"watch {COST}", user, DIRECT + user)
    assert Said.WATCHING in await press_and_hear(room, WATCH, await answer_in(room, OPEN, COST), MEMBER)
    told = await told_of(room, bridge(BOARD, 1, 14))
    assert birds_in(told) == {PUBLIC, BOARD}
    assert {sent[1]["channel"] for sent in told if BOARD in birds_in(sent)} == {DIRECT + MEMBER}
    told = await told_of(room, bridge(DEALS, 1, 16))
    assert {sent[1]["channel"] for sent in told if DEALS in birds_in(sent)} == {OPEN}
    room.permissions.revoke(TEAM, MEMBER, [BOARD])
    room.permissions.bind(TEAM, OPEN, None, ADMIN)
    try:
        assert birds_in([await told_of(room, bridge(name, 2, 18)) for name in (BOARD, DEALS)]) == set()
    finally:
        room.permissions.grant(TEAM, MEMBER, [BOARD], ADMIN)
        room.permissions.bind(TEAM, OPEN, Binding(BOTH), ADMIN)


async def test_where_else_a_story_stands_is_told_only_of_what_may_be_read(room: SlackRoom) -> None:
    wire = (
        "Harbour pilots in Astoria will strike on Friday, their union said, after talks about night shifts failed. "
        "Forty ships are waiting at the river bar, and the port expects delays of three days for grain and timber."
    )
    public = Article("wire-1", "Pilots to strike", wire, "Daily Tide", collection=PUBLIC)
    for collection, words in CANARIES.items():
        for number in range(2):
            copy = replace(public, id=f"wire-{collection}-{number}", collection=collection)
            room.put(replace(copy, publisher=f"{words['press']} {number}", title=f"Pilots to strike {words['head']}"))
    question = "When will harbour pilots in Astoria strike?"
    answer = await typed_for(room, f"ask {question}", MEMBER, OPEN)
    assert PUBLIC in birds_in(answer.blocks)
    assert "also in" in shown(answer)
    assert birds_in(answer.blocks) <= {PUBLIC, BOARD}
    with room.overheard() as sent:
        await press_and_hear(room, SHARE, answer, MEMBER)
    assert birds_in(sent) <= {PUBLIC, DEALS}
