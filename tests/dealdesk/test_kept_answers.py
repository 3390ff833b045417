"""Answers that are kept: for how long, what people think of them, and that they go with what they quote."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from answer.errors import VersionGone
from answer.reply import Answer, Question, Turn
from corpus.catalogue import utc_now
from corpus.stored import AlsoIn
from dealdesk.maintenance import Maintenance
from dealdesk.records.answers import SqlAnswers
from dealdesk.records.watches import SqlWatches
from tests.dealdesk.test_maintenance import CANARY, files_with
from tests.dealdesk.test_watches import COST, FERRY, IS_33
from tests.dealdesk.watched import ME, Watched, watched


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Watched]:
    with watched(tmp_path / "catalogue.sqlite3") as here:
        here.put("ferry", FERRY)
        yield here


def test_answers_are_forgotten_after_their_time_but_those_that_are_watched(here: Watched) -> None:
    here.put("plant", IS_33)
    watch = here.watch(COST)
    loose = here.answerer.ask(Question(COST))
    here.answers.keep(loose, ME)
    later = SqlAnswers(here.parts.catalogue, 30, lambda: utc_now() + timedelta(days=31))
    assert later.forget_old() == 1
    assert here.answers.get(loose.id) is None
    assert here.answers.get(watch.answer_id or "")
    here.watches.stop(watch.id)
    assert later.forget_old() == 1
    stopped = SqlWatches(here.parts.catalogue.database, 30, lambda: utc_now() + timedelta(days=31))
    assert (stopped.forget_stopped(), stopped.forget_stopped()) == (1, 0)


def test_what_people_think_of_an_answer_is_kept_and_the_last_word_counts(here: Watched) -> None:
    here.put("plant", IS_33)
    watch = here.watch(COST)
    assert here.answers.rate(watch.answer_id or "", ME, True)
    assert here.answers.rate(watch.answer_id or "", ME, False)
    assert not here.answers.rate("nothing", ME, True)


def test_a_reply_whose_article_was_erased_meanwhile_is_not_kept(here: Watched) -> None:
    here.put("plant", IS_33)
    reply = here.answerer.ask(Question(COST))
    with here.parts.catalogue.writing() as tx:
        tx.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        tx.exec_driver_sql("UPDATE versions SET version = 'another' WHERE article_id = 'plant'")
    with pytest.raises(VersionGone, match="erased while it was quoted: ask again"):
        here.answers.keep(reply, ME)


def test_a_purge_leaves_nothing_of_what_was_answered_from_an_article(here: Watched, tmp_path: Path) -> None:
    """Neither in what quotes it or names it as a copy, nor in what was answered later in the same conversation."""
    parts = here.parts
    maintenance = Maintenance(
        parts.catalogue, parts.lexical, parts.cache, parts.publisher, parts.lock, 365, erase=[here.answers.erase]
    )
    secret = f"The code word of the Ohio plant is {CANARY}."
    asked = "What is the code word of the Ohio plant?"
    here.put("secret", secret)
    here.put("other", "The code word of the Ohio plant is heron.")
    watch = here.watch(asked)
    here.put("secret", secret.replace(" is ", " was "))
    here.look()
    here.put("open", "The Ohio plant opens in 2029.")
    known = here.answerer.ask(Question(asked))
    assert CANARY in known.text
    here.answers.keep(known, ME)
    later = here.answerer.ask(
        Question("When does the Ohio plant open?", (Turn("user", asked), Turn("assistant", known.text)))
    )
    here.answers.keep(later, ME)
    plain = here.answerer.ask(Question("When does the ferry sail?"))
    assert isinstance(plain, Answer)
    copied = AlsoIn("secret", f"About {CANARY}", None, None, None)
    copy = replace(plain, id="copy", citations=(replace(plain.citations[0], also_in=(copied,)),))
    for each in (plain, copy):
        here.answers.keep(each, ME)
    assert files_with(tmp_path, CANARY)
    assert maintenance.purge(["secret"]).leaves_traces is False
    assert files_with(tmp_path, CANARY) == []
    for gone in (known, later, copy):
        assert here.answers.get(gone.id) is None
    assert here.answers.get(plain.id)
    [left] = here.watches.active(ME)
    assert (left.id, left.answer_id) == (watch.id, None)
    assert here.watches.notices(watch.id) == []
    assert here.look() == []
    [renewed] = here.watches.active(ME)
    assert here.answers.get(renewed.answer_id or "")


def test_an_answer_goes_with_the_version_that_it_quotes(here: Watched, tmp_path: Path) -> None:
    parts = here.parts
    maintenance = Maintenance(
        parts.catalogue, parts.lexical, parts.cache, parts.publisher, parts.lock, 0, erase=[here.answers.erase]
    )
    here.put("plant", f"The code word of the Ohio plant is {CANARY}.")
    watch = here.watch("What is the code word of the Ohio plant?")
    here.put("plant", "The code word of the Ohio plant is not told any more.")
    maintenance.run()
    assert here.answers.get(watch.answer_id or "") is None
    assert files_with(tmp_path, CANARY) == []
