"""When something fails, on our side or on Slack's: one honest reply, and never two."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from typing import Any

import pytest

from answer.errors import InvalidQuestion
from answer.reply import Question, Reply
from bot.delivery.speech import QUIET
from bot.install.clients import Clients
from bot.ports import State
from bot.said import Said
from index.errors import VectorStoreBroken
from tests.bot.desk import SlackDesk, slack_desk
from tests.bot.loopback_slack import BOT_TOKEN, LoopbackSlack
from tests.bot.replies import QUOTE, ScriptedAnswerer
from tests.bot.slack.faults import Fault
from tests.bot.slack_events import mention
from tests.bot.slack_limits import texts

pytestmark = pytest.mark.asyncio
TS = "1700000000.000100"
KEY = f"T1:C1:{TS}"
STREAM, APPEND, STOP = "chat.startStream", "chat.appendStream", "chat.stopStream"
POST, UPDATE, LOOK = "chat.postMessage", "chat.update", "conversations.replies"


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (InvalidQuestion("the question is too <!channel> long: shorten it"), "too <!channel> long: shorten it"),
        (
            VectorStoreBroken("the store at /srv/deals is broken"),
            "I cannot search the articles right now. An admin finds",
        ),
        (ZeroDivisionError("secret internals"), "Something failed on my side"),
        (TimeoutError(), "took too long"),
    ],
)
async def test_a_failing_answerer_leads_to_one_honest_reply(
    desk: SlackDesk, answerer: ScriptedAnswerer, error: Exception, told: str
) -> None:
    def fail(question: Question) -> Reply:
        raise error

    answerer.reply = fail
    [reply] = await desk.ask(mention())
    assert told in " ".join(texts(reply.blocks))
    assert "secret internals" not in str(reply)


async def test_a_question_over_the_limit_is_told_the_limit(desk: SlackDesk) -> None:
    [reply] = await desk.ask(mention("why " * 2_000))
    assert "at most 4000" in texts(reply.blocks)[0]


async def test_an_answer_that_never_comes_is_given_up_with_a_reason(
    slack: LoopbackSlack, answerer: ScriptedAnswerer, tmp_path: Path
) -> None:
    over = threading.Event()

    def hang(question: Question) -> Reply:
        over.wait(timeout=30)
        raise AssertionError("nobody waits for this")

    answerer.reply = hang
    with slack_desk(tmp_path / "home", slack, answerer, timeout_seconds=0.5) as desk, desk.running():
        [reply] = await desk.ask(mention())
    over.set()
    assert "took too long" in " ".join(texts(reply.blocks))


async def test_where_streams_are_refused_the_reply_is_posted_whole(desk: SlackDesk) -> None:
    desk.slack.faults.always(STREAM, Fault(error="not_allowed_token_type"))
    [reply] = await desk.ask(mention())
    assert QUOTE in texts(reply.blocks)
    assert len(desk.slack.posts) == 1


@pytest.mark.parametrize(
    ("method", "fault"),
    [
        (STREAM, Fault(drop=True)),
        (STREAM, Fault(drop_before=True)),
        (STREAM, Fault(status=500)),
        (STREAM, Fault(retry_after="30")),
        (APPEND, Fault(drop=True)),
        (APPEND, Fault(drop_before=True)),
        (APPEND, Fault(error="message_not_in_streaming_state")),
        (APPEND, Fault(retry_after="1")),
        (STOP, Fault(drop=True)),
        (STOP, Fault(drop_before=True)),
        (STOP, Fault(status=503)),
        (STOP, Fault(error="invalid_blocks")),
        (STOP, Fault(retry_after="1")),
        ("assistant.threads.setStatus", Fault(error="not_allowed_token_type")),
        ("assistant.threads.setStatus", Fault(drop=True)),
        ("users.info", Fault(retry_after="1")),
    ],
)
async def test_a_stream_that_breaks_anywhere_becomes_one_whole_reply(
    desk: SlackDesk, method: str, fault: Fault
) -> None:
    desk.slack.faults.add(method, fault)
    [reply] = await desk.ask(mention())
    await desk.ended(mention())
    assert len(desk.slack.replies_to("C1", TS)) == 1
    assert method == "users.info" or QUOTE in str(reply.blocks)


@pytest.mark.parametrize("method", [POST, UPDATE, LOOK])
@pytest.mark.parametrize(
    "fault", [Fault(drop=True), Fault(drop_before=True), Fault(status=500), Fault(retry_after="1")], ids=str
)
async def test_a_reply_written_whole_is_there_once_whatever_breaks(desk: SlackDesk, method: str, fault: Fault) -> None:
    """The stream begins and cannot be ended where it is to be changed; it never begins where it is to be posted."""
    if method == POST:
        desk.slack.faults.always(STREAM, Fault(error="not_allowed_token_type"))
    else:
        desk.slack.faults.always(APPEND, Fault(status=500))
    desk.slack.faults.add(method, fault)
    await desk.ask(mention())
    await desk.ended(mention())
    [reply] = desk.slack.replies_to("C1", TS)
    assert QUOTE in str(reply.blocks)


async def test_blocks_that_slack_refuses_go_out_as_text_with_the_quote(desk: SlackDesk) -> None:
    desk.slack.faults.always(STREAM, Fault(error="not_allowed_token_type"))
    desk.slack.faults.append(Fault(error="msg_blocks_too_long"))
    [reply] = await desk.ask(mention())
    assert reply.blocks == []
    assert QUOTE in reply.text


async def test_a_channel_that_is_put_off_for_an_hour_holds_up_no_other(desk: SlackDesk) -> None:
    desk.slack.faults.hold("C1", 3_600)
    late = [mention(ts=f"17000004{n:02}.000100") for n in range(20)]
    others = [mention(ts=f"17000004{n:02}.000200", channel="C2") for n in range(20)]
    await asyncio.gather(*(desk.send(event) for event in late))
    await asyncio.gather(*(desk.send(event) for event in others))
    await desk.ended(*others)
    assert all(len(desk.whole("C2", event["event"]["ts"])) == 1 for event in others)
    assert desk.slack.messages("C1") == [m for m in desk.slack.messages("C1") if m.user == "U1"]
    desk.slack.clock.advance(3_600)
    await desk.ended(*late)
    assert all(len(desk.whole("C1", event["event"]["ts"])) == 1 for event in late)


async def test_where_slack_will_never_take_the_reply_the_question_ends_as_failed(
    desk: SlackDesk, caplog: pytest.LogCaptureFixture
) -> None:
    for method in (STREAM, POST):
        desk.slack.faults.always(method, Fault(error="is_archived"))
    await desk.send(mention())
    await desk.ended(mention())
    taken = desk.questions.get(KEY)
    assert taken
    assert taken.state is State.FAILED
    assert "is_archived" in caplog.text


async def test_where_it_cannot_be_found_out_who_asks_nothing_is_shown_and_that_is_said(
    desk: SlackDesk, answerer: ScriptedAnswerer
) -> None:
    desk.slack.faults.always("users.info", Fault(status=500))
    [reply] = await desk.ask(mention())
    assert Said.LOOK_UP_FAILED in texts(reply.blocks)
    assert answerer.asked == []


async def test_a_question_that_cannot_be_kept_is_told_why_once(
    desk: SlackDesk, answerer: ScriptedAnswerer, tmp_path: Path
) -> None:
    with desk.index.catalogue.database.writing() as tx:
        tx.exec_driver_sql("ALTER TABLE slack_questions RENAME TO elsewhere")
    for retry in (0, 1, 2):
        assert (await (desk.retry(mention(), retry) if retry else desk.send(mention()))).status_code == 200
    await desk.slack.until(lambda: desk.slack.posts)
    with desk.index.catalogue.database.writing() as tx:
        tx.exec_driver_sql("ALTER TABLE elsewhere RENAME TO slack_questions")
    desk.door.bot.close()
    [post] = desk.slack.posts
    assert "I cannot take questions right now" in post["text"]
    assert answerer.asked == []


async def test_more_questions_than_can_be_answered_at_once_are_told_so(
    desk: SlackDesk, answerer: ScriptedAnswerer
) -> None:
    may_answer, usual = threading.Event(), answerer.reply

    def slow(question: Question) -> Reply:
        assert may_answer.wait(timeout=60)
        return usual(question)

    answerer.reply = slow
    events = [mention(ts=f"1700005{n:03}.000100") for n in range(104)]
    for event in events:
        await desk.send(event)

    def told() -> list[Any]:
        return [event for event in events if desk.whole("C1", event["event"]["ts"])]

    await desk.slack.until(lambda: len(told()) == 4, 60)
    assert all(Said.BUSY in str(desk.whole("C1", event["event"]["ts"])[0].blocks) for event in told())
    may_answer.set()
    await desk.ended(*events)
    assert len(told()) == 104


async def test_more_than_five_replies_a_minute_in_a_thread_are_held_back_and_only_the_asker_is_told(
    desk: SlackDesk,
) -> None:
    events = [mention(ts=f"1700006{n:03}.000100", thread_ts=TS) for n in range(8)]
    for event in events:
        await desk.send(event)
    await desk.ended(*events)
    assert len(desk.slack.replies_to("C1", TS)) == 5
    assert [one.user for one in desk.slack.ephemerals] == ["U1"] * 3
    assert "5 replies" in desk.slack.ephemerals[0].text


async def test_what_else_we_said_in_a_thread_is_not_taken_for_the_beginning_of_a_reply(
    slack: LoopbackSlack, answerer: ScriptedAnswerer, tmp_path: Path
) -> None:
    client = Clients(slack.api_url).client(BOT_TOKEN)
    with slack_desk(tmp_path / "home", slack, answerer) as desk:
        await desk.send(mention())
        assert desk.questions.begin(KEY)  # an attempt that was killed
        said = {"channel": "C1", "thread_ts": TS, "text": "A notice.", **QUIET}
        client.chat_postMessage(**said, metadata={"event_type": "dealdesk_notice", "event_payload": {"notice": "n"}})
        with desk.running():
            await desk.ended(mention())
    notice, reply = slack.replies_to("C1", TS)
    assert notice.text == "A notice."
    assert reply.metadata["event_payload"]["key"] == KEY
