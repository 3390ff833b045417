"""A Slack with Socket Mode, and a bot on it."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable

import pytest
import pytest_asyncio

from bot.transport.socket import socket_mode
from bot.transport.socket_keeper import SocketState
from tests.bot.loopback_slack import APP_TOKEN, LoopbackSlack
from tests.bot.recording_bot import RecordingBot, recording_bot
from tests.bot.socket_mode.saying import QUICK, TICKET


@pytest_asyncio.fixture
async def slack() -> AsyncIterator[LoopbackSlack]:
    async with LoopbackSlack() as slack:
        slack._exchange.link_url += f"?ticket={TICKET}"
        yield slack


@pytest.fixture
def bot(slack: LoopbackSlack) -> RecordingBot:
    return recording_bot(slack.api_url)


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.DEBUG)
    return caplog


@pytest_asyncio.fixture
async def state(slack: LoopbackSlack, bot: RecordingBot) -> AsyncIterator[Callable[[], SocketState]]:
    """Of a bot that is connected, and stays so for the test."""
    async with socket_mode(bot, APP_TOKEN, times=QUICK) as state:
        await slack.until(lambda: state().connected_since)
        yield state
