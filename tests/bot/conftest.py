from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bot.desk import SlackDesk, slack_desk
from tests.bot.loopback_slack import LoopbackSlack
from tests.bot.replies import ScriptedAnswerer


@pytest.fixture
def answerer() -> ScriptedAnswerer:
    return ScriptedAnswerer()


@pytest.fixture
def slack() -> Iterator[LoopbackSlack]:
    with LoopbackSlack.in_thread() as slack:
        yield slack
        assert slack.violations == []


@pytest.fixture
def desk(answerer: ScriptedAnswerer, slack: LoopbackSlack, tmp_path: Path) -> Iterator[SlackDesk]:
    """A desk that answers."""
    with slack_desk(tmp_path / "home", slack, answerer) as desk, desk.running():
        yield desk
