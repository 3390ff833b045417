"""/dealdesk: what everybody can type, what admins can, and that only the asker sees what comes back."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.interaction.commands import PAGE
from bot.ports import Binding
from bot.said import Said
from corpus.article import Article
from corpus.registry import Registry
from corpus.source import SourceKind
from tests.bot.desk import SlackDesk
from tests.bot.loopback_slack import Channel, Fault, Person, Usergroup
from tests.bot.pressing import typed, typed_for
from tests.bot.replies import QUOTE, ScriptedAnswerer
from tests.bot.slack_limits import buttons, texts

pytestmark = pytest.mark.asyncio


async def test_a_question_is_answered_for_the_asker_alone_with_a_way_to_share_it(
    desk: SlackDesk, answerer: ScriptedAnswerer
) -> None:
    seen = await typed_for(desk, "ask Who will operate the plant?")
    assert (seen.channel, seen.user) == ("C1", "U1")
    assert texts(seen.blocks)[0] == "Who will operate the plant?\n"  # Slack does not echo what was typed
    assert QUOTE in str(seen.blocks)
    assert "dealdesk_share" in buttons(seen.blocks)
    assert [question.text for question in answerer.asked] == ["Who will operate the plant?"]
    assert desk.slack.posts == []


@pytest.mark.parametrize(
    "text",
    ["Who will operate the plant?", "operator of the Ohio plant", "sources of the money for the plant", "plant?"],
)
async def test_words_that_are_no_command_are_a_question(desk: SlackDesk, answerer: ScriptedAnswerer, text: str) -> None:
    await typed_for(desk, text)
    assert [question.text for question in answerer.asked] == [text]


async def test_a_question_of_a_command_is_asked_with_the_rights_of_the_asker(
    desk: SlackDesk, answerer: ScriptedAnswerer
) -> None:
    desk.permissions.grant("T1", "U1", ["board"], "UADMIN")
    desk.permissions.bind("T1", "C1", Binding(("deals",)), "UADMIN")
    await typed_for(desk, "ask who?", "U1")
    await typed_for(desk, "ask who?", "U2")
    assert [question.selection.collections for question in answerer.asked] == [("public", "board"), ("public",)]


@pytest.mark.parametrize("text", ["", "help", "HELP", "ask", "ask   "])
async def test_help_lists_what_can_be_typed(desk: SlackDesk, answerer: ScriptedAnswerer, text: str) -> None:
    said = await typed(desk, text)
    assert "/dealdesk articles" in said
    assert answerer.asked == []


async def test_a_word_that_is_no_command_is_said_to_be_none(desk: SlackDesk, answerer: ScriptedAnswerer) -> None:
    assert "“artcles”" in await typed(desk, "artcles")
    assert answerer.asked == []


async def test_articles_are_those_that_the_asker_may_read_the_newest_first(desk: SlackDesk) -> None:
    desk.permissions.grant("T1", "U1", ["board"], "UADMIN")
    desk.put(Article("secret", "Board paper on Ohio", "Nobody else reads this.", collection="board"))
    assert "Board paper on Ohio" in await typed(desk, "articles ohio", "U1")
    assert "Board paper" not in await typed(desk, "articles ohio", "U2")


async def test_many_articles_come_in_pages(desk: SlackDesk) -> None:
    desk.put(*(Article(f"wire-{n:02}", f"Wire number {n:02}", f"Text of {n}.") for n in range(PAGE + 3)))
    first = await typed(desk, "articles wire")
    assert f"{PAGE + 3} articles about “wire”" in first
    assert "/dealdesk articles wire --page 2" in first
    second = await typed(desk, "articles wire --page 2")
    names = [f"Wire number {n:02}" for n in range(PAGE + 3)]
    assert sorted(name for name in names if (name in first) != (name in second)) == names
    assert "--page 3" not in second


async def test_sources_are_those_of_collections_that_the_asker_may_read(desk: SlackDesk) -> None:
    now = datetime.now(UTC).replace(tzinfo=None)
    registry = Registry(desk.index.catalogue.database)
    registry.add(SourceKind.FEED, "https://wire.example/feed", "public", 60, now)
    registry.add(SourceKind.FEED, "https://board.example/feed", "board", 60, now)
    said = await typed(desk, "sources")
    assert "wire.example" in said
    assert "board.example" not in said


async def test_who_may_read_nothing_is_told_so(desk: SlackDesk) -> None:
    desk.slack.add(Person.bot("UMACHINE"))
    assert await typed(desk, "articles", "UMACHINE") == Said.DENIED


async def test_a_look_up_that_fails_shows_nothing_and_says_so(desk: SlackDesk) -> None:
    desk.slack.faults.add("users.info", Fault(error="internal_error"))
    assert await typed(desk, "articles") == Said.LOOK_UP_FAILED


async def test_what_nobody_foresaw_is_told_with_a_reference(desk: SlackDesk, caplog: pytest.LogCaptureFixture) -> None:
    desk.slack.faults.add("conversations.open", Fault(error="internal_error"))
    said = await typed(desk, "watch “who runs the canary plant?”")
    reference = said.rsplit(" ", 1)[-1]
    assert Said.FAILED.format(reference=reference) == said
    assert reference in caplog.text
    assert "canary" not in caplog.text


async def test_a_watch_that_is_typed_is_listed_and_stopped_by_its_number(
    desk: SlackDesk, answerer: ScriptedAnswerer
) -> None:
    assert await typed(desk, "watch “Who will operate the plant?”") == f"{Said.WATCHING} Stop watching"
    [watch] = desk.watches.active("slack:T1:U1")
    assert (watch.question.text, watch.address) == ("Who will operate the plant?", "T1/D1//U1/")
    assert desk.answers.get(watch.answer_id or "")
    assert "Who will operate the plant?" in await typed(desk, "watch list")
    assert await typed(desk, "watch stop 2") == Said.WATCH_GONE
    assert await typed(desk, "watch stop 1", "U2") == Said.WATCH_GONE
    assert await typed(desk, "watch stop 1") == Said.WATCH_STOPPED
    assert "You watch nothing" in await typed(desk, "watch list")


@pytest.mark.parametrize("text", ["bind deals", "bind", "unbind", "grant <@U2> deals", "revoke <@U2>", "grants"])
async def test_only_admins_bind_and_grant(desk: SlackDesk, text: str) -> None:
    assert await typed(desk, text) == Said.ADMINS_ONLY
    assert desk.permissions.binding("T1", "C1") is None
    assert desk.permissions.grants("T1") == []


async def test_an_admin_binds_shows_and_unbinds_a_channel(desk: SlackDesk) -> None:
    said = await typed(desk, "bind public, deal team —unasked", "UADMIN")
    assert "C1 is answered from public, deal team" in said
    assert "No article is in deal team yet" in said
    assert desk.permissions.binding("T1", "C1") == Binding(("public", "deal team"), unasked=True)
    assert "public, deal team" in await typed(desk, "bind", "UADMIN")
    assert "bound to nothing" in await typed(desk, "unbind", "UADMIN")
    assert desk.permissions.binding("T1", "C1") is None


async def test_another_channel_is_named_as_slack_names_it(desk: SlackDesk) -> None:
    await typed(desk, "bind <#C2|other> public", "UADMIN")
    assert desk.permissions.binding("T1", "C2") == Binding(("public",))
    assert "bound to nothing" in await typed(desk, "unbind <#C2|other>", "UADMIN")
    assert desk.permissions.binding("T1", "C2") is None
    assert "pick the channel" in await typed(desk, "bind #other public", "UADMIN")
    assert desk.permissions.binding("T1", "C1") is None


async def test_binding_what_another_company_reads_needs_to_be_said(desk: SlackDesk) -> None:
    desk.slack.add(Channel.shared("CSHARED"))
    assert "bind with --shared" in await typed(desk, "bind public", "UADMIN", "CSHARED")
    assert "bind with --shared" not in await typed(desk, "bind public --shared", "UADMIN", "CSHARED")


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("bind public --forever", "I do not know --forever"),
        ("bind ,", "parted by commas"),
        ("grant ann deals", "picked from the list"),
        ("grant @ann deals", "picked from the list"),
        ("grant <@U2|ann>", "parted by commas"),
        ("revoke everybody", "picked from the list"),
    ],
)
async def test_what_cannot_be_read_says_what_to_type(desk: SlackDesk, text: str, hint: str) -> None:
    assert hint in await typed(desk, text, "UADMIN")
    assert desk.permissions.grants("T1") == []


async def test_nothing_is_bound_in_a_direct_message(desk: SlackDesk) -> None:
    assert "in the channel it is for" in await typed(desk, "bind public", "UADMIN", "DADMIN")


async def test_people_and_groups_are_granted_collections_and_lose_them(desk: SlackDesk) -> None:
    desk.slack.add(Usergroup("S0GROUP1", ("U2",)))
    await typed(desk, "grant <@U1|ann> board,  R&amp;D", "UADMIN")
    await typed(desk, "grant <!subteam^S0GROUP1|@analysts> board", "UADMIN")
    listed = await typed(desk, "grants", "UADMIN")
    assert "S0GROUP1: board" in listed
    assert "U1: R&D, board" in listed
    assert "board" in await typed(desk, "revoke <@U1> board", "UADMIN")
    assert desk.permissions.granted("T1", ["U1"]) == {"R&D"}
    await typed(desk, "revoke S0GROUP1", "UADMIN")
    assert desk.permissions.grants("T1") == [("U1", "R&D")]
