"""Each failure of a data folder and of its settings, provoked, and what is said of it."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from api.door.callers import Role
from api.door.keys import NewKey
from dealdesk.assembly import open_desk
from dealdesk.doctor.examining import LOOKS, examine
from dealdesk.doctor.finding import Level
from dealdesk.doctor.setup import setup_at
from dealdesk.owner import CARD, owned
from tests.dealdesk.console import settings_of
from tests.dealdesk.doctor.examined import SECRET, failure, findings, levels, setup_over


def test_a_whole_set_up_is_well_and_nothing_in_it_is_changed(home: Path) -> None:
    before = (home / "catalogue.sqlite3").read_bytes()
    found = list(examine(setup_over(home)))
    assert {one.level for one in found} == {Level.OK}, found
    whats = {one.what for one in found}
    assert {"Python", "settings", "data folder", "at work", "disk", "catalogue", "clock", "index"} <= whats
    assert {"who may ask", "embedding model", "model of the index", "vector store", "server", "LLM", "Slack"} <= whats
    assert (home / "catalogue.sqlite3").read_bytes() == before


def test_a_home_that_is_not_there_yet_is_no_failure_and_is_not_made(tmp_path: Path) -> None:
    setup = setup_over(tmp_path / "none" / "home")
    assert failure(setup, "data folder", Level.WARN).remedy.startswith("`dealdesk refresh FOLDER`")
    assert levels(setup, "catalogue") == {"catalogue": Level.OK}
    assert not (tmp_path / "none").exists()


def test_a_home_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    assert "set DEALDESK_HOME to a folder" in failure(setup_over(tmp_path / "home"), "data folder").remedy


@pytest.mark.skipif(os.getuid() == 0, reason="root may write anywhere")
def test_a_home_that_cannot_be_written_to_is_told(home: Path) -> None:
    home.chmod(0o500)
    try:
        assert "let this user write" in failure(setup_over(home), "data folder").remedy
    finally:
        home.chmod(0o700)


@pytest.mark.skipif(os.getuid() != 0, reason="only root may give a file away")
def test_files_of_another_user_are_told(home: Path) -> None:
    os.chown(home / "catalogue.sqlite3", 12_345, 12_345)
    found = failure(setup_over(home), "data folder", Level.WARN)
    assert "holds files of another user (id 12345)" in found.found


def test_the_card_of_a_killed_process_is_told(home: Path) -> None:
    (home / CARD).write_text('{"pid": 1, "command": "serve"}')
    assert "killed" in failure(setup_over(home), "data folder", Level.WARN).found


def test_too_little_room_is_told(home: Path) -> None:
    assert "DEALDESK_MIN_FREE_MB" in failure(setup_over(home, min_free_mb=10**9), "data folder").remedy


def test_who_is_at_work_is_told_and_the_vectors_are_left_to_them(home: Path) -> None:
    with owned(home, "refresh"):
        setup = setup_over(home)
        [told] = [one for one in findings(setup, "data folder") if one.what == "at work"]
        assert f"`dealdesk refresh` (process {os.getpid()}" in told.found
        assert "vector store" not in levels(setup, "catalogue")


def test_a_catalogue_that_is_no_database_is_told(home: Path) -> None:
    (home / "catalogue.sqlite3").write_bytes(b"no database, " * 1_000)
    found = failure(setup_over(home), "catalogue")
    assert ("cannot be read" in found.found, "restore a backup" in found.remedy) == (True, True)


def test_a_damaged_catalogue_is_told(home: Path) -> None:
    with closing(sqlite3.connect(home / "catalogue.sqlite3")) as catalogue:
        catalogue.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        [[root]] = catalogue.execute("SELECT rootpage FROM sqlite_master WHERE name = 'vectors'")
        [[size]] = catalogue.execute("PRAGMA page_size")
    with (home / "catalogue.sqlite3").open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\xff" * size)
    assert "restore a backup" in failure(setup_over(home), "catalogue").remedy


@pytest.mark.parametrize(
    ("revision", "level", "told"), [("9999", Level.FAIL, "newer"), ("0004", Level.OK, "next start")]
)
def test_another_schema_is_told_and_not_changed(home: Path, revision: str, level: Level, told: str) -> None:
    with closing(sqlite3.connect(home / "catalogue.sqlite3", isolation_level=None)) as catalogue:
        catalogue.execute("UPDATE alembic_version SET version_num = ?", [revision])
        [found] = findings(setup_over(home), "catalogue")
        assert (found.level, told in found.found) == (level, True)
        assert catalogue.execute("SELECT version_num FROM alembic_version").fetchone() == (revision,)


def test_a_database_of_another_kind_is_told(home: Path) -> None:
    assert "postgresql" in failure(setup_over(home, database_url="postgresql://db/x"), "catalogue").found


def test_a_locked_catalogue_is_told(home: Path) -> None:
    with closing(sqlite3.connect(home / "catalogue.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert "keeps the catalogue locked" in failure(setup_over(home), "catalogue").found


def test_a_clock_that_was_set_back_is_told(home: Path) -> None:
    later = datetime.now() + timedelta(days=400)
    with closing(sqlite3.connect(home / "catalogue.sqlite3", isolation_level=None)) as catalogue:
        catalogue.execute("UPDATE versions SET stored_at = ?", [later.isoformat(" ")])
    assert "set the clock" in failure(setup_over(home), "catalogue").remedy


def test_what_verify_found_is_told(home: Path) -> None:
    with open_desk(settings_of(home), "verify") as desk:
        [passages] = desk.catalogue.live_ids().values()
        with desk.catalogue.writing() as tx:
            desk._lexical.remove(tx, list(desk.catalogue.rows(tx, passages[:1])))
        desk.verify()
    assert "dealdesk rebuild" in failure(setup_over(home), "catalogue").remedy


def test_vectors_that_are_gone_are_told(home: Path) -> None:
    shutil.rmtree(home / "vectors")
    assert "rebuilds it" in failure(setup_over(home), "catalogue", Level.WARN).remedy


def test_who_may_ask_is_told(home: Path) -> None:
    def told(**more: Any) -> str:
        [one] = [one for one in findings(setup_over(home, **more), "catalogue") if one.what == "who may ask"]
        return f"{one.level} {one.found}"

    assert told().startswith("ok this machine alone")
    assert told(api_key=SECRET) == "ok callers with DEALDESK_API_KEY"
    with open_desk(settings_of(home), "test") as desk:
        key, _ = desk.keys.create(NewKey("ours", Role.READER), "test")
    assert told() == "ok callers with API keys"
    with open_desk(settings_of(home), "test") as desk:
        desk.keys.revoke(key.id)
    assert told() == "warn no key is in force any more: nobody can ask"


def test_a_model_that_is_not_there_or_not_whole_is_told(home: Path, tmp_path: Path) -> None:
    model = tmp_path / "model"
    model.mkdir()
    assert "holds no model weights" in failure(setup_over(home, embedding_model=str(model)), "embedding model").found
    nowhere = failure(setup_over(home, embedding_model="nobody/nothing"), "embedding model")
    assert "neither a folder nor in the local cache" in nowhere.found
    assert failure(setup_over(home, reranker="nobody/nothing"), "embedding model").what == "reranker"


def test_an_index_of_another_model_is_told(home: Path) -> None:
    with closing(sqlite3.connect(home / "catalogue.sqlite3", isolation_level=None)) as catalogue:
        catalogue.execute("UPDATE state SET value = replace(value, '53aa', '0000') WHERE key = 'embedding_model'")
        changed = catalogue.execute("SELECT changes()").fetchone()
    assert changed == (1,)
    assert "the index was built by the embedding model" in failure(setup_over(home), "catalogue").found


def test_settings_that_cannot_be_used_are_all_named_with_what_may_have_been_meant(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DEALDESK_PASSAGE_TOKENS", "many")
    monkeypatch.setenv("DEALDESK_API_KEY", " ")
    monkeypatch.setenv("DEALDESK_HOME", str(tmp_path / "home"))
    Path(".env").write_text("export DEALDESK_FOLDRS=/a\n# DEALDESK_NOT=1\nDEALDESK_LLM_DEADLINE_SECONDS=never\n")
    setup = setup_at("127.0.0.1", 0)
    found = findings(setup, "settings")
    failed = sorted(one.found.partition(":")[0] for one in found if one.level is Level.FAIL)
    assert failed == ["DEALDESK_API_KEY", "DEALDESK_LLM_DEADLINE_SECONDS", "DEALDESK_PASSAGE_TOKENS"]
    assert [one.remedy for one in found if one.level is Level.WARN] == ["did you mean DEALDESK_FOLDERS?"]
    assert (setup.settings.passage_tokens, setup.home) == (190, tmp_path / "home")
    assert len(list(examine(setup))) > len(LOOKS), "the rest is looked at all the same"
