"""The App Home: everybody sees their own."""

from __future__ import annotations

import pytest

from bot.said import Said
from bot.shown.actions_named import UNWATCH
from corpus.article import Article
from tests.bot.desk import SlackDesk
from tests.bot.loopback_slack import Fault, Person
from tests.bot.pressing import press_in_view, typed
from tests.bot.slack_events import app_home_opened, event_callback
from tests.bot.slack_limits import texts

pytestmark = pytest.mark.asyncio


def home_of(desk: SlackDesk, user: str) -> str:
    view = desk.slack.surfaces.homes.get(user)
    return " ".join(texts(view.content["blocks"])) if view else ""


async def opened(desk: SlackDesk, user: str = "U1", says: str = "How to ask") -> str:
    await desk.send(app_home_opened("home", user))
    await desk.slack.until(lambda: says in home_of(desk, user))
    return home_of(desk, user)


async def test_home_counts_and_lists_what_this_person_may_read(desk: SlackDesk) -> None:
    desk.put(Article("secret", "Board paper", "Nobody else reads this.", collection="board"))
    desk.permissions.grant("T1", "U1", ["board"], "UADMIN")
    own = await opened(desk, "U1")
    assert "board: 1 article" in own
    assert "Board paper" in own
    others = await opened(desk, "U2")
    assert "public: 3 articles" in others
    assert "board" not in others.lower()


async def test_home_says_how_the_index_is(desk: SlackDesk) -> None:
    assert "The index is ready." in await opened(desk)


async def test_who_may_read_nothing_sees_so(desk: SlackDesk) -> None:
    desk.slack.add(Person.bot("UMACHINE"))
    assert Said.DENIED in await opened(desk, "UMACHINE", Said.DENIED)


async def test_a_look_up_that_fails_shows_nothing_and_says_so(desk: SlackDesk) -> None:
    desk.slack.faults.add("users.info", Fault(error="internal_error"))
    assert await opened(desk, "U1", Said.LOOK_UP_FAILED) == Said.LOOK_UP_FAILED


async def test_a_watch_that_is_stopped_at_home_is_gone_from_it(desk: SlackDesk) -> None:
    await typed(desk, "watch “Who will operate the plant?”")
    assert "Who will operate the plant?" in await opened(desk, "U1", "Who will operate the plant?")
    assert "Who will operate" not in await opened(desk, "U2")
    await press_in_view(desk, UNWATCH, desk.slack.surfaces.homes["U1"])
    await desk.slack.until(lambda: "Who will operate" not in home_of(desk, "U1"))
    assert desk.watches.active() == []


async def test_what_slack_tells_of_somebody_counts_at_once(desk: SlackDesk) -> None:
    desk.put(Article("secret", "Board paper", "Nobody else reads this.", collection="board"))
    desk.permissions.grant("T1", "U1", ["board"], "UADMIN")
    assert "Board paper" in await opened(desk, "U1", "Board paper")
    desk.slack.add(Person.deactivated("U1"))
    await desk.send(event_callback({"type": "user_change", "user": {"id": "U1"}}))
    await desk.send(app_home_opened("home", "U1"))
    await desk.slack.until(lambda: home_of(desk, "U1") and "Board paper" not in home_of(desk, "U1"))


async def test_who_is_in_which_group_counts_at_once(desk: SlackDesk) -> None:
    from tests.bot.loopback_slack import Usergroup

    desk.put(Article("secret", "Board paper", "Nobody else reads this.", collection="board"))
    desk.permissions.grant("T1", "S1", ["board"], "UADMIN")
    desk.slack.add(Usergroup("S1", ("U1",)))
    assert "Board paper" in await opened(desk, "U1", "Board paper")
    desk.slack.add(Usergroup("S1", ()))
    await desk.send(event_callback({"type": "subteam_members_changed", "subteam_id": "S1"}))
    await desk.send(app_home_opened("home", "U1"))
    await desk.slack.until(lambda: home_of(desk, "U1") and "Board paper" not in home_of(desk, "U1"))
