"""Follow-ups: a thread is a conversation, also after a restart, and only for who may read what was said in it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from answer.reply import Abstention, Question, Reason, Reply
from bot.ports import Binding, State
from tests.bot.desk import SlackDesk, slack_desk
from tests.bot.loopback_slack import LoopbackSlack
from tests.bot.replies import ScriptedAnswerer, answer, citation
from tests.bot.slack.people import Person
from tests.bot.slack_events import channel_twin, direct_message, mention, thread_message

pytestmark = pytest.mark.asyncio
TS, LATER = "1700000000.000100", "1700000060.000100"


async def test_a_follow_up_needs_no_mention_and_carries_the_thread_as_history(
    desk: SlackDesk, answerer: ScriptedAnswerer
) -> None:
    await desk.ask(mention())
    await desk.send(thread_message("And when will it open?", LATER, TS))
    await desk.replied("C1", TS, 2)
    assert [(turn.role, turn.text) for turn in answerer.asked[1].history] == [
        ("user", "Who will operate the plant?"),
        ("assistant", "SB Energy will operate the plant. [1]"),
    ]


async def test_the_thread_is_remembered_over_a_restart(
    slack: LoopbackSlack, answerer: ScriptedAnswerer, tmp_path: Path
) -> None:
    with slack_desk(tmp_path / "home", slack, answerer) as desk, desk.running():
        await desk.ask(mention())
    with slack_desk(tmp_path / "home", slack, answerer) as desk, desk.running():
        await desk.send(thread_message("And when will it open?", LATER, TS))
        await desk.replied("C1", TS, 2)
    assert len(answerer.asked[1].history) == 2


async def test_a_direct_message_in_a_thread_carries_the_thread_too(desk: SlackDesk, answerer: ScriptedAnswerer) -> None:
    await desk.ask(direct_message(ts=TS))
    await desk.send(direct_message("And when will it open?", LATER, thread_ts=TS))
    await desk.replied("D1", TS, 2)
    assert len(answerer.asked[1].history) == 2


@pytest.mark.parametrize(
    "event",
    [
        thread_message("<@U7> can you send me the contract?", LATER, TS),
        thread_message("And when will it open?", LATER, "1600000000.000900"),
        channel_twin("And when will it open?", LATER),
    ],
)
async def test_what_is_said_to_others_or_elsewhere_is_left_alone(
    desk: SlackDesk, answerer: ScriptedAnswerer, event: dict[str, object]
) -> None:
    await desk.ask(mention())
    await desk.ended(mention())
    await desk.send(event)
    assert desk.questions.unfinished() == []
    assert len(answerer.asked) == 1


async def test_an_abstention_is_no_part_of_the_history_and_what_was_passed_over_neither(
    desk: SlackDesk, answerer: ScriptedAnswerer
) -> None:
    await desk.ask(mention())
    usual = answerer.reply
    answerer.reply = lambda question: Abstention(question, Reason.NOT_SUPPORTED, "index-1")
    await desk.send(thread_message("And when will it open?", LATER, TS))
    await desk.replied("C1", TS, 2)
    thanks = thread_message("thanks a lot", "1700000070.000100", TS)
    await desk.send(thanks)
    await desk.ended(thanks)
    answerer.reply = usual
    await desk.send(thread_message("And who pays for it?", "1700000080.000100", TS))
    await desk.replied("C1", TS, 3)
    assert [(turn.role, turn.text) for turn in answerer.asked[3].history] == [
        ("user", "Who will operate the plant?"),
        ("assistant", "SB Energy will operate the plant. [1]"),
        ("user", "And when will it open?"),
    ]


async def test_what_is_no_question_is_answered_in_a_thread_only_where_an_article_answers(
    desk: SlackDesk, answerer: ScriptedAnswerer
) -> None:
    await desk.ask(mention())
    usual = answerer.reply
    answerer.reply = lambda question: Abstention(question, Reason.NOT_SUPPORTED, "index-1")
    thanks = thread_message("thanks a lot", LATER, TS)
    await desk.send(thanks)
    await desk.ended(thanks)
    assert len(desk.slack.replies_to("C1", TS)) == 1
    assert answerer.asked[1].history == ()  # or the answer before it would be found again
    answerer.reply = usual
    await desk.send(thread_message("the operator of the Georgia one", "1700000070.000100", TS))
    await desk.replied("C1", TS, 2)


async def test_a_follow_up_of_somebody_else_has_their_rights_and_none_of_what_they_may_not_read(
    desk: SlackDesk, answerer: ScriptedAnswerer
) -> None:
    secret = citation(7, quote="CANARY will operate the plant in secret.", title="CANARY")
    private = replace(secret, marker=1, article=replace(secret.article, collection="deals"))
    desk.put(private.article)
    desk.permissions.bind("T1", "C1", Binding(("deals", "public"), shared=True), "U1")
    desk.slack.add(Person("U9", team="T9", is_stranger=True))

    def by_rights(question: Question) -> Reply:
        if "deals" in (question.selection.collections or ()):
            return answer(question, (private,), "CANARY will operate it.")
        return answer(question, (citation(1),))

    answerer.reply = by_rights
    await desk.ask(mention())
    await desk.send(thread_message("And when will it open?", LATER, TS, user="U9", user_team="T9"))
    await desk.replied("C1", TS, 2)
    stranger = answerer.asked[1]
    assert stranger.selection.collections == ("public",)
    assert stranger.history == ()
    assert "CANARY" not in str(desk.slack.replies_to("C1", TS)[1].blocks)


async def test_a_channel_may_let_questions_be_answered_that_nobody_asked_us_but_only_when_sure(
    desk: SlackDesk, answerer: ScriptedAnswerer
) -> None:
    desk.permissions.bind("T1", "C1", Binding(("public",), unasked=True), "U1")
    for support, ts in ((0.5, "1700000001.000100"), (0.95, "1700000002.000100")):
        answerer.reply = lambda question, support=support: replace(  # type: ignore[misc]
            answer(question, (citation(1),)), support=support
        )
        overheard = channel_twin("Who will operate the plant?", ts)
        await desk.send(overheard)
        await desk.ended(overheard)
    assert desk.slack.replies_to("C1", "1700000001.000100") == []
    assert len(desk.slack.replies_to("C1", "1700000002.000100")) == 1
    taken = desk.questions.get("T1:C1:1700000001.000100")
    assert taken
    assert taken.state is State.SILENT
    methods = [call.method for call in desk.slack.calls if call.body.get("thread_ts") == "1700000001.000100"]
    assert methods == []  # nobody saw that we thought about it
