"""Killed with SIGKILL anywhere between the acknowledgement and the reply: every question gets one reply.

`make kills` kills 50 times; `make test` does 12.
"""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from bot.delivery.speech import EVENT_TYPE
from bot.ports import State
from corpus.database import Database
from dealdesk.records.questions import SqlQuestions
from tests.bot.killed_bot import PATIENCE_SECONDS, bot_process
from tests.bot.loopback_slack import LoopbackSlack
from tests.bot.slack.faults import Fault
from tests.bot.slack.messages import Message
from tests.bot.slack.waiting import Gate
from tests.bot.slack_events import mention, twins

pytestmark = pytest.mark.slow

KILLS = int(os.environ.get("SLACK_KILLS", "12"))
STREAM = ("users.info", "assistant.threads.setStatus", "chat.startStream", "chat.appendStream", "chat.stopStream")
WHOLE = ("chat.postMessage",)


def test_a_bot_killed_between_acknowledgement_and_reply_replies_once_after_its_restart(tmp_path: Path) -> None:
    chance = random.Random(5)
    lost = doubled = 0
    with LoopbackSlack.in_thread() as slack:
        for number in range(KILLS):
            event = mention(ts=f"17000100{number:02}.000100")
            slack.hear(event)
            _kill_while_it_replies(tmp_path / "home", slack, event, chance)
            with bot_process(tmp_path / "home", slack.api_url):
                _wait_for_the_end(tmp_path / "home", slack, event)
            replies = slack.replies_to("C1", event["event"]["ts"])
            lost += not any(_is_whole(reply) for reply in replies)
            doubled += len(replies) > 1
        assert slack.violations == []
    assert lost == 0
    assert doubled <= 1


def _kill_while_it_replies(home: Path, slack: LoopbackSlack, event: dict[str, object], chance: random.Random) -> None:
    """At a call of Slack, before or after it had its effect; or at any moment since the acknowledgement."""
    methods = chance.choice((STREAM, WHOLE))
    if methods is WHOLE:
        slack.faults.always("chat.startStream", Fault(error="not_allowed_token_type"))
    gate = Gate()
    aimed = chance.random() < 0.8
    if aimed:
        fault = Fault(before=gate) if chance.random() < 0.5 else Fault(after=gate)
        slack.faults.add(chance.choice(methods), fault)
    calls = len(slack.calls) + chance.randrange(4)
    with bot_process(home, slack.api_url) as bot:
        assert bot.send(event) == 200
        slack.wait_until(lambda: gate.held if aimed else len(slack.calls) >= calls)
        bot.kill()
    gate.open()
    slack.faults.clear()


def _wait_for_the_end(home: Path, slack: LoopbackSlack, event: dict[str, dict[str, str]]) -> None:
    database = Database(home / "catalogue.sqlite3")
    try:
        questions, key = SqlQuestions(database), f"T1:C1:{event['event']['ts']}"

        def is_over() -> bool:
            taken = questions.get(key)
            return taken is not None and taken.state is not State.TAKEN

        slack.wait_until(is_over, PATIENCE_SECONDS)
    finally:
        database.close()


def _is_whole(message: Message) -> bool:
    return message.metadata.get("event_type") == EVENT_TYPE


def test_of_two_bots_over_one_folder_one_replies_and_the_other_goes_on_when_it_is_killed(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with LoopbackSlack.in_thread() as slack:
        gate = Gate()
        slack.faults.always("assistant.threads.setStatus", Fault(before=gate), channel="C1")
        with bot_process(home, slack.api_url) as first, bot_process(home, slack.api_url) as second:
            pairs = [twins(ts=f"17000200{number:02}.000100") for number in range(10)]
            for asked, twin in pairs:
                slack.hear(asked)
                assert [first.send(asked), second.send(twin), second.send(asked)] == [200, 200, 200]
            slack.wait_until(lambda: gate.held == len(pairs))
            slack.faults.clear()
            first.kill()
            gate.open()
            for asked, _ in pairs:  # nobody sends them again
                _wait_for_the_end(home, slack, asked)
        threads = [slack.replies_to("C1", asked["event"]["ts"]) for asked, _ in pairs]
        assert [[_is_whole(reply) for reply in replies] for replies in threads] == [[True]] * len(pairs)
        assert slack.violations == []
