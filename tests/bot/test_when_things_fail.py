"""When something fails, on our side or on Slack's: one honest reply, and never two."""

from __future__ import annotations

import logging
import threading

import httpx
import pytest
from starlette.applications import Starlette

from answer.errors import InvalidQuestion
from answer.reply import Question, Reply
from bot.app import Bot, create_bot
from bot.http import slack_routes
from index.errors import VectorStoreBroken
from tests.bot.conftest import Door
from tests.bot.loopback_slack import BOT_TOKEN, Fault, LoopbackSlack
from tests.bot.replies import QUOTE, ScriptedAnswerer
from tests.bot.slack_events import SIGNING_SECRET, mention
from tests.bot.slack_limits import texts

pytestmark = pytest.mark.asyncio


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (InvalidQuestion("the question is too <!channel> long: shorten it"), "too <!channel> long: shorten it"),
        (VectorStoreBroken("the store is broken: run dealdesk rebuild"), "run dealdesk rebuild"),
        (ZeroDivisionError("secret internals"), "Something failed on my side"),
        (TimeoutError(), "took too long"),
    ],
)
async def test_a_failing_answerer_leads_to_one_honest_reply(
    door: Door, bot: Bot, slack: LoopbackSlack, answerer: ScriptedAnswerer, error: Exception, told: str
) -> None:
    def fail(question: Question) -> Reply:
        raise error

    answerer.reply = fail
    await door.send(mention())
    await bot.drain()
    [post] = slack.posts
    [said] = texts(post["blocks"])
    assert told in said
    assert "secret internals" not in said


async def test_a_question_over_the_limit_is_told_the_limit(door: Door, bot: Bot, slack: LoopbackSlack) -> None:
    await door.send(mention("why " * 2_000))
    await bot.drain()
    assert "at most 4000" in texts(slack.posts[0]["blocks"])[0]


async def test_an_answer_that_never_comes_is_given_up_with_a_reason(
    slack: LoopbackSlack, answerer: ScriptedAnswerer
) -> None:
    over = threading.Event()

    def hang(question: Question) -> Reply:
        over.wait(timeout=20)
        raise AssertionError("nobody waits for this")

    answerer.reply = hang
    bot = create_bot(
        answerer,
        bot_token=BOT_TOKEN,
        signing_secret=SIGNING_SECRET,
        api_url=slack.api_url,
        answer_timeout_seconds=0.05,
    )
    transport = httpx.ASGITransport(Starlette(routes=slack_routes(bot)))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        await Door(client).send(mention())
    await bot.drain()
    over.set()
    assert "took too long" in texts(slack.posts[0]["blocks"])[0]


async def test_shutdown_gives_up_replies_that_do_not_end_and_says_so(
    door: Door, bot: Bot, slack: LoopbackSlack, answerer: ScriptedAnswerer, caplog: pytest.LogCaptureFixture
) -> None:
    over = threading.Event()

    def hang(question: Question) -> Reply:
        over.wait(timeout=20)
        raise AssertionError("nobody waits for this")

    answerer.reply = hang
    await door.send(mention())
    with caplog.at_level(logging.WARNING):
        await bot.drain(timeout_seconds=0.01)
    over.set()
    assert "gave up 1 unfinished replies" in caplog.text
    assert slack.posts == []


async def test_a_dropped_connection_never_leads_to_a_second_post(
    door: Door, bot: Bot, slack: LoopbackSlack, caplog: pytest.LogCaptureFixture
) -> None:
    slack.faults.append(Fault(drop=True))
    await door.send(mention())
    await bot.drain()
    assert len(slack.posts) == 1
    assert "could not post the reply to T1:C1:1700000000.000100" in caplog.text


async def test_a_reply_put_off_by_the_rate_limit_is_posted_later(door: Door, bot: Bot, slack: LoopbackSlack) -> None:
    slack.faults.append(Fault(retry_after="0"))
    await door.send(mention())
    await bot.drain()
    assert len(slack.posts) == 2
    assert slack.posts[0] == slack.posts[1]


async def test_blocks_that_slack_refuses_go_out_as_text_with_the_quote(
    door: Door, bot: Bot, slack: LoopbackSlack
) -> None:
    slack.faults.append(Fault(error="msg_blocks_too_long"))
    await door.send(mention())
    await bot.drain()
    refused, sent = slack.posts
    assert "blocks" not in sent
    assert sent["text"] == refused["text"]
    assert QUOTE in sent["text"]


async def test_another_refusal_is_logged_and_not_repeated(
    door: Door, bot: Bot, slack: LoopbackSlack, caplog: pytest.LogCaptureFixture
) -> None:
    slack.faults.append(Fault(error="is_archived"))
    await door.send(mention())
    await bot.drain()
    assert len(slack.posts) == 1
    assert "is_archived" in caplog.text
