"""Connections that fail in every way: back each time, and nothing lost."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from bot.transport.socket import socket_mode
from bot.transport.socket_keeper import SocketState
from bot.transport.socket_pace import Times
from tests.bot.loopback_slack import APP_TOKEN, LoopbackSlack
from tests.bot.recording_bot import RecordingBot
from tests.bot.socket_mode.saying import OPEN, asked, connected_anew, question

pytestmark = pytest.mark.asyncio


async def test_twenty_dropped_sockets_lose_no_event(
    slack: LoopbackSlack, bot: RecordingBot, state: Callable[[], SocketState]
) -> None:
    for number in range(20):
        opened = slack.sockets_opened
        await slack.deliver(question(number))
        slack.socket_mode.drop()
        await connected_anew(slack, opened)
        for envelope in await slack.resend_unacknowledged():
            await slack.until(lambda envelope=envelope: envelope.acknowledged)
    assert set(asked(bot)) == {question(number)["event"]["ts"] for number in range(20)}
    assert all(envelope.acknowledged or envelope.resent for envelope in slack.envelopes)
    assert (slack.sockets_opened, len(slack.sockets)) == (21, 1)
    assert state().connected_since


async def test_a_lost_connection_is_replaced_by_one_attempt_that_finds_the_old_one_closed(
    slack: LoopbackSlack, state: Callable[[], SocketState]
) -> None:
    slack.socket_mode.most = 1  # a second connection beside the first would be refused
    for end in (
        lambda: slack.disconnect("link_disabled"),
        lambda: slack.disconnect("too_many_websockets"),
        lambda: slack.disconnect("too_many_websockets", close=True),
        lambda: slack.sockets[-1].stream.close(),
    ):
        opened = slack.sockets_opened
        await end()
        await connected_anew(slack, opened)
    assert len([call for call in slack.calls if call.method == OPEN]) == slack.sockets_opened == 5


async def test_a_half_open_socket_is_found_and_replaced(slack: LoopbackSlack, bot: RecordingBot) -> None:
    times = Times(opening=1.0, heartbeat=0.8, first_pause=0.01, longest_pause=0.05)
    async with socket_mode(bot, APP_TOKEN, times=times):
        await slack.until(lambda: slack.sockets)
        for number in range(2):
            deaf = slack.socket_mode.half_open()
            await slack.deliver(question(number), socket=deaf)
            await slack.until(lambda deaf=deaf: slack.sockets and slack.sockets[-1] is not deaf)
        for envelope in await slack.resend_unacknowledged():
            await slack.until(lambda envelope=envelope: envelope.acknowledged)
    assert set(asked(bot)) == {question(number)["event"]["ts"] for number in range(2)}


@pytest.mark.slow
async def test_as_it_is_configured_a_half_open_socket_is_replaced_within_15_seconds(
    slack: LoopbackSlack, bot: RecordingBot
) -> None:
    async with socket_mode(bot, APP_TOKEN) as state:
        await slack.until(lambda: state().connected_since)
        began = time.monotonic()
        deaf = slack.socket_mode.half_open()
        await slack.until(lambda: slack.sockets and slack.sockets[-1] is not deaf)
        await slack.send_event(question(1))
        assert time.monotonic() - began < 15


@pytest.mark.slow
async def test_a_quiet_connection_that_answers_pings_is_left_alone(slack: LoopbackSlack, bot: RecordingBot) -> None:
    async with socket_mode(bot, APP_TOKEN) as state:
        await slack.until(lambda: state().connected_since)
        with pytest.raises(TimeoutError):
            await slack.until(lambda: slack.sockets_opened > 1, seconds=11)
        assert state().connected_since
