"""What comes in envelopes is acknowledged once it is taken."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from bot.transport.socket_keeper import SocketState
from tests.bot.loopback_slack import LoopbackSlack
from tests.bot.recording_bot import RecordingBot
from tests.bot.slack_actions import command
from tests.bot.slack_events import mention
from tests.bot.socket_mode.saying import asked, lines, question

pytestmark = pytest.mark.asyncio


async def test_an_envelope_is_acknowledged_only_once_it_is_taken(
    slack: LoopbackSlack, bot: RecordingBot, state: Callable[[], SocketState]
) -> None:
    bot.recorder.open.clear()
    envelope = await slack.deliver(question(1))
    await slack.until(lambda: bot.recorder.arrived)
    assert slack.acknowledged == []
    bot.recorder.open.set()
    await slack.until(lambda: envelope.acknowledged)
    assert envelope.response is None


async def test_one_that_takes_long_holds_up_no_other(
    slack: LoopbackSlack, bot: RecordingBot, state: Callable[[], SocketState]
) -> None:
    bot.recorder.open.clear()
    for number in range(50):
        await slack.deliver(question(number))
    await slack.until(lambda: bot.recorder.arrived == 50)
    bot.recorder.open.set()
    await slack.until(lambda: len(slack.acknowledged) == 50)
    assert len(set(asked(bot))) == 50


async def test_what_could_not_be_taken_is_not_acknowledged_and_taken_when_it_comes_again(
    slack: LoopbackSlack, bot: RecordingBot, state: Callable[[], SocketState], log: pytest.LogCaptureFixture
) -> None:
    bot.recorder.broken = 1
    envelope = await slack.deliver(question(1))
    await slack.until(lambda: bot.recorder.arrived == 1)
    await slack.socket_mode.send(envelope)  # the same one
    await slack.until(lambda: envelope.acknowledged)
    assert (len(bot.recorder.taken), bot.recorder.arrived) == (1, 2)
    assert all("question 1" not in line for line in lines(log))


async def test_a_command_is_answered_with_its_acknowledgement(
    slack: LoopbackSlack, bot: RecordingBot, state: Callable[[], SocketState]
) -> None:
    bot.recorder.answer = {"text": "here you are"}
    envelope = await slack.deliver(command("help"), "slash_commands")
    await slack.until(lambda: envelope.acknowledged)
    assert envelope.response == {"text": "here you are"}
    assert bot.recorder.headers == [{}]


NONSENSE = (
    "hello there",
    "[]",
    "{}",
    "{",
    '{"type":["hello"]}',
    '{"a":' + "[" * 200_000,
    '{"type":"disconnect_not"}',
    '{"envelope_id":7,"type":"events_api","payload":{}}',
    '{"envelope_id":"n1","type":"events_api"}',
    '{"envelope_id":"n2","type":"events_api","payload":[]}',
    '{"envelope_id":"n3","type":"events_api","payload":{"type":"event_callback","team_id":"T1","event":"canary"}}',
    '{"envelope_id":"n4","type":"events_api","payload":' + json.dumps(mention("canary")).replace("U1", "\\ud83d") + "}",
    '{"envelope_id":"n5","type":"events_api","payload":' + json.dumps(mention("canary")).replace('"U1"', "{}") + "}",
)


async def test_nonsense_is_neither_taken_nor_acknowledged_nor_logged_and_does_no_harm(
    slack: LoopbackSlack, bot: RecordingBot, state: Callable[[], SocketState], log: pytest.LogCaptureFixture
) -> None:
    for text in NONSENSE:
        await slack.sockets[-1].stream.send_str(text)
    await slack.sockets[-1].stream.send_bytes(b"\xff\xfe")
    identifier = await slack.send_event(question(1))
    assert (slack.acknowledged, slack.sockets_opened) == ([identifier], 1)
    assert asked(bot) == [question(1)["event"]["ts"]]
    assert all("canary" not in record.getMessage() and len(record.getMessage()) < 2_000 for record in log.records)
