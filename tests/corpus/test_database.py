"""Opening a catalogue: a new one, an old one, and what is none."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from corpus import schema
from corpus.database import Database
from corpus.errors import CatalogueUnusable


def revision_of(database: Database) -> str | None:
    with database.reading() as tx:
        revision: str | None = tx.scalar(sa.text("SELECT version_num FROM alembic_version"))
        return revision


def test_migrations_make_the_tables_that_the_schema_names(database: Database) -> None:
    with database.reading() as tx:
        assert compare_metadata(MigrationContext.configure(tx), schema.metadata) == []
        made = tx.execute(sa.text("SELECT name, sql FROM sqlite_master WHERE name IN ('versions', 'passages')"))
        assert all("AUTOINCREMENT" in row.sql for row in made)
    assert revision_of(database) == schema.REVISION


def test_a_catalogue_opens_again_and_in_a_folder_with_an_odd_name(tmp_path: Path) -> None:
    folder = tmp_path / "50% of deals, été"
    folder.mkdir()
    for _ in range(2):
        database = Database(folder / "catalogue.sqlite3")
        assert revision_of(database) == schema.REVISION
        database.close()


def test_two_that_open_a_new_catalogue_at_once_both_can(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        opened = list(pool.map(lambda _: Database(tmp_path / "catalogue.sqlite3"), range(4)))
    assert {revision_of(database) for database in opened} == {schema.REVISION}
    for database in opened:
        database.close()


def test_a_newer_catalogue_is_refused_and_left_alone(database: Database, tmp_path: Path) -> None:
    with database.writing() as tx:
        tx.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(CatalogueUnusable, match=r"schema 9999.*upgrade dealdesk"):
        Database(tmp_path / "catalogue.sqlite3")
    assert revision_of(database) == "9999"


@pytest.mark.parametrize("table", ["customers", "alembic_version"])
def test_another_programs_database_is_refused(tmp_path: Path, table: str) -> None:
    connection = sqlite3.connect(tmp_path / "other.sqlite3")
    connection.execute(f"CREATE TABLE {table} (version_num TEXT)")
    connection.close()
    with pytest.raises(CatalogueUnusable, match="another program: name an empty one"):
        Database(tmp_path / "other.sqlite3")


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no database " * 100)
    with pytest.raises(CatalogueUnusable, match=r"not a database.*check that"):
        Database(tmp_path / "notes.txt")


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogueUnusable, match=r"nowhere.*check that its folder exists"):
        Database(tmp_path / "nowhere" / "catalogue.sqlite3")


@pytest.mark.parametrize("url", ["postgresql://host/db", "mysql://host/db", "catalogue.sqlite3"])
def test_a_database_of_another_kind_is_refused(url: str) -> None:
    with pytest.raises(CatalogueUnusable, match="DEALDESK_DATABASE_URL"):
        Database.at_url(url)


@pytest.mark.parametrize("name", ["a?b", "50%41", "a#b", "with space"])
def test_a_folder_whose_name_means_something_in_a_url_is_taken_at_its_word(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    Database(tmp_path / name / "catalogue.sqlite3").close()
    assert [file.parent.name for file in tmp_path.rglob("catalogue.sqlite3")] == [name]


def test_a_url_names_the_file(tmp_path: Path) -> None:
    Database.at_url(f"sqlite:///{tmp_path}/named.sqlite3").close()
    assert (tmp_path / "named.sqlite3").exists()


def test_a_change_is_kept_whole_or_not_at_all(database: Database) -> None:
    def change_and_fail() -> None:
        with database.writing() as tx:
            tx.execute(schema.state.insert().values(key="a", value="1"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        change_and_fail()
    with database.writing() as tx:
        tx.execute(schema.state.insert().values(key="b", value="1"))
    with database.reading() as tx:
        assert list(tx.scalars(sa.select(schema.state.c.key))) == ["b"]


def test_a_statement_that_fails_says_why_without_saying_what_was_stored(database: Database) -> None:
    secret = schema.state.insert().values(key="confidential", value="1")
    with database.writing() as tx:
        tx.execute(secret)
    with pytest.raises(CatalogueUnusable, match="UNIQUE") as raised, database.writing() as tx:
        tx.execute(secret)
    assert "confidential" not in str(raised.value)


def test_a_reader_sees_one_state_while_a_writer_changes_it(database: Database) -> None:
    query = sa.select(schema.state.c.value)
    with database.writing() as tx:
        tx.execute(schema.state.insert().values(key="a", value="old"))
    with database.reading() as tx:
        assert tx.scalar(query) == "old"
        with ThreadPoolExecutor(1) as pool:
            pool.submit(_set_all, database, "new").result()
        assert tx.scalar(query) == "old"
        with database.reading() as inner:
            assert inner.scalar(query) == "old", "a reading within a reading is the same view"
    with database.reading() as tx:
        assert tx.scalar(query) == "new"


def test_writers_take_turns(database: Database) -> None:
    with database.writing() as tx:
        tx.execute(schema.state.insert().values(key="count", value="0"))

    def increment(_: int) -> None:
        with database.writing() as tx:
            value = int(tx.scalar(sa.select(schema.state.c.value)) or 0)
            tx.execute(schema.state.update().values(value=str(value + 1)))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(increment, range(40)))
    with database.reading() as tx:
        assert tx.scalar(sa.select(schema.state.c.value)) == "40"


def test_many_readers_do_not_wait_for_each_other(database: Database) -> None:
    readers, everyone_reads = 40, Event()
    inside: list[int] = []

    def read(number: int) -> None:
        with database.reading() as tx:
            tx.scalar(sa.select(sa.literal(1)))
            inside.append(number)
            if len(inside) == readers:
                everyone_reads.set()
            assert everyone_reads.wait(20)

    with ThreadPoolExecutor(readers) as pool:
        list(pool.map(read, range(readers)))


def _set_all(database: Database, value: str) -> None:
    with database.writing() as tx:
        tx.execute(schema.state.update().values(value=value))
