"""The parts put together, inside this process; the model is never loaded."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from answer.reply import Abstention, Question, Reason
from dealdesk.assembly import Desk, open_beside, open_desk
from dealdesk.errors import HomeInUse
from index.errors import VectorStoreBroken
from index.health import VectorState
from tests.dealdesk.console import Console, settings_of, until

slow = pytest.mark.slow  # the example corpus is indexed by the real model, once


def look_up(desk: Desk) -> None:
    """Search the vector store as a question does, with a vector that is stored already."""
    [collection_id, *_] = desk.catalogue.live_ids()
    passage_id = desk.catalogue.live_ids()[collection_id][0]
    vector = np.frombuffer(desk.catalogue.vectors([passage_id])[passage_id], dtype="<f4")
    assert desk.cache.search(collection_id, vector, 1)[0][0] == passage_id


def test_an_empty_home_opens_ready_and_verifies(tmp_path: Path) -> None:
    with open_desk(settings_of(tmp_path / "home"), "test") as desk:
        health = desk.health()
        assert (health.vectors, health.articles, health.passages) == (VectorState.READY, 0, 0)
        assert desk.verify().problems == ()


def test_an_empty_home_abstains_for_want_of_articles(tmp_path: Path) -> None:
    with open_beside(settings_of(tmp_path / "home")) as desk:
        reply = desk.answerer.ask(Question("Who runs the Ohio plant?"))
    assert isinstance(reply, Abstention)
    assert reply.reason is Reason.NO_ARTICLES


def test_a_home_in_use_is_refused_before_anything_in_it_is_touched(tmp_path: Path) -> None:
    settings = settings_of(tmp_path / "home")
    with open_desk(settings, "refresh"):
        catalogue = (settings.home / "catalogue.sqlite3").stat().st_mtime_ns
        with pytest.raises(HomeInUse, match="dealdesk refresh"), open_desk(settings, "verify"):
            pass
        assert (settings.home / "catalogue.sqlite3").stat().st_mtime_ns == catalogue


@slow
def test_what_was_closed_cleanly_is_not_rebuilt(console: Console, caplog: pytest.LogCaptureFixture) -> None:
    settings = settings_of(console.home)
    with open_desk(settings, "remove") as desk:
        [first] = desk.catalogue.page(limit=1)
        assert desk.refresher.remove(first.article.id)
    with open_desk(settings, "verify") as desk:
        assert desk.verify().problems == ()
        assert desk.health().articles == 19
    assert caplog.messages == []


@slow
def test_what_was_not_closed_is_rebuilt_before_it_is_used(console: Console, caplog: pytest.LogCaptureFixture) -> None:
    settings = settings_of(console.home)
    desk = Desk(settings)
    assert desk.cache.open()
    [first] = desk.catalogue.page(limit=1)
    assert desk.refresher.remove(first.article.id)
    desk.catalogue.database.close()  # and nothing else: the process was killed
    with open_desk(settings, "verify") as healed:
        assert healed.verify().problems == ()
    assert any("rebuilding the vector store" in message for message in caplog.messages)


@slow
def test_a_store_destroyed_while_open_is_rebuilt_beside_the_work_and_words_answer_meanwhile(console: Console) -> None:
    with open_desk(settings_of(console.home), "serve", wait_for_heal=False) as desk:
        look_up(desk)
        before = desk.index_version()
        with desk.catalogue.writing():  # no rebuilt store can be swapped in as long as this lasts
            for file in (console.home / "vectors").rglob("*.*"):
                os.truncate(file, 0)
            with pytest.raises(VectorStoreBroken):
                look_up(desk)
            found = desk.retriever.search("Company Termination Fee")
            assert (found.lexical_only, len(found.hits)) == (True, 8)
            assert desk.health().vectors is not VectorState.READY
        until(lambda: desk.health().vectors is VectorState.READY)
        look_up(desk)
        assert desk.verify().problems == ()
        assert desk.index_version() == before


@slow
def test_a_store_found_broken_at_the_start_is_rebuilt_beside_the_work(console: Console) -> None:
    for file in (console.home / "vectors").rglob("*.*"):
        file.unlink()
    with open_desk(settings_of(console.home), "serve", wait_for_heal=False) as desk:
        until(lambda: desk.health().vectors is VectorState.READY)
        look_up(desk)
        assert desk.verify().problems == ()


@slow
def test_beside_another_process_words_alone_answer_and_nothing_is_written(console: Console) -> None:
    vectors = sorted((file, file.stat().st_mtime_ns) for file in (console.home / "vectors").rglob("*"))
    with open_beside(settings_of(console.home)) as desk:
        found = desk.retriever.search("Company Termination Fee")
        assert (found.lexical_only, len(found.hits)) == (True, 8)
    assert vectors == sorted((file, file.stat().st_mtime_ns) for file in (console.home / "vectors").rglob("*"))
