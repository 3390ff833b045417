"""What shows of a connection, and what is left when the bot goes."""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from bot.transport.envelopes import Envelopes
from bot.transport.socket import socket_mode
from bot.transport.socket_keeper import SocketState
from bot.transport.socket_pace import Times
from tests.bot.loopback_slack import APP_TOKEN, Fault, Gate, LoopbackSlack
from tests.bot.recording_bot import RecordingBot, recording_bot
from tests.bot.slack.faults import LINK
from tests.bot.slack.sockets import new_envelope
from tests.bot.socket_mode.saying import OPEN, QUICK, TICKET, connected_anew, lines, question

pytestmark = pytest.mark.asyncio


async def test_the_state_tells_since_when(slack: LoopbackSlack, bot: RecordingBot) -> None:
    gate = Gate()
    slack.faults.add(OPEN, Fault(before=gate))
    before = datetime.now(UTC)
    async with socket_mode(bot, APP_TOKEN, times=Times()) as state:
        assert state() == SocketState(None, "not connected yet")
        gate.open()
        await slack.until(lambda: state().connected_since)
        since = state().connected_since
        assert since
        assert before <= since <= datetime.now(UTC)
        assert state() == SocketState(since)


async def test_the_log_has_a_line_for_each_change_and_no_address_and_no_token(
    slack: LoopbackSlack, bot: RecordingBot, log: pytest.LogCaptureFixture
) -> None:
    async with socket_mode(bot, APP_TOKEN, times=QUICK) as state:
        await slack.send_event(question(1))
        slack.socket_mode.drop()
        await connected_anew(slack, 1)
        await slack.ask_to_reconnect()
        await slack.until(lambda: state().connected_since and len(lines(log)) == 5)
    assert [line.split(" (")[0] for line in lines(log)] == [
        "connected to Slack over Socket Mode",
        "connecting to Slack anew",
        "connected to Slack over Socket Mode",
        "connecting to Slack anew",
        "connected to Slack over Socket Mode",
    ]
    for record in log.records:
        assert not any(secret in record.getMessage() for secret in (TICKET, APP_TOKEN, "question 1"))


async def test_leaving_ends_and_acknowledges_what_was_begun(slack: LoopbackSlack, bot: RecordingBot) -> None:
    leave = asyncio.Event()

    async def serve() -> None:
        async with socket_mode(bot, APP_TOKEN, times=QUICK):
            await leave.wait()

    serving = asyncio.create_task(serve())
    bot.recorder.open.clear()
    begun = await slack.deliver(question(1))
    await slack.until(lambda: bot.recorder.arrived)
    leave.set()
    _, waiting = await asyncio.wait([serving], timeout=0.3)
    assert waiting, "it left without the question"
    bot.recorder.open.set()
    await slack.until(lambda: begun.acknowledged)
    await serving
    await slack.until(lambda: not slack.sockets)


async def test_after_leaving_nothing_is_taken_and_what_hangs_is_given_up() -> None:
    bot, sent = recording_bot(), list[str]()

    async def send(text: str) -> None:
        sent.append(text)

    envelopes = Envelopes(bot.bolt.async_dispatch)
    bot.recorder.open.clear()
    envelopes.take(new_envelope(question(1)).as_json(), send)
    await envelopes.stop(timeout_seconds=0.05)
    bot.recorder.open.set()
    envelopes.take(new_envelope(question(2)).as_json(), send)
    assert asyncio.all_tasks() == {asyncio.current_task()}
    assert (bot.recorder.taken, sent) == ([], [])


@pytest.mark.parametrize(
    "fault",
    [
        (OPEN, Fault(before=Gate())),
        (OPEN, Fault(retry_after="60")),
        (LINK, Fault(before=Gate())),
        (LINK, Fault(after=Gate())),
        None,
    ],
    ids=["asking for an address", "told to wait", "in the handshake", "waiting for hello", "connected"],
)
async def test_leaving_at_whatever_moment_is_quick_and_leaves_nothing(fault: tuple[str, Fault] | None) -> None:
    with LoopbackSlack.in_thread() as slack:  # so that every task on this loop is ours
        if fault:
            slack.faults.always(*fault)
        async with socket_mode(recording_bot(slack.api_url), APP_TOKEN) as state:
            await slack.until(lambda: as_far_as(fault, slack, state))
            began = time.monotonic()
        assert time.monotonic() - began < 5
        assert asyncio.all_tasks() == {asyncio.current_task()}
        await slack.until(lambda: not slack.sockets)
    gc.collect()  # a socket that was left open would warn, and warnings are errors


def as_far_as(fault: tuple[str, Fault] | None, slack: LoopbackSlack, state: Callable[[], SocketState]) -> bool:
    if fault is None:
        return bool(state().connected_since)
    gate = fault[1].before or fault[1].after
    return bool(gate.held if gate else slack.calls)


async def test_leaving_works_with_a_dead_connection(slack: LoopbackSlack, bot: RecordingBot) -> None:
    async with socket_mode(bot, APP_TOKEN) as state:
        await slack.until(lambda: state().connected_since)
        slack.socket_mode.half_open()
        began = time.monotonic()
    assert time.monotonic() - began < 5
