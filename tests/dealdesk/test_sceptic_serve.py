"""A real server that is told to stop, or killed, with questions under way: in time, and nothing is lost or doubled."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from bot.delivery.speech import EVENT_TYPE
from tests.bot.loopback_slack import BOT_TOKEN, LoopbackSlack
from tests.bot.slack.faults import Fault
from tests.bot.slack.waiting import Gate
from tests.bot.slack_events import SIGNING_SECRET, encoded, mention, signed
from tests.dealdesk.console import Console
from tests.dealdesk.serving import Served, serving

pytestmark = pytest.mark.slow

STATUS, STREAM = "assistant.threads.setStatus", "chat.startStream"
APPEND, STOP = "chat.appendStream", "chat.stopStream"
OPERATOR = "<@UBOT> Who is reported to operate the gas-fired power plant in Portsmouth, Ohio?"
STOP_SECONDS = 20.0  # three calls that Slack does not answer, and what the rest of the house needs


def ask(served: Served, slack: LoopbackSlack, ts: str) -> None:
    event = mention(OPERATOR, ts)
    slack.hear(event)
    body = encoded(event)
    assert served.client.post("/slack/events", content=body, headers=signed(body)).status_code == 200


def whole(slack: LoopbackSlack, ts: str) -> list[bool]:
    """Of all that stands in a thread, whether it is a whole reply."""
    return [reply.metadata.get("event_type") == EVENT_TYPE for reply in slack.replies_to("C1", ts)]


def test_a_server_that_is_stopped_with_questions_under_way_ends_in_time_and_the_next_one_answers_them(
    console: Console,
) -> None:
    asked = [f"17000100{number:02}.000100" for number in range(12)]
    with LoopbackSlack.in_thread() as slack:
        settings = {
            "DEALDESK_SLACK_BOT_TOKEN": BOT_TOKEN,
            "DEALDESK_SLACK_SIGNING_SECRET": SIGNING_SECRET,
            "DEALDESK_SLACK_API_URL": slack.api_url,
        }
        console = replace(console, settings=settings)
        gate = Gate()
        with serving(console) as served:
            # Some wait for Slack to answer, some are put off by it for a long while, and the last were just taken.
            slack.faults.add(STATUS, *[Fault(before=gate)] * 3)
            slack.faults.add(STREAM, *[Fault(after=gate)] * 3)
            for method in (APPEND, STOP):
                slack.faults.always(method, Fault(retry_after="60"))
            for ts in asked:
                ask(served, slack, ts)
            slack.wait_until(lambda: gate.held >= 4, 60)
            began = time.monotonic()
            stopped = served.stop()
            assert time.monotonic() - began < STOP_SECONDS
        assert (stopped.code, "Traceback" in stopped.err) == (0, False), stopped.err
        assert not any(any(whole(slack, ts)) for ts in asked)
        gate.open()
        slack.faults.clear()
        with serving(console) as served:
            slack.wait_until(lambda: all(any(whole(slack, ts)) for ts in asked), 60)
            assert served.stop().code == 0
        assert [whole(slack, ts) for ts in asked] == [[True]] * len(asked)
        assert slack.violations == []
