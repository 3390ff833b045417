"""Exactly one reply to each question, whatever Slack sends twice."""

from __future__ import annotations

import asyncio
import random
import threading

import pytest

from answer.reply import Abstention, Question, Reason, Reply
from bot.said import Said
from bot.transport.socket import socket_mode
from corpus.article import PUBLIC
from tests.bot.desk import SlackDesk
from tests.bot.loopback_slack import APP_TOKEN
from tests.bot.replies import QUOTE, ScriptedAnswerer
from tests.bot.slack_events import QUESTION, channel_twin, direct_message, event_callback, mention, twins
from tests.bot.slack_limits import links, texts

pytestmark = pytest.mark.asyncio
TS = "1700000000.000100"


async def test_a_mention_is_answered_in_its_thread_with_the_quote(desk: SlackDesk, answerer: ScriptedAnswerer) -> None:
    [reply] = await desk.ask(mention())
    assert QUOTE in texts(reply.blocks)
    assert links(reply.blocks) == ["https://ledger.example/ohio"]
    assert [question.text for question in answerer.asked] == [QUESTION]


async def test_a_mention_inside_a_thread_is_answered_in_that_thread(desk: SlackDesk) -> None:
    [reply] = await desk.ask(mention(thread_ts="1600000000.000001"))
    assert reply.thread_ts == "1600000000.000001"


@pytest.mark.parametrize(("thread_ts", "expected"), [(None, "1700000000.000200"), ("1.5", "1.5")])
async def test_a_direct_message_is_answered_in_its_thread(
    desk: SlackDesk, thread_ts: str | None, expected: str
) -> None:
    [reply] = await desk.ask(direct_message(**({"thread_ts": thread_ts} if thread_ts else {})))
    assert (reply.channel, reply.thread_ts) == ("D1", expected)


async def test_a_reply_is_streamed_and_carries_its_question_as_metadata(desk: SlackDesk) -> None:
    [reply] = await desk.ask(mention())
    methods = [call.method for call in desk.slack.calls]
    assert "chat.postMessage" not in methods
    assert methods.index("assistant.threads.setStatus") < methods.index("chat.startStream")
    assert methods.index("chat.startStream") < methods.index("chat.appendStream") < methods.index("chat.stopStream")
    assert reply.metadata["event_payload"] == {"key": f"T1:C1:{TS}"}


async def test_the_twins_and_their_retries_get_one_reply(desk: SlackDesk, answerer: ScriptedAnswerer) -> None:
    deliveries = [desk.send(event) for event in twins()]
    deliveries += [desk.retry(event, n) for event in twins() for n in (1, 2, 3)]
    random.Random(7).shuffle(deliveries)
    assert {response.status_code for response in await asyncio.gather(*deliveries)} == {200}
    await desk.ended(mention())
    assert len(desk.slack.replies_to("C1", TS)) == len(answerer.asked) == 1


async def test_a_hundred_questions_each_sent_four_times_with_their_twins_get_a_hundred_replies(desk: SlackDesk) -> None:
    pairs = [twins(ts=f"17000001{n:02}.000100") for n in range(100)]
    events = [event for pair in pairs for event in (*pair, *[pair[0]] * 3)]
    random.Random(11).shuffle(events)
    for start in range(0, len(events), 10):
        await asyncio.gather(*(desk.send(event) for event in events[start : start + 10]))
    await desk.ended(*(pair[0] for pair in pairs))
    assert [len(desk.slack.replies_to("C1", pair[0]["event"]["ts"])) for pair in pairs] == [1] * 100
    assert len(desk.slack.messages("C1")) == 200


async def test_a_hundred_questions_of_which_only_a_retry_arrived_get_a_hundred_replies(desk: SlackDesk) -> None:
    events = [mention(ts=f"17000002{n:02}.000100") for n in range(100)]
    for start in range(0, len(events), 10):
        await asyncio.gather(*(desk.retry(event, 1) for event in events[start : start + 10]))
    await desk.ended(*events)
    assert [len(desk.slack.replies_to("C1", event["event"]["ts"])) for event in events] == [1] * 100


@pytest.mark.parametrize(
    "event",
    [
        mention(bot_id="B2"),
        mention(user="UBOT", bot_id="BBOT"),
        mention(user="UBOT"),
        mention(edited={"user": "U1", "ts": "1.2"}),
        direct_message(subtype="bot_message", bot_id="B2"),
        direct_message(subtype="message_changed", message={"text": "new"}),
        direct_message(subtype="message_deleted"),
        direct_message(subtype="channel_join"),
        direct_message(user="USLACKBOT"),
        channel_twin(text="no mention of anybody, and no question"),
        channel_twin(text="Who will operate the plant?"),
        channel_twin(text="<@U7> who will operate the plant?"),
        event_callback({"type": "reaction_added", "user": "U1"}),
    ],
)
async def test_what_nobody_asked_is_acknowledged_and_left_alone(
    desk: SlackDesk, answerer: ScriptedAnswerer, event: dict[str, object]
) -> None:
    assert (await desk.send(event)).status_code == 200
    assert desk.questions.unfinished() == []
    assert (desk.slack.calls, answerer.asked) == ([], [])


async def test_a_mention_without_a_question_gets_help(desk: SlackDesk, answerer: ScriptedAnswerer) -> None:
    [reply] = await desk.ask(mention("<@UBOT>  "))
    assert texts(reply.blocks) == [Said.HELP]
    assert answerer.asked == []


async def test_a_message_with_a_file_is_answered(desk: SlackDesk, answerer: ScriptedAnswerer) -> None:
    await desk.ask(direct_message(subtype="file_share"))
    assert [question.text for question in answerer.asked] == [QUESTION]


async def test_only_public_articles_answer_where_nothing_is_bound(desk: SlackDesk, answerer: ScriptedAnswerer) -> None:
    await desk.ask(mention())
    assert [question.selection.collections for question in answerer.asked] == [(PUBLIC,)]


async def test_an_abstention_is_a_reply(desk: SlackDesk, answerer: ScriptedAnswerer) -> None:
    answerer.reply = lambda question: Abstention(question, Reason.NOTHING_FOUND, "index-1")
    [reply] = await desk.ask(mention())
    assert "I found nothing about this in the articles." in texts(reply.blocks)


async def test_fifty_questions_at_once_are_acknowledged_before_any_is_answered(
    desk: SlackDesk, answerer: ScriptedAnswerer
) -> None:
    """How soon: `python -m benchmarks.acknowledgement`."""
    may_answer, usual = threading.Event(), answerer.reply

    def slow(question: Question) -> Reply:
        assert may_answer.wait(timeout=60)
        return usual(question)

    answerer.reply = slow
    events = [mention(ts=f"17000003{n:02}.000100") for n in range(50)]
    responses = await asyncio.gather(*(desk.send(event) for event in events))
    assert {response.status_code for response in responses} == {200}
    await desk.slack.until(lambda: len(desk.slack.bodies("chat.startStream")) == 50, 30)
    assert not any(desk.whole("C1", event["event"]["ts"]) for event in events)
    may_answer.set()
    await desk.ended(*events)
    assert all(len(desk.slack.replies_to("C1", event["event"]["ts"])) == 1 for event in events)


async def test_over_a_socket_a_question_its_twin_and_their_repeats_get_one_reply(desk: SlackDesk) -> None:
    slack = desk.slack
    async with socket_mode(desk.door.bot, APP_TOKEN):
        for event in twins():
            await slack.send_event(event)
        await slack.ask_to_reconnect()
        for event in twins():
            await slack.send_event(event, retry=1)
        await desk.ended(mention())
    assert len(desk.whole("C1", TS)) == len(slack.replies_to("C1", TS)) == 1
    assert len(slack.acknowledged) == len(set(slack.acknowledged)) == 4
