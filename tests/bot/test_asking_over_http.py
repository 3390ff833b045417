"""Questions as signed HTTP events, answered on the loopback Slack."""

from __future__ import annotations

import asyncio
import random
import threading

import pytest

from answer.reply import Abstention, Question, Reason, Reply
from bot.app import Bot
from bot.delivery import HELP
from corpus.article import PUBLIC
from tests.bot.conftest import Door
from tests.bot.loopback_slack import LoopbackSlack
from tests.bot.replies import QUOTE, ScriptedAnswerer
from tests.bot.slack_events import channel_twin, direct_message, event_callback, mention
from tests.bot.slack_limits import links, texts

pytestmark = pytest.mark.asyncio


async def test_a_mention_gets_one_threaded_reply_with_the_quote(
    door: Door, bot: Bot, slack: LoopbackSlack, answerer: ScriptedAnswerer
) -> None:
    response = await door.send(mention())
    await bot.drain()
    assert response.status_code == 200
    assert [call.method for call in slack.calls] == ["chat.postMessage"]
    [post] = slack.posts
    assert (post["channel"], post["thread_ts"]) == ("C1", "1700000000.000100")
    assert QUOTE in texts(post["blocks"])
    assert links(post["blocks"]) == ["https://ledger.example/ohio"]
    assert [question.text for question in answerer.asked] == ["Who will operate the plant?"]


async def test_a_mention_inside_a_thread_is_answered_in_that_thread(door: Door, bot: Bot, slack: LoopbackSlack) -> None:
    await door.send(mention(thread_ts="1600000000.000001"))
    await bot.drain()
    assert [post["thread_ts"] for post in slack.posts] == ["1600000000.000001"]


@pytest.mark.parametrize(("thread_ts", "expected"), [(None, "1700000000.000200"), ("1.5", "1.5")])
async def test_a_direct_message_is_answered_in_its_thread(
    door: Door, bot: Bot, slack: LoopbackSlack, thread_ts: str | None, expected: str
) -> None:
    await door.send(direct_message(**({"thread_ts": thread_ts} if thread_ts else {})))
    await bot.drain()
    assert [(post["channel"], post["thread_ts"]) for post in slack.posts] == [("D1", expected)]


async def test_a_question_its_retries_and_its_twin_get_one_reply(door: Door, bot: Bot, slack: LoopbackSlack) -> None:
    deliveries = [door.send(mention()), *(door.retry(mention(), n) for n in (1, 2, 3)), door.send(channel_twin())]
    random.Random(7).shuffle(deliveries)
    responses = await asyncio.gather(*deliveries)
    await bot.drain()
    assert {response.status_code for response in responses} == {200}
    assert len(slack.posts) == 1


async def test_a_retry_whose_original_never_arrived_is_answered(door: Door, bot: Bot, slack: LoopbackSlack) -> None:
    await door.retry(mention(), 1)
    await bot.drain()
    assert len(slack.posts) == 1


async def test_a_hundred_questions_each_sent_four_times_get_a_hundred_replies(
    door: Door, bot: Bot, slack: LoopbackSlack
) -> None:
    events = [mention(ts=f"17000001{n:02}.000100") for n in range(100)] * 4
    random.Random(11).shuffle(events)
    for start in range(0, len(events), 10):
        await asyncio.gather(*(door.send(event) for event in events[start : start + 10]))
    await bot.drain(timeout_seconds=30)
    assert len({post["thread_ts"] for post in slack.posts}) == len(slack.posts) == 100


@pytest.mark.parametrize(
    "event",
    [
        mention(bot_id="B2"),
        mention(user="UBOT", bot_id="BBOT"),
        mention(edited={"user": "U1", "ts": "1.2"}),
        direct_message(subtype="bot_message", bot_id="B2"),
        direct_message(subtype="message_changed", message={"text": "new"}),
        direct_message(subtype="message_deleted"),
        direct_message(subtype="channel_join"),
        direct_message(user="USLACKBOT"),
        channel_twin(text="no mention of anybody"),
        event_callback({"type": "reaction_added", "user": "U1"}),
        event_callback({"type": "app_home_opened", "user": "U1", "tab": "messages", "channel": "D1"}),
        mention(ts=5),  # type: ignore[arg-type]
    ],
)
async def test_what_nobody_asked_is_acknowledged_and_left_alone(
    door: Door, bot: Bot, slack: LoopbackSlack, answerer: ScriptedAnswerer, event: dict[str, object]
) -> None:
    response = await door.send(event)
    await bot.drain()
    assert response.status_code == 200
    assert (slack.calls, answerer.asked) == ([], [])


async def test_a_mention_without_a_question_gets_help(
    door: Door, bot: Bot, slack: LoopbackSlack, answerer: ScriptedAnswerer
) -> None:
    await door.send(mention("<@UBOT>  "))
    await bot.drain()
    assert [texts(post["blocks"]) for post in slack.posts] == [[HELP]]
    assert answerer.asked == []


async def test_only_public_articles_answer_unless_told_otherwise(
    door: Door, bot: Bot, answerer: ScriptedAnswerer
) -> None:
    await door.send(mention())
    await bot.drain()
    assert [question.selection.collections for question in answerer.asked] == [(PUBLIC,)]


async def test_an_abstention_is_a_reply(door: Door, bot: Bot, slack: LoopbackSlack, answerer: ScriptedAnswerer) -> None:
    answerer.reply = lambda question: Abstention(question, Reason.NOTHING_FOUND, "index-1")
    await door.send(mention())
    await bot.drain()
    assert texts(slack.posts[0]["blocks"]) == ["I found nothing about this in the articles."]


async def test_the_acknowledgement_does_not_wait_for_the_answer(
    door: Door, bot: Bot, slack: LoopbackSlack, answerer: ScriptedAnswerer
) -> None:
    may_answer = threading.Event()
    usual = answerer.reply

    def slow(question: Question) -> Reply:
        assert may_answer.wait(timeout=20)
        return usual(question)

    answerer.reply = slow
    response = await door.send(mention())
    assert (response.status_code, slack.posts) == (200, [])
    may_answer.set()
    await bot.drain()
    assert len(slack.posts) == 1
