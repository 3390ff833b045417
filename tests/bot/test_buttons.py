"""The buttons below an answer, pressed by who may and by who may not."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
import sqlalchemy as sa

from answer.reply import Abstention, Question, Reason, Reply
from bot.ports import Binding
from bot.said import Said
from bot.shown.actions_named import FEEDBACK, MORE_PASSAGES, SHARE, SHOW_MORE, UNWATCH, WATCH
from bot.shown.passages_modal import PASSAGES_A_PAGE
from corpus.schema import feedback
from tests.bot.desk import SlackDesk
from tests.bot.loopback_slack import Channel, Fault, Person
from tests.bot.pressing import interact, press, press_and_hear, press_in_view, shown, typed_for, whispered
from tests.bot.replies import QUOTE, ScriptedAnswerer, answer, citation
from tests.bot.slack.messages import Ephemeral, Message
from tests.bot.slack_actions import feedback_click
from tests.bot.slack_events import direct_message, mention, shared
from tests.bot.slack_limits import buttons, texts

pytestmark = pytest.mark.asyncio


async def answered(desk: SlackDesk) -> Message:
    """An answer that the whole channel sees."""
    [reply] = await desk.ask(mention())
    return reply


def drawn_from_board(desk: SlackDesk, answerer: ScriptedAnswerer, count: int = 1) -> None:
    """From now on it is answered from what only U1 may read."""
    cited = [citation(marker) for marker in range(11, 11 + count)]
    cited = [replace(one, article=replace(one.article, collection="board")) for one in cited]
    desk.put(*(one.article for one in cited))
    desk.permissions.grant("T1", "U1", ["board"], "UADMIN")
    answerer.reply = lambda question: answer(question, tuple(cited))


def only_modal(desk: SlackDesk) -> str:
    [view] = desk.slack.surfaces.modals.values()
    return " ".join(texts(view.content["blocks"]))


async def until_modal_says(desk: SlackDesk, words: str) -> None:
    await desk.slack.until(lambda: desk.slack.surfaces.modals and words in only_modal(desk))


async def test_feedback_is_kept_with_the_answer_and_the_last_word_counts(desk: SlackDesk) -> None:
    reply = await answered(desk)
    element = buttons(reply.blocks)[FEEDBACK]
    for number, helpful in enumerate([True, False]):
        where = desk.slack.clicked("C1", "U2", reply.ts)
        await interact(desk, feedback_click(element, reply, positive=helpful, user="U2", **where))
        seen = await whispered(desk, number)
        assert (shown(seen), seen.user) == (Said.THANKS, "U2")
    with desk.index.catalogue.reading() as tx:
        assert [(row.asker, row.helpful) for row in tx.execute(sa.select(feedback))] == [("slack:T1:U2", False)]


async def test_more_passages_show_each_quote_in_its_context(desk: SlackDesk) -> None:
    await press(desk, SHOW_MORE, await answered(desk))
    await until_modal_says(desk, QUOTE)
    assert "The agreement was signed." in only_modal(desk)
    assert "More follows." in only_modal(desk)


async def test_the_modal_opens_before_anybody_is_looked_up(desk: SlackDesk) -> None:
    reply = await answered(desk)
    before = len(desk.slack.calls)
    await press(desk, SHOW_MORE, reply, "U2")
    await until_modal_says(desk, QUOTE)
    assert desk.slack.calls[before].method == "views.open"


@pytest.mark.parametrize("user", ["U2", "UGUEST", "UMACHINE"])
async def test_more_passages_are_denied_to_who_may_not_read_them(
    desk: SlackDesk, answerer: ScriptedAnswerer, user: str
) -> None:
    desk.slack.add(Person.guest("UGUEST"), Person.bot("UMACHINE"))
    drawn_from_board(desk, answerer)
    seen = await typed_for(desk, "ask Who will operate the plant?", "U1")
    await press(desk, SHOW_MORE, seen, user)
    await until_modal_says(desk, Said.ANSWER_DENIED)
    assert QUOTE not in only_modal(desk)


async def test_what_a_channel_sees_opens_with_the_collections_of_the_channel(
    desk: SlackDesk, answerer: ScriptedAnswerer
) -> None:
    desk.slack.add(Person.guest("UGUEST"))
    drawn_from_board(desk, answerer)
    desk.permissions.bind("T1", "C1", Binding(("board",)), "UADMIN")
    reply = await answered(desk)
    await press(desk, SHOW_MORE, reply, "U2")
    await until_modal_says(desk, QUOTE)
    desk.slack.surfaces.modals.clear()
    await press(desk, SHOW_MORE, reply, "UGUEST")
    await until_modal_says(desk, Said.ANSWER_DENIED)


async def test_pages_of_the_modal_keep_the_rights_it_was_opened_with(
    desk: SlackDesk, answerer: ScriptedAnswerer
) -> None:
    drawn_from_board(desk, answerer, PASSAGES_A_PAGE + 2)
    desk.permissions.bind("T1", "C1", Binding(("board",)), "UADMIN")
    reply = await answered(desk)
    await press(desk, SHOW_MORE, reply, "U2")
    await until_modal_says(desk, f"Passages 1 to {PASSAGES_A_PAGE}")
    [view] = desk.slack.surfaces.modals.values()
    await press_in_view(desk, MORE_PASSAGES, view, "U2")
    await until_modal_says(desk, f"to {PASSAGES_A_PAGE + 2} of {PASSAGES_A_PAGE + 2}")
    desk.permissions.bind("T1", "C1", None, "UADMIN")
    await press_in_view(desk, "dealdesk_earlier_passages", view, "U2")
    await until_modal_says(desk, Said.ANSWER_DENIED)


async def test_a_look_up_that_fails_is_said_in_the_modal(desk: SlackDesk) -> None:
    reply = await answered(desk)
    desk.slack.faults.add("users.info", Fault(error="internal_error"))
    await press(desk, SHOW_MORE, reply, "U2")
    await until_modal_says(desk, Said.LOOK_UP_FAILED)


@pytest.mark.parametrize("action", [SHOW_MORE, WATCH, SHARE, FEEDBACK])
async def test_an_answer_that_was_erased_is_said_to_be_gone(desk: SlackDesk, action: str) -> None:
    seen = await typed_for(desk, "ask Who will operate the plant?")
    with desk.index.catalogue.writing() as tx:
        tx.execute(sa.text("DELETE FROM answers"))
    if action == SHOW_MORE:
        await press(desk, action, seen)
        await until_modal_says(desk, Said.ANSWER_GONE)
        return
    if action == FEEDBACK:
        element = buttons(seen.blocks)[FEEDBACK]
        standing = Message(seen.channel, seen.ts, blocks=seen.blocks)
        await interact(desk, feedback_click(element, standing, positive=True, **desk.slack.clicked()))
        assert shown(await whispered(desk, 1)) == Said.ANSWER_GONE
        return
    assert await press_and_hear(desk, action, seen) == Said.ANSWER_GONE


async def test_sharing_posts_the_question_and_the_answer_and_takes_the_private_one_away(desk: SlackDesk) -> None:
    seen = await typed_for(desk, "ask Who will operate the plant?")
    await press(desk, SHARE, seen)
    await desk.slack.until(lambda: seen.edits)
    [message] = desk.slack.messages("C1")
    assert shown(message).startswith("Who will operate the plant?")
    assert QUOTE in shown(message)
    assert shown(seen) == Said.SHARED
    assert SHARE not in buttons(message.blocks)
    assert SHOW_MORE in buttons(message.blocks)


async def test_whoever_presses_twice_shares_once(desk: SlackDesk) -> None:
    seen = await typed_for(desk, "ask Who will operate the plant?")
    again = Ephemeral(seen.channel, seen.user, seen.ts, blocks=list(seen.blocks))
    await asyncio.gather(press(desk, SHARE, seen), press(desk, SHARE, again))
    await desk.slack.until(lambda: seen.edits)
    await press(desk, SHARE, again)
    await desk.slack.until(lambda: seen.edits > 1)
    assert len(desk.slack.posts) == 1


async def test_a_post_that_slack_did_not_answer_is_looked_for_before_it_is_made_again(desk: SlackDesk) -> None:
    seen = await typed_for(desk, "ask Who will operate the plant?")
    desk.slack.faults.append(Fault(drop=True))
    await press(desk, SHARE, seen)
    await desk.slack.until(lambda: seen.edits)
    assert len(desk.slack.messages("C1")) == 1


async def test_what_the_channel_may_not_see_is_not_shared(desk: SlackDesk, answerer: ScriptedAnswerer) -> None:
    drawn_from_board(desk, answerer)
    seen = await typed_for(desk, "ask Who will operate the plant?")
    assert await press_and_hear(desk, SHARE, seen) == Said.SHARE_DENIED
    assert desk.slack.posts == []
    desk.permissions.bind("T1", "C1", Binding(("public", "board")), "UADMIN")
    await press(desk, SHARE, seen)
    await desk.slack.until(lambda: seen.edits)
    assert len(desk.slack.posts) == 1


async def test_a_channel_that_became_shared_with_another_company_is_given_nothing_private(
    desk: SlackDesk, answerer: ScriptedAnswerer
) -> None:
    drawn_from_board(desk, answerer)
    desk.slack.add(Channel.shared("CSHARED"))
    desk.permissions.bind("T1", "CSHARED", Binding(("board",)), "UADMIN")
    seen = await typed_for(desk, "ask Who will operate the plant?", channel="CSHARED")
    assert await press_and_hear(desk, SHARE, seen) == Said.SHARE_DENIED
    desk.slack.faults.always("conversations.info", Fault(error="missing_scope"))
    desk.slack.add(Channel.shared("COTHER"))
    elsewhere = await typed_for(desk, "ask Who will operate the plant?", channel="COTHER")
    assert await press_and_hear(desk, SHARE, elsewhere) == Said.LOOK_UP_FAILED
    assert desk.slack.posts == []


async def test_a_channel_that_we_are_not_in_is_said_to_be_so(desk: SlackDesk) -> None:
    desk.slack.add(replace(Channel.public("CAWAY"), is_member=False))
    seen = await typed_for(desk, "ask Who will operate the plant?", channel="CAWAY")
    assert await press_and_hear(desk, SHARE, seen) == Said.CANNOT_SHARE


async def test_a_watch_that_is_begun_below_an_answer_tells_in_its_thread(desk: SlackDesk) -> None:
    reply = await answered(desk)
    assert Said.WATCHING in await press_and_hear(desk, WATCH, reply, "U2")
    [watch] = desk.watches.active()
    assert (watch.asker, watch.door) == ("slack:T1:U2", "slack")
    assert watch.address == f"T1/C1/{reply.thread_ts}/U2/"
    assert desk.answers.get(watch.answer_id or "")
    await press_and_hear(desk, WATCH, reply, "U2")
    assert len(desk.watches.active()) == 1


async def test_a_watch_in_a_direct_message_tells_there_and_one_of_a_private_answer_in_a_direct_message(
    desk: SlackDesk,
) -> None:
    [reply] = await desk.ask(direct_message())
    await press_and_hear(desk, WATCH, reply)
    await press_and_hear(desk, WATCH, await typed_for(desk, "ask Who will operate the plant?"))
    assert {watch.address for watch in desk.watches.active()} == {f"T1/D1/{reply.thread_ts}/U1/", "T1/D1//U1/"}


async def test_an_abstention_is_watched_for_a_first_answer(desk: SlackDesk, answerer: ScriptedAnswerer) -> None:
    def abstain(question: Question) -> Reply:
        return Abstention(question, Reason.NOTHING_FOUND, "index-1")

    answerer.reply = abstain
    assert Said.WATCHING_FOR_A_FIRST in await press_and_hear(desk, WATCH, await answered(desk))


async def test_what_somebody_may_not_read_they_cannot_watch(desk: SlackDesk, answerer: ScriptedAnswerer) -> None:
    drawn_from_board(desk, answerer)
    seen = await typed_for(desk, "ask Who will operate the plant?")
    assert await press_and_hear(desk, WATCH, seen, "U2") == Said.ANSWER_DENIED
    assert desk.watches.active() == []


async def test_only_who_watches_ends_a_watch(desk: SlackDesk) -> None:
    await press_and_hear(desk, WATCH, await answered(desk))
    offered = desk.slack.ephemerals[-1]
    assert "Somebody else watches this" in await press_and_hear(desk, UNWATCH, offered, "U2")
    assert await press_and_hear(desk, UNWATCH, offered) == Said.WATCH_STOPPED
    assert await press_and_hear(desk, UNWATCH, offered) == Said.WATCH_GONE


async def test_another_companys_people_are_refused_what_a_shared_channel_was_answered_from(
    desk: SlackDesk, answerer: ScriptedAnswerer
) -> None:
    drawn_from_board(desk, answerer)
    desk.slack.add(Channel.shared("CSHARED"), Person.external("UEXT"))
    desk.permissions.bind("T1", "CSHARED", Binding(("board",), shared=True), "UADMIN")
    [reply] = await desk.ask(shared(mention(), user_team="T1"))
    await press(desk, SHOW_MORE, reply, "UEXT")
    await until_modal_says(desk, Said.ANSWER_DENIED)
    assert await press_and_hear(desk, WATCH, reply, "UEXT") == Said.ANSWER_DENIED
