"""Whoever asks sees something within 10 seconds, whatever is broken; and the answer still comes once."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from answer.reply import Question, Reply
from bot.asked import Asked, How, Place
from bot.ports import Binding
from bot.said import Said
from tests.bot.desk import SlackDesk, slack_desk
from tests.bot.loopback_slack import LoopbackSlack
from tests.bot.pressing import post_form
from tests.bot.replies import QUOTE, ScriptedAnswerer
from tests.bot.slack.faults import Fault
from tests.bot.slack.waiting import Gate
from tests.bot.slack_actions import command
from tests.bot.slack_events import channel_twin, mention, twins

pytestmark = pytest.mark.asyncio
TS = "1700000000.000100"
SOON = 0.2
STATUS, STREAM = "assistant.threads.setStatus", "chat.startStream"
REFUSED = Fault(error="not_allowed_token_type")


@pytest.fixture
def hasty(answerer: ScriptedAnswerer, slack: LoopbackSlack, tmp_path: Path) -> Iterator[SlackDesk]:
    """A desk that gives a sign soon."""
    with slack_desk(tmp_path / "home", slack, answerer, sign_seconds=SOON) as desk, desk.running():
        yield desk


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Another program writes for as long as the block runs."""
    writer = sqlite3.connect(file, isolation_level=None, timeout=30)
    try:
        writer.execute("BEGIN IMMEDIATE")
        yield
        writer.execute("ROLLBACK")
    finally:
        writer.close()


def waiting(answerer: ScriptedAnswerer) -> threading.Event:
    """From now on answers wait for the event."""
    may_answer, usual = threading.Event(), answerer.reply

    def slow(question: Question) -> Reply:
        assert may_answer.wait(60)
        return usual(question)

    answerer.reply = slow
    return may_answer


def signs(desk: SlackDesk) -> list[tuple[str, str]]:
    """Where those stand that were given, and in which thread."""
    return [(one.channel, one.thread_ts) for one in desk.slack.ephemerals if Said.STILL_WORKING in str(one.blocks)]


async def assert_replied_once(desk: SlackDesk, ts: str = TS) -> None:
    await desk.ended(mention(ts=ts))
    [reply] = desk.slack.replies_to("C1", ts)
    assert QUOTE in str(reply.blocks)


@pytest.mark.parametrize("file", ["catalogue.sqlite3", "jobs.sqlite3"])
async def test_who_asks_while_a_database_is_locked_is_told_and_then_answered(
    hasty: SlackDesk, tmp_path: Path, file: str
) -> None:
    hasty.slack.hear(mention())
    with locked(tmp_path / "home" / file):
        sending = [asyncio.create_task(hasty.send(event)) for event in (*twins(), mention())]
        await hasty.slack.until(lambda: signs(hasty))
    assert {(await one).status_code for one in sending} == {200}
    await assert_replied_once(hasty)
    assert signs(hasty) == [("C1", "")]  # in a thread that nobody replied in yet, Slack would show it nobody


async def test_a_locked_database_keeps_nobody_from_being_told_however_many_wait(
    hasty: SlackDesk, tmp_path: Path
) -> None:
    events = [mention(ts=f"17000007{number:02}.000100") for number in range(30)]
    with locked(tmp_path / "home" / "catalogue.sqlite3"):
        sending = [asyncio.create_task(hasty.send(event)) for event in events]
        await hasty.slack.until(lambda: len(signs(hasty)) == len(events))
    await asyncio.gather(*sending)
    await hasty.ended(*events)
    assert all(len(hasty.slack.replies_to("C1", event["event"]["ts"])) == 1 for event in events)


async def test_a_slack_that_is_slow_up_to_its_time_outs_still_shows_something_within_ten_seconds(
    desk: SlackDesk,
) -> None:
    gate, began = Gate(), time.monotonic()
    for method in (STATUS, STREAM, "users.info"):
        desk.slack.faults.always(method, Fault(before=gate))
    await desk.send(mention())
    await desk.slack.until(lambda: signs(desk), 15)
    assert time.monotonic() - began < 10
    gate.open()
    await desk.ended(mention())
    assert len(desk.slack.replies_to("C1", TS)) == 1


async def test_who_sees_that_the_question_is_worked_on_is_given_no_other_sign(
    hasty: SlackDesk, answerer: ScriptedAnswerer
) -> None:
    may_answer = waiting(answerer)
    await hasty.send(mention())
    await hasty.slack.until(lambda: hasty.slack.replies_to("C1", TS))
    later = "1700000001.000100"
    hasty.slack.faults.add(STATUS, REFUSED)
    hasty.slack.faults.add(STREAM, REFUSED)
    await hasty.send(mention(ts=later, thread_ts=TS))
    await hasty.slack.until(lambda: signs(hasty))
    may_answer.set()
    await hasty.ended(mention(), mention(ts=later))
    assert signs(hasty) == [("C1", TS)]
    assert len(hasty.slack.replies_to("C1", TS)) == 2


async def test_who_commands_is_told_where_the_command_was_typed(hasty: SlackDesk, answerer: ScriptedAnswerer) -> None:
    may_answer = waiting(answerer)
    where = hasty.slack.clicked("C1", "U1")
    await post_form(hasty, command("ask who operates the plant?", **where))
    await hasty.slack.until(lambda: signs(hasty))
    may_answer.set()
    await hasty.slack.until(lambda: QUOTE in str(hasty.slack.responded))
    assert len(hasty.slack.responded) == 2


async def test_a_command_that_takes_long_says_so(hasty: SlackDesk, answerer: ScriptedAnswerer) -> None:
    may_answer = waiting(answerer)
    typing = asyncio.create_task(post_form(hasty, command("watch who operates it?", **hasty.slack.clicked("C1", "U1"))))
    await hasty.slack.until(lambda: signs(hasty))
    may_answer.set()
    await hasty.slack.until(lambda: Said.WATCHING in str(hasty.slack.ephemerals))
    assert (await typing).status_code == 200


async def test_talk_to_nobody_is_given_no_sign(hasty: SlackDesk, answerer: ScriptedAnswerer, tmp_path: Path) -> None:
    hasty.permissions.bind("T1", "C1", Binding(("public",), unasked=True), "UADMIN")
    overheard = channel_twin("who will operate the plant?")
    with locked(tmp_path / "home" / "catalogue.sqlite3"):
        sending = asyncio.create_task(hasty.send(overheard))
        asked = asyncio.create_task(hasty.send(mention(ts="1700000009.000100")))
        await hasty.slack.until(lambda: signs(hasty))
    await asyncio.gather(sending, asked)
    await hasty.ended(overheard, mention(ts="1700000009.000100"))
    assert len(signs(hasty)) == 1


async def test_a_thread_that_may_not_be_read_for_a_minute_after_a_crash_holds_up_the_reply_and_no_sign(
    answerer: ScriptedAnswerer, slack: LoopbackSlack, tmp_path: Path
) -> None:
    slack.hear(mention())
    slack.faults.always("conversations.replies", Fault(retry_after="60"))
    with slack_desk(tmp_path / "home", slack, answerer, sign_seconds=SOON) as desk:
        asked = Asked("T1", "C1", TS, TS, "Who will operate it?", "U1", How.MENTION, Place.CHANNEL, bot_user="UBOT")
        desk.questions.take(asked)
        desk.questions.begin(asked.key)  # by a process that was killed then
        with desk.running():
            await slack.until(lambda: signs(desk))
            assert slack.replies_to("C1", TS) == []
            slack.faults.clear()
            await assert_replied_once(desk)


async def test_a_reply_whose_message_is_known_is_ended_without_the_thread_being_read(
    answerer: ScriptedAnswerer, slack: LoopbackSlack, tmp_path: Path
) -> None:
    """Slack lets an app read one thread a minute: after a crash with a hundred questions it would take hours."""
    may_answer = waiting(answerer)
    events = [mention(ts=f"17000008{number:02}.000100") for number in range(5)]
    with slack_desk(tmp_path / "home", slack, answerer) as desk:
        with desk.running():
            for event in events:
                await desk.send(event)
            await slack.until(lambda: len(slack.bodies(STREAM)) == len(events))
            await slack.until(
                lambda: all((t := desk.questions.get(k)) and t.message_ts for k in desk.questions.unfinished())
            )
        slack.slow_replies()
        may_answer.set()
        with desk.running():
            await desk.ended(*events)
    assert slack.bodies("conversations.replies") == []
    for event in events:
        [reply] = slack.replies_to("C1", event["event"]["ts"])
        assert QUOTE in str(reply.blocks)
