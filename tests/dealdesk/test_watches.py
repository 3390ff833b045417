"""Watched questions over a real catalogue: what is told, and that it is told once."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from threading import Barrier, Thread

import pytest

from answer.differences import Difference, Kind, difference
from answer.extractive import ExtractiveAnswerer
from answer.ports import UNFOLLOWED, Follower
from answer.reply import Abstention, Question, Reason, Reply, Turn
from answer.watches import new_watch
from corpus.article import PUBLIC, Selection
from corpus.catalogue import utc_now
from index.errors import VectorStoreBroken
from tests.dealdesk import watched as killed_look
from tests.dealdesk.console import PATIENCE_SECONDS, ROOT
from tests.dealdesk.watched import DOOR, ME, Stepping, Watched, at_step, watched

COST = "How much will the Ohio gas plant cost?"
IS_33, IS_35 = "The Ohio gas plant will cost $33 billion.", "The Ohio gas plant will cost $35 billion."
FERRY = "The ferry sails on Monday."


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Watched]:
    with watched(tmp_path / "catalogue.sqlite3") as here:
        here.put("ferry", FERRY)
        yield here


def values(changes: list[Difference]) -> list[tuple[Kind, list[str | None], list[str | None]]]:
    return [(c.kind, [told.value for told in c.old], [told.value for told in c.new]) for c in changes]


def test_from_no_answer_over_a_change_to_a_disagreement_and_back_each_step_is_told_once(here: Watched) -> None:
    here.watch(COST)
    assert here.look() == []
    here.put("plant", IS_33)
    assert values(here.look()) == [(Kind.ANSWERED, [], ["$33 billion"])]
    here.put("plant", IS_35)
    assert values(here.look()) == [(Kind.OTHER_VALUE, ["$33 billion"], ["$35 billion"])]
    here.put("rival", "The Ohio gas plant will cost $31 billion, its builders say.")
    assert values(here.look()) == [(Kind.DISAGREEMENT, ["$35 billion"], ["$31 billion"])]
    for name in ("plant", "rival"):
        here.parts.refresher.remove(name)
    assert [change.kind for change in here.look()] == [Kind.UNSUPPORTED]
    assert here.look() == []


def test_there_and_back_is_told_there_and_back(here: Watched) -> None:
    here.put("plant", IS_33)
    here.watch(COST)
    told = []
    for text in (IS_35, IS_33, IS_35):
        here.put("plant", text)
        told += here.look() + here.look()
    assert [change.new[0].value for change in told] == ["$35 billion", "$33 billion", "$35 billion"]


def test_another_article_with_the_same_value_is_not_told_and_not_looked_at_twice(here: Watched) -> None:
    here.put("plant", IS_33)
    here.watch(COST)
    here.put("copy", "Officials put the cost of the Ohio gas plant at $33B.")
    assert here.look() == []
    [watch] = here.watches.active(ME)
    assert watch.index_version == here.parts.catalogue.fingerprint()


class Says:
    """An answerer that gives one reply."""

    def __init__(self, reply: Reply) -> None:
        self._reply = reply

    def ask(self, question: Question, follower: Follower = UNFOLLOWED) -> Reply:
        return self._reply


def test_what_is_only_ranked_otherwise_now_has_not_changed_before_articles_come_or_go(tmp_path: Path) -> None:
    ago = [timedelta(hours=1)]
    with watched(tmp_path / "catalogue.sqlite3", lambda: utc_now() - ago[0]) as here:
        here.put("plant", IS_33)
        known = here.answerer.ask(Question(COST))
        here.put("old", IS_35)
        other = here.answerer.ask(Question(COST, selection=Selection(article_ids=("old",))))
        none = Abstention(Question(COST), Reason.NOT_SUPPORTED, "another version")
        here.answers.keep(known, ME)
        here.watches.start(new_watch(Question(COST), known, ME, DOOR))
        for reply in (other, none):
            assert difference(known, reply)
            here.look_with(Says(reply))
            assert here.board.told == []
        ago[0] = timedelta()
        here.put("old", IS_35 + " Nobody doubts it.")
        here.look_with(Says(other))
        assert len(here.board.told) == 1
        here.parts.refresher.remove("old")
        here.look_with(Says(none))
        assert len(here.board.told) == 2


def test_a_change_between_two_looks_that_was_undone_is_not_told(here: Watched) -> None:
    here.put("plant", IS_33)
    here.watch(COST)
    here.put("plant", IS_35)
    here.put("plant", IS_33)
    assert here.look() == []


@pytest.mark.parametrize("number", range(1, 25))
def test_whatever_is_between_two_steps_a_change_is_told_and_never_twice(here: Watched, number: int) -> None:
    class Stopped(BaseException):
        pass

    def stop() -> None:
        raise Stopped

    here.put("plant", IS_33)
    here.watch(COST)
    here.put("plant", IS_35)
    step = at_step(number, stop)
    with suppress(Stopped):
        here.watcher(lambda part: Stepping(part, step)).look()
    here.watcher().look()
    here.watcher().look()
    [watch] = here.watches.active(ME)
    assert [notice.id for notice in here.board.told] == [notice.id for notice in here.watches.notices(watch.id)]
    assert len(here.board.told) == 1


@pytest.mark.slow
def test_a_process_that_is_killed_at_any_step_leaves_a_change_that_is_told_under_one_id(tmp_path: Path) -> None:
    for number in count(1):
        file = tmp_path / f"{number}.sqlite3"
        with watched(file) as here:
            here.put("plant", IS_33)
            here.watch(COST)
            here.put("plant", IS_35)
        command = [sys.executable, "-m", killed_look.__name__, str(file), str(number)]
        code = subprocess.run(command, cwd=ROOT, timeout=PATIENCE_SECONDS, check=False).returncode
        killed_look.look_once(file)
        # Between telling and noting that it was told it is told again, as the same notice: who is told can see that.
        assert len(set(file.with_suffix(".told").read_text().split())) == 1, number
        if code == 0:
            assert number > 10
            return
        assert code == -signal.SIGKILL


def test_two_looks_at_once_tell_a_change_once(here: Watched) -> None:
    here.put("plant", IS_33)
    watch = here.watch(COST)
    for number, text in enumerate([IS_35, IS_33] * 3, 1):
        here.put("plant", text)
        both = Barrier(2)

        def look(both: Barrier = both) -> None:
            kept = at_step(12, lambda: both.wait(PATIENCE_SECONDS))  # each has kept its new answer
            here.watcher(lambda part: Stepping(part, kept)).look()

        threads = [Thread(target=look) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(here.watches.notices(watch.id)) == number
    assert [notice.id for notice in here.board.told] == [notice.id for notice in here.watches.notices(watch.id)[::-1]]


def test_who_may_read_nothing_now_is_told_nothing_and_later_what_changed_meanwhile(here: Watched) -> None:
    here.put("plant", IS_33)
    here.watch(COST)
    here.put("plant", IS_35)
    here.board.allowed = None
    assert here.look() == []
    here.board.allowed = Selection((PUBLIC,))
    assert values(here.look()) == [(Kind.OTHER_VALUE, ["$33 billion"], ["$35 billion"])]


def test_an_answer_from_a_collection_that_may_not_be_read_any_more_is_never_shown(here: Watched) -> None:
    here.board.allowed = Selection((PUBLIC, "board"))
    here.put("plant", IS_33, "board")
    here.watch(COST)
    here.board.allowed = Selection((PUBLIC,))
    here.put("rumour", IS_35)
    assert here.look() == []
    [watch] = here.watches.active(ME)
    kept = here.answers.get(watch.answer_id or "")
    assert kept
    assert "$35 billion" in kept.reply.text


def test_a_question_that_cannot_be_asked_now_waits_for_the_next_look(here: Watched) -> None:
    here.put("plant", IS_33)
    here.watch(COST)
    here.put("plant", IS_35)
    here.look_with(Broken())
    assert here.board.told == []
    assert len(here.look()) == 1


class Broken:
    def ask(self, question: Question, follower: Follower = UNFOLLOWED) -> Reply:
        raise VectorStoreBroken("rebuild it")


class ByWords:
    """Answers as it does while there are no vectors."""

    def __init__(self, whole: ExtractiveAnswerer) -> None:
        self._whole = whole

    def ask(self, question: Question, follower: Follower = UNFOLLOWED) -> Reply:
        return replace(self._whole.ask(question), note="found by words alone")


def test_what_was_found_with_less_than_there_is_is_not_compared(here: Watched) -> None:
    here.put("plant", IS_33)
    here.watch(COST)
    here.put("plant", IS_35)
    here.look_with(ByWords(here.answerer))
    assert here.board.told == []
    assert len(here.look()) == 1


def test_who_knows_an_answer_that_was_found_with_less_knows_the_whole_one_after_the_next_look(here: Watched) -> None:
    here.put("plant", IS_33)
    reply = ByWords(here.answerer).ask(Question(COST))
    here.answers.keep(reply, ME)
    watch = here.watches.start(new_watch(Question(COST), reply, ME, DOOR))
    assert here.look() == []
    [looked] = here.watches.active(ME)
    assert (watch.index_version, looked.index_version) == (None, here.parts.catalogue.fingerprint())
    assert looked.answer_id != reply.id


def test_a_watch_that_is_stopped_is_not_looked_at_and_what_was_not_told_is_not_told(here: Watched) -> None:
    here.put("plant", IS_33)
    watch = here.watch(COST)
    assert not here.watches.stop(watch.id, "somebody else")
    here.put("plant", IS_35)
    with suppress(ZeroDivisionError):
        here.watcher(lambda part: part if part is not here.board else Refusing()).look()
    assert len(here.watches.untold()) == 1
    assert here.watches.stop(watch.id, ME)
    assert not here.watches.stop(watch.id, ME)
    assert here.watches.untold() == []
    here.put("plant", IS_33)
    assert here.look() == []


class Refusing:
    def selection(self, watch: object) -> Selection:
        return Selection((PUBLIC,))

    def announce(self, notice: object) -> None:
        raise ZeroDivisionError


def test_the_same_question_at_the_same_place_is_one_watch(here: Watched) -> None:
    assert here.watch(COST).id == here.watch(COST).id
    assert here.watch("When will it open?").id != here.watch(COST).id
    assert len(here.watches.active(ME)) == 2


def test_what_was_answered_before_is_no_part_of_a_watched_question(here: Watched) -> None:
    question = Question("And who runs it?", (Turn("user", "What is in Ohio?"), Turn("assistant", "A secret plant.")))
    reply = here.answerer.ask(question)
    here.answers.keep(reply, ME)
    watch = here.watches.start(new_watch(question, reply, ME, DOOR))
    assert watch.question.history == (Turn("user", "What is in Ohio?"),)
    assert here.watches.get(watch.id) == watch
