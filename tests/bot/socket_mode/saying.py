"""What the tests of Socket Mode share besides fixtures."""

from __future__ import annotations

from typing import Any

import pytest

from bot.transport.socket_pace import Times
from tests.bot.loopback_slack import LoopbackSlack
from tests.bot.recording_bot import RecordingBot
from tests.bot.slack_events import mention

OPEN = "apps.connections.open"
QUICK = Times(opening=1.0, first_pause=0.01, longest_pause=0.05, overlap=0.5, finishing=2.0)
TICKET = "ticket-5d0a"


def question(number: int) -> dict[str, Any]:
    return mention(f"<@UBOT> question {number}", ts=f"17000{number:05}.000100")


def asked(bot: RecordingBot) -> list[str]:
    return [payload["event"]["ts"] for payload in bot.recorder.taken]


def lines(log: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in log.records if record.name.startswith("bot.")]


async def connected_anew(slack: LoopbackSlack, opened_before: int) -> None:
    await slack.until(lambda: slack.sockets_opened > opened_before and len(slack.sockets) == 1)
