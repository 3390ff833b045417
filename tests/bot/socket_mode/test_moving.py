"""Slack moves us from one connection to the next: both are read, nothing is taken twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.transport.socket_keeper import SocketState
from tests.bot.loopback_slack import LoopbackSlack
from tests.bot.recording_bot import RecordingBot
from tests.bot.slack.sockets import new_envelope
from tests.bot.socket_mode.saying import OPEN, asked, question

pytestmark = pytest.mark.asyncio


async def test_while_slack_moves_us_both_connections_are_read_and_acknowledged_on(
    slack: LoopbackSlack, bot: RecordingBot, state: Callable[[], SocketState]
) -> None:
    old = slack.sockets[-1]
    await slack.ask_to_reconnect()
    new = slack.sockets[-1]
    on_old, on_new = await slack.deliver(question(1), socket=old), await slack.deliver(question(2), socket=new)
    await slack.until(lambda: on_old.acknowledged and on_new.acknowledged)
    assert sorted(asked(bot)) == [question(1)["event"]["ts"], question(2)["event"]["ts"]]
    await slack.until(lambda: slack.sockets == [new])
    assert state().connected_since


async def test_an_envelope_on_two_connections_is_taken_once_and_acknowledged_on_both(
    slack: LoopbackSlack, bot: RecordingBot, state: Callable[[], SocketState]
) -> None:
    bot.recorder.open.clear()
    envelope, old = new_envelope(question(1)), slack.sockets[-1]
    await slack.socket_mode.send(envelope, old)
    await slack.ask_to_reconnect()
    await slack.socket_mode.send(envelope, slack.sockets[-1])
    await slack.until(lambda: bot.recorder.arrived)
    bot.recorder.open.set()
    await slack.until(lambda: slack.acknowledged == [envelope.id, envelope.id])
    assert len(bot.recorder.taken) == 1


async def test_however_often_slack_moves_us_there_are_never_more_than_two(
    slack: LoopbackSlack, state: Callable[[], SocketState]
) -> None:
    slack.socket_mode.most = 2
    for _ in range(5):
        await slack.disconnect("warning")
        await slack.disconnect("refresh_requested")
        opened = slack.sockets_opened
        await slack.until(lambda opened=opened: slack.sockets_opened > opened)
    assert len([call for call in slack.calls if call.method == OPEN]) == slack.sockets_opened == 6
