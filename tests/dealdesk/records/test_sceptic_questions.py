"""Questions that are over are forgotten in their time, by the day's maintenance; those that are not never are."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from bot.asked import Asked, How
from bot.ports import State
from corpus.catalogue import utc_now
from dealdesk.assembly import open_desk
from dealdesk.records.questions import SqlQuestions
from tests.dealdesk.console import settings_of


def asked(ts: str) -> Asked:
    return Asked("T1", "C1", ts, ts, "Who will operate it?", "U1", How.MENTION)


def test_the_days_maintenance_forgets_old_questions_that_are_over(tmp_path: Path) -> None:
    with open_desk(settings_of(tmp_path / "home", keep_answers_days=30), "test") as desk:
        database = desk.catalogue.database
        for days, names in ((31, ("old and over", "old and under way")), (29, ("new and over",))):
            questions = SqlQuestions(database, now=lambda days=days: utc_now() - timedelta(days=days))  # type: ignore[misc]
            for name in names:
                assert questions.take(asked(name))
                if "over" in name:
                    questions.end(asked(name).key, State.REPLIED)
        desk.maintain()
        left = [questions.get(asked(name).key) for name in ("old and over", "old and under way", "new and over")]
        assert [taken and taken.state for taken in left] == [None, State.TAKEN, State.REPLIED]
