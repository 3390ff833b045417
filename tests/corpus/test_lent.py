from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from corpus.database import Database
from corpus.errors import CatalogueUnusable
from corpus.lent import SealedText


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path / "catalogue.sqlite3")
    yield database
    database.close()


def turned(text: str) -> str:
    return text[::-1]


def table_of(kind: SealedText) -> sa.Table:
    return sa.Table("notes", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True), sa.Column("note", kind))


def test_sealed_text_is_closed_on_its_way_in_and_opened_on_its_way_out(database: Database) -> None:
    lent, table = database.lent(), table_of(SealedText(turned, turned))
    table.create(lent.writes)
    with lent.writes.begin() as connection:
        connection.execute(table.insert(), [{"note": "abc"}, {"note": None}])
    with lent.reads.connect() as connection:
        assert connection.execute(sa.text("SELECT note FROM notes")).scalars().all() == ["cba", None]
        assert connection.execute(sa.select(table.c.note)).scalars().all() == ["abc", None]


def test_two_seals_are_not_taken_for_one_another(database: Database) -> None:
    lent, one, other = database.lent(), table_of(SealedText(turned, turned)), table_of(SealedText(str.upper, str.lower))
    one.create(lent.writes)
    with lent.writes.begin() as connection:
        connection.execute(one.insert(), {"note": "abc"})
        connection.execute(other.insert(), {"note": "abc"})
    with lent.reads.connect() as connection:
        assert connection.execute(sa.text("SELECT note FROM notes")).scalars().all() == ["cba", "ABC"]


def test_what_the_database_refuses_a_library_is_told_as_ever(database: Database) -> None:
    lent = database.lent()
    with pytest.raises(CatalogueUnusable), lent.failures(), lent.reads.connect() as connection:
        connection.execute(sa.text("SELECT * FROM nowhere"))
