"""What keeps a bot from connecting, and what it says about it."""

from __future__ import annotations

import time

import pytest

from bot.errors import SlackNotConfigured
from bot.transport.socket import socket_mode
from bot.transport.socket_keeper import SocketState
from tests.bot.loopback_slack import APP_TOKEN, Fault, Gate, LoopbackSlack
from tests.bot.recording_bot import RecordingBot
from tests.bot.slack.faults import LINK
from tests.bot.socket_mode.saying import OPEN, QUICK, TICKET, lines, question

pytestmark = pytest.mark.asyncio


TROUBLE = {
    "an error": (OPEN, Fault(error="internal_error"), "internal_error"),
    "switched off": (OPEN, Fault(error="link_disabled"), "Socket Mode"),
    "an error that is no code": (OPEN, Fault(error="no code, but <words>"), "no reason given"),
    "500": (OPEN, Fault(status=500), "HTTP 500"),
    "429 without a time": (OPEN, Fault(status=429), "HTTP 429"),
    "a cut call": (OPEN, Fault(drop=True), "ServerDisconnectedError"),
    "no answer": (OPEN, Fault(before=Gate()), "no answer in time"),
    "403 in the handshake": (LINK, Fault(status=403), "handshake refused with 403"),
    "a cut handshake": (LINK, Fault(drop_before=True), ""),
    "no handshake": (LINK, Fault(before=Gate()), "no answer in time"),
    "no hello": (LINK, Fault(after=Gate()), "no answer in time"),
}


@pytest.mark.parametrize(("method", "fault", "said"), TROUBLE.values(), ids=TROUBLE.keys())
async def test_it_connects_as_soon_as_it_can_whatever_went_wrong(
    slack: LoopbackSlack, bot: RecordingBot, log: pytest.LogCaptureFixture, method: str, fault: Fault, said: str
) -> None:
    slack.faults.always(method, fault)
    async with socket_mode(bot, APP_TOKEN, times=QUICK) as state:
        await slack.until(lambda: "cannot connect" in state().reason)
        assert state() == SocketState(None, state().reason)
        assert said in state().reason
        slack.faults.clear()
        await slack.send_event(question(1))
        assert state().connected_since
    assert all(TICKET not in record.getMessage() for record in log.records)


async def test_too_many_connections_are_refused_in_peace(
    slack: LoopbackSlack, bot: RecordingBot, log: pytest.LogCaptureFixture
) -> None:
    slack.socket_mode.most = 0
    async with socket_mode(bot, APP_TOKEN, times=QUICK) as state:
        await slack.until(lambda: len([call for call in slack.calls if call.method == OPEN]) >= 5)
        assert "ten connections" in state().reason
        assert len(lines(log)) == 1
        slack.socket_mode.most = 10
        await slack.send_event(question(1))


async def test_what_slack_asks_to_wait_is_waited(slack: LoopbackSlack, bot: RecordingBot) -> None:
    slack.faults.add(OPEN, Fault(retry_after="1"))
    began = time.monotonic()
    async with socket_mode(bot, APP_TOKEN, times=QUICK) as state:
        await slack.until(lambda: state().connected_since)
    assert 1 <= time.monotonic() - began < 5
    assert len([call for call in slack.calls if call.method == OPEN]) == 2


async def test_a_wrong_token_is_said_once_and_not_shown(
    slack: LoopbackSlack, bot: RecordingBot, log: pytest.LogCaptureFixture
) -> None:
    async with socket_mode(bot, "xapp-wrong-7", times=QUICK) as state:
        await slack.until(lambda: len(slack.calls) >= 3)
        assert "DEALDESK_SLACK_APP_TOKEN" in state().reason
    assert len(lines(log)) == 1
    assert all("xapp-wrong-7" not in record.getMessage() for record in log.records)


async def test_a_missing_app_token_is_named(bot: RecordingBot) -> None:
    with pytest.raises(SlackNotConfigured, match="DEALDESK_SLACK_APP_TOKEN"):
        async with socket_mode(bot, ""):
            pass
