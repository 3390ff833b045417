"""What a server over a real data folder says of itself; the model is never loaded."""

from __future__ import annotations

import logging
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from starlette.testclient import TestClient

from answer.errors import ChatModelFailed
from benchmarks.deal_prose import generate_articles, write_articles
from benchmarks.large_home import fill_without_model
from dealdesk.assembly import Desk, open_desk
from dealdesk.readiness import DataFolder, ServerReadiness, readiness_of
from dealdesk.serving import build_app
from dealdesk.warming import WarmingUp
from index.errors import VectorStoreBroken
from index.health import Check, Readiness, VectorState
from tests.bot.loopback_slack import APP_TOKEN, BOT_TOKEN
from tests.dealdesk.console import settings_of, until
from tests.dealdesk.test_assembly import look_up


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a few articles."""
    place = tmp_path_factory.mktemp("readiness")
    write_articles(generate_articles(6), place / "articles")
    fill_without_model(place / "home", place / "articles")
    return place / "home"


@dataclass
class Server:
    """The parts of one that is not started. more: further settings."""

    desk: Desk
    readiness: ServerReadiness

    def check(self, name: str) -> Check:
        return next(check for check in self.readiness.health().checks if check.name == name)

    def assert_not_ready(self, name: str, words: str) -> None:
        check = self.check(name)
        assert (check.ok, words in check.detail) == (False, True), check
        assert self.readiness.health().readiness is Readiness.NOT_READY
        assert str(self.desk.settings.home) not in repr(self.readiness.health())

    def assert_ready(self) -> None:
        assert self.readiness.health().readiness is Readiness.READY, self.readiness.health()


Opened = Callable[..., Server]


@pytest.fixture
def opened(indexed: Path, tmp_path: Path) -> Iterator[Opened]:
    """Opens a copy of the home."""
    with _Openings(indexed, tmp_path / "home") as openings:
        yield openings.open


class _Openings:
    def __init__(self, indexed: Path, home: Path) -> None:
        self._indexed, self._home = indexed, home
        self._open: list[Any] = []

    def open(self, **more: Any) -> Server:
        if not self._home.exists():
            shutil.copytree(self._indexed, self._home)
        opening = open_desk(settings_of(self._home, **more), "serve", wait_for_heal=False)
        self._open.append(opening)
        desk = opening.__enter__()
        return Server(desk, readiness_of(desk))

    def __enter__(self) -> _Openings:
        return self

    def __exit__(self, *_: object) -> None:
        for opening in self._open:
            opening.__exit__(None, None, None)


def test_a_server_over_a_whole_folder_is_ready(opened: Opened) -> None:
    server = opened()
    server.assert_ready()
    health = server.readiness.health()
    assert health.index
    assert (health.index.articles, health.index.vectors) == (6, VectorState.READY)
    names = ["model", "data_folder", "disk", "writing", "verification", "catalogue", "vectors"]
    assert [(check.name, check.ok) for check in health.checks] == [(name, True) for name in names]


def test_it_is_not_ready_while_the_model_is_loaded_and_is_once_it_is(opened: Opened) -> None:
    server, may_go_on = opened(), Event()
    server.desk.warming = warming = WarmingUp(may_go_on.wait)  # type: ignore[arg-type]
    server.readiness = readiness_of(server.desk)
    told = Event()
    warming.start(then=told.set)
    server.assert_not_ready("model", "ready in a moment")
    may_go_on.set()
    assert told.wait(30)
    server.assert_ready()


def test_a_model_that_cannot_be_loaded_is_told(opened: Opened, caplog: pytest.LogCaptureFixture) -> None:
    server, told = opened(), Event()

    def load() -> None:
        raise OSError("no such file: weights")

    server.desk.warming = WarmingUp(load)
    server.readiness = readiness_of(server.desk)
    server.desk.warming.start(then=told.set)
    assert told.wait(30)
    server.assert_not_ready("model", "cannot be loaded (OSError): `dealdesk doctor`")
    assert "no question can be answered" in caplog.text


def test_a_disk_with_little_room_is_told_with_the_setting_that_says_so(opened: Opened) -> None:
    server = opened(min_free_mb=10**9)
    server.assert_not_ready("disk", "make room, or lower DEALDESK_MIN_FREE_MB")


def test_a_catalogue_that_another_process_keeps_locked_is_told(opened: Opened) -> None:
    server = opened()
    with closing(sqlite3.connect(server.desk.settings.home / "catalogue.sqlite3")) as other:
        other.execute("BEGIN IMMEDIATE")
        server.assert_not_ready("writing", "another process keeps the catalogue locked")
        other.execute("ROLLBACK")
    server.assert_ready()


def test_its_own_writing_is_no_trouble(opened: Opened) -> None:
    server = opened()
    with server.desk.catalogue.writing():
        server.assert_ready()


def test_a_catalogue_that_cannot_be_read_is_told_without_its_path(opened: Opened) -> None:
    server = opened()
    with server.desk.catalogue.writing() as tx:
        tx.exec_driver_sql("ALTER TABLE articles RENAME TO elsewhere")
    server.assert_not_ready("catalogue", "cannot be used (CatalogueUnusable): `dealdesk doctor`")
    assert server.readiness.health().index is None


def test_a_folder_that_was_taken_away_is_told(opened: Opened, tmp_path: Path) -> None:
    server = opened()
    shutil.copytree(tmp_path / "home", tmp_path / "older")
    (tmp_path / "home").rename(tmp_path / "away")
    (tmp_path / "older" / "owner.json").unlink()
    (tmp_path / "older").rename(tmp_path / "home")
    server.assert_not_ready("data_folder", "was moved or replaced")
    shutil.rmtree(tmp_path / "home")
    (tmp_path / "away").rename(tmp_path / "home")
    server.assert_ready()


def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    gone = DataFolder(tmp_path / "gone", tmp_path, 0)
    assert gone.is_ours() == Check("data_folder", False, "cannot be written to: `dealdesk doctor` says what is wrong")
    assert gone.has_room().detail.startswith("cannot be looked at (No such file or directory)")


def lose_a_passage(desk: Desk) -> None:
    """From the lexical index, as no ordinary work does."""
    [passages] = desk.catalogue.live_ids().values()
    with desk.catalogue.writing() as tx:
        desk._lexical.remove(tx, list(desk.catalogue.rows(tx, passages[:1])))


def test_what_verify_found_is_remembered_over_a_restart_until_a_rebuild(indexed: Path, tmp_path: Path) -> None:
    with _Openings(indexed, tmp_path / "home") as openings:
        server = openings.open()
        lose_a_passage(server.desk)
        assert len(server.desk.verify().problems) == 1
        server.assert_not_ready("verification", "1 problems were found")
    with _Openings(indexed, tmp_path / "home") as openings:
        server = openings.open()
        server.assert_not_ready("verification", "stop and run `dealdesk rebuild`")
        server.desk.rebuild()
        server.assert_ready()
        assert server.desk.verify().problems == ()
        assert "all was well at" in server.check("verification").detail


def test_the_nightly_check_finds_what_is_wrong_and_mends_it(opened: Opened, caplog: pytest.LogCaptureFixture) -> None:
    server = opened()
    lose_a_passage(server.desk)
    server.desk.maintain()
    assert "1 problems, such as: the lexical index lacks 1 passages" in caplog.text
    server.assert_ready()
    assert "all was well at" in server.check("verification").detail


def test_the_nightly_check_of_a_whole_index_lets_writers_go_on(opened: Opened) -> None:
    server = opened()
    with server.desk._writing:
        server.desk.indexes.check_and_mend()
    assert "all was well at" in server.check("verification").detail


def test_words_alone_answering_is_degraded(opened: Opened) -> None:
    server = opened()
    with server.desk.catalogue.writing():  # no rebuilt store can be swapped in as long as this lasts
        for file in (server.desk.settings.home / "vectors").rglob("*.*"):
            os.truncate(file, 0)
        with pytest.raises(VectorStoreBroken):
            look_up(server.desk)
        health = server.readiness.health()
        assert health.readiness is Readiness.DEGRADED
        assert next(check for check in health.checks if check.name == "vectors").ok is False
    until(lambda: server.readiness.health().readiness is Readiness.READY)


def test_an_llm_that_is_left_alone_is_told_and_keeps_nobody_away(opened: Opened) -> None:
    server = opened(llm="openai:gpt-x", llm_api_key="k", llm_base_url="http://127.0.0.1:9/v1")
    assert server.check("llm") == Check("llm", True, "is asked")
    for _ in range(5):
        with pytest.raises(ChatModelFailed), server.desk.llm_breaker.call():
            raise ChatModelFailed("gone")
    assert server.check("llm").ok is False
    server.assert_ready()


def test_slack_is_told_and_keeps_nobody_away(opened: Opened) -> None:
    server = opened(slack_bot_token=BOT_TOKEN, slack_app_token=APP_TOKEN, slack_api_url="http://127.0.0.1:9/api/")
    app = build_app(server.desk, server.desk.settings)
    ready = TestClient(app).get("/readyz")  # its lifespan is not begun
    [slack] = [check for check in ready.json()["checks"] if check["name"] == "slack"]
    assert (ready.status_code, slack["ok"]) == (200, False)
    assert "not connected (not begun yet)" in slack["detail"]


def test_the_address_answers_503_with_the_reason_and_livez_goes_on(opened: Opened) -> None:
    server = opened(min_free_mb=10**9)
    client = TestClient(build_app(server.desk, server.desk.settings), "http://localhost")
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json()["status"], ready.json()["articles"]) == (503, "not_ready", 6)
    assert client.get("/livez").status_code == 200
    metrics = client.get("/metrics").text
    assert "dealdesk_ready 0.0" in metrics
    assert 'dealdesk_check_ok{check="disk"} 0.0' in metrics


def test_its_metrics_tell_of_the_index_and_of_what_waits(opened: Opened) -> None:
    server = opened()
    [first, *_] = server.desk.catalogue.page(limit=1)
    assert server.desk.refresher.remove(first.article.id)
    text = TestClient(build_app(server.desk, server.desk.settings), "http://localhost").get("/metrics").text
    figures = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    assert figures['dealdesk_articles{state="live"}'] == "5.0"
    assert float(figures['dealdesk_passages{state="live"}']) > 5
    assert figures['dealdesk_vectors_state{state="ready"}'] == "1.0"
    assert 0 <= float(figures["dealdesk_index_age_seconds"]) < 60
    assert figures['dealdesk_jobs{state="running"}'] == figures['dealdesk_asks_now{state="at_work"}'] == "0.0"


def test_a_change_is_logged_once(opened: Opened, caplog: pytest.LogCaptureFixture) -> None:
    server = opened()
    with caplog.at_level(logging.INFO, "dealdesk.readiness"):
        for _ in range(3):
            server.readiness.health()
        with closing(sqlite3.connect(server.desk.settings.home / "catalogue.sqlite3")) as other:
            other.execute("BEGIN IMMEDIATE")
            for _ in range(2):
                server.readiness.health()
        server.readiness.health()
    told = [record.__dict__["fields"]["event"] for record in caplog.records if record.name == "dealdesk.readiness"]
    assert told == ["ready", "not_ready", "ready"]
