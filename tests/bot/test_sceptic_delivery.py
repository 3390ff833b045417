"""One whole reply to each question, or a reason: whatever Slack, people and other processes do meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from answer.reply import Question, Reply
from bot.delivery.patience import GaveUp, Patience, Refused, Unsure, now
from bot.ports import State
from tests.bot.desk import SlackDesk, slack_desk
from tests.bot.loopback_slack import LoopbackSlack
from tests.bot.pressing import post_form
from tests.bot.replies import QUOTE, ScriptedAnswerer
from tests.bot.slack.faults import Fault
from tests.bot.slack.messages import Message
from tests.bot.slack.waiting import Gate
from tests.bot.slack_actions import command
from tests.bot.slack_events import mention

TS = "1700000000.000100"
KEY = f"T1:C1:{TS}"
STREAM, APPEND, STOP = "chat.startStream", "chat.appendStream", "chat.stopStream"
POST, UPDATE = "chat.postMessage", "chat.update"
REFUSED = Fault(error="not_allowed_token_type")


def meanwhile(answerer: ScriptedAnswerer, happens: Callable[[], object]) -> None:
    """Something happens at Slack after a stream began and before its answer is there."""
    usual = answerer.reply

    def reply(question: Question) -> Reply:
        happens()
        return usual(question)

    answerer.reply = reply


def state(desk: SlackDesk, key: str = KEY) -> State | None:
    taken = desk.questions.get(key)
    return taken.state if taken else None


async def assert_one_whole_reply(desk: SlackDesk, ts: str = TS) -> None:
    await desk.ended(mention(ts=ts))
    [reply] = desk.slack.replies_to("C1", ts)
    assert QUOTE in str(reply.blocks)
    assert state(desk, f"T1:C1:{ts}") is State.REPLIED


@pytest.mark.asyncio
@pytest.mark.parametrize("method", [STREAM, STOP, POST, UPDATE])
async def test_an_error_of_slacks_own_is_no_refusal(desk: SlackDesk, method: str) -> None:
    """Slack reports many of its own failures with status 200; some of what was asked may have been done."""
    if method == POST:
        desk.slack.faults.always(STREAM, REFUSED)
    if method == UPDATE:
        desk.slack.faults.always(APPEND, REFUSED)
    for number, error in enumerate(("internal_error", "fatal_error", "service_unavailable", "ratelimited")):
        ts = f"170000000{number}.000100"
        desk.slack.faults.add(method, Fault(error=error))
        await desk.send(mention(ts=ts))
        await assert_one_whole_reply(desk, ts)


@pytest.mark.parametrize(
    ("status", "data", "expected"),
    [
        (200, {"ok": False, "error": "not_in_channel"}, Refused),
        (200, {"ok": False, "error": "<html>a proxy's page</html>"}, Unsure),
        (200, {"ok": False}, Unsure),
        (502, {"ok": False, "error": "not_in_channel"}, Unsure),
    ],
)
def test_only_slack_itself_refuses(status: int, data: dict[str, object], expected: type[Exception]) -> None:
    def call() -> SlackResponse:
        response = SlackResponse(
            client=WebClient(), http_verb="POST", api_url="", req_args={}, data=data, headers={}, status_code=status
        )
        raise SlackApiError("refused", response)  # type: ignore[no-untyped-call]

    with pytest.raises(expected):
        now(call)


def test_who_is_told_to_wait_no_time_at_all_waits_a_little_and_not_for_ever() -> None:
    waited: list[float] = []

    def call() -> SlackResponse:
        headers = {"Retry-After": "0"}
        response = SlackResponse(
            client=WebClient(), http_verb="POST", api_url="", req_args={}, data={}, headers=headers, status_code=429
        )
        raise SlackApiError("ratelimited", response)  # type: ignore[no-untyped-call]

    with pytest.raises(GaveUp):
        Patience(waited.append, clock=lambda: sum(waited), seconds=10.0).once(call)
    assert len(waited) <= 20


@pytest.mark.asyncio
async def test_a_stream_that_slack_ended_meanwhile_becomes_one_whole_reply(
    desk: SlackDesk, answerer: ScriptedAnswerer
) -> None:
    meanwhile(answerer, lambda: desk.slack.clock.advance(301))
    await desk.send(mention())
    await assert_one_whole_reply(desk)
    assert len(desk.slack.bodies(STREAM)) == 1
    assert desk.slack.posts == []


@pytest.mark.asyncio
async def test_a_message_that_somebody_deleted_while_it_was_written_is_written_again(
    desk: SlackDesk, answerer: ScriptedAnswerer
) -> None:
    def delete() -> None:
        [stream] = desk.slack.replies_to("C1", TS)
        desk.slack.remove("C1", stream.ts)

    meanwhile(answerer, delete)
    await desk.send(mention())
    await assert_one_whole_reply(desk)


@pytest.mark.asyncio
@pytest.mark.parametrize("archived", [True, False], ids=["archived", "removed from it"])
async def test_who_asked_where_nothing_can_be_said_any_more_is_told_directly(
    desk: SlackDesk, answerer: ScriptedAnswerer, archived: bool
) -> None:
    channel = replace(desk.slack.world.channels["C1"], is_archived=archived, is_member=archived)

    def change() -> None:
        desk.slack.add(channel)
        for method in (APPEND, STOP, UPDATE):
            desk.slack.faults.always(method, Fault(error="is_inactive" if archived else "not_in_channel"))

    meanwhile(answerer, change)
    await desk.send(mention())
    await desk.ended(mention())
    assert state(desk) is State.FAILED
    [told] = [message for message in desk.slack.messages("D1") if message.bot_id]
    assert "Slack does not let me reply where you asked me" in str(told.blocks)
    assert QUOTE not in str(told.blocks)


@pytest.mark.asyncio
async def test_a_token_that_was_revoked_meanwhile_ends_the_question_at_once(
    desk: SlackDesk, answerer: ScriptedAnswerer
) -> None:
    def revoke() -> None:
        for method in (APPEND, STOP, UPDATE, POST, "chat.delete", "conversations.open"):
            desk.slack.faults.always(method, Fault(error="token_revoked"))

    meanwhile(answerer, revoke)
    await desk.send(mention())
    await desk.ended(mention())
    assert state(desk) is State.FAILED


@pytest.mark.asyncio
async def test_a_token_that_is_no_good_from_the_start_ends_the_question_at_once(
    slack: LoopbackSlack, tmp_path: Path
) -> None:
    slack.faults.always("auth.test", Fault(error="invalid_auth"))
    with slack_desk(tmp_path / "home", slack) as desk, desk.running():
        await desk.send(mention())
        await desk.ended(mention())
        assert state(desk) is State.FAILED
    assert len(slack.bodies("auth.test")) <= 2


@pytest.mark.asyncio
async def test_two_questions_of_a_thread_never_share_a_message(desk: SlackDesk) -> None:
    """The second is unsure whether its stream began, and finds the first's, whose name nobody has kept yet."""
    first, second = mention(thread_ts=TS), mention(ts="1700000000.000200", thread_ts=TS)
    gate = Gate()
    desk.slack.faults.add(STREAM, Fault(after=gate), Fault(drop_before=True))
    await desk.send(first)
    await desk.slack.until(lambda: gate.held)
    await desk.send(second)
    await desk.ended(second)
    gate.open()
    await desk.ended(first)
    assert [QUOTE in str(reply.blocks) for reply in desk.slack.replies_to("C1", TS)] == [True, True]


@pytest.mark.asyncio
async def test_what_else_we_said_in_a_thread_is_not_written_over(desk: SlackDesk) -> None:
    """A watch's notice, which comes while a question does not know whether its stream began."""
    event = mention()
    desk.slack.hear(event)
    notice = Message("C1", "1700000000.000150", "the answer changed", user="UBOT", bot_id="BBOT", thread_ts=TS)
    notice.metadata = {"event_type": "dealdesk_notice", "event_payload": {"notice": "notice-1"}}
    desk.slack.world.messages.add(notice)
    desk.slack.faults.add(STREAM, Fault(drop_before=True))
    await desk.send(event)
    await desk.ended(event)
    assert [reply.text for reply in desk.slack.replies_to("C1", TS)][:1] == ["the answer changed"]
    assert len(desk.slack.replies_to("C1", TS)) == 2


@pytest.mark.asyncio
async def test_a_question_is_answered_though_what_runs_it_was_deleted_and_one_that_is_not_known_is_left(
    slack: LoopbackSlack, tmp_path: Path
) -> None:
    home, other, hung, over = tmp_path / "home", mention(ts="1700000001.000100"), ScriptedAnswerer(), Event()
    meanwhile(hung, lambda: over.wait(30))
    with slack_desk(home, slack, hung) as desk, desk.running():
        for event in (mention(), other):
            await desk.send(event)
        await slack.until(lambda: len(hung.asked) == 2)
    over.set()
    for file in home.glob("jobs.sqlite3*"):
        file.unlink()
    with slack_desk(home, slack) as desk, desk.running():
        await assert_one_whole_reply(desk)
        await assert_one_whole_reply(desk, other["event"]["ts"])
        with desk.index.catalogue.database.writing() as tx:
            tx.exec_driver_sql("DELETE FROM slack_questions")
        calls = len(slack.calls)
        desk.door.parts.begin("T1:C1:1.000100")
        while await asyncio.to_thread(desk.durable.has_in_hand, "T1:C1:1.000100"):
            assert len(slack.calls) == calls


@pytest.mark.asyncio
async def test_a_desk_that_is_closed_waits_neither_for_slack_nor_for_what_is_queued(
    slack: LoopbackSlack, tmp_path: Path
) -> None:
    slack.faults.always("response_url", Fault(retry_after="10"))
    with slack_desk(tmp_path / "home", slack) as desk, desk.running():
        fields = [command("help", **slack.clicked("C1", "U1")) for _ in range(40)]
        typing = [asyncio.create_task(post_form(desk, one)) for one in fields]
        await slack.until(lambda: len(slack.responded) >= 16)
        await asyncio.wait_for(asyncio.to_thread(desk.door.bot.close), 5)
        await asyncio.gather(*typing, return_exceptions=True)
    assert len(slack.responded) < 40
