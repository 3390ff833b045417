"""A catalogue on disk for each test, from one that was migrated once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.catalogue import Catalogue
from corpus.database import Database


@pytest.fixture(scope="session")
def empty_catalogue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a catalogue that was just created."""
    file = tmp_path_factory.mktemp("empty") / "catalogue.sqlite3"
    Database(file).close()
    return file


@pytest.fixture
def database(empty_catalogue: Path, tmp_path: Path) -> Iterator[Database]:
    shutil.copy(empty_catalogue, tmp_path / "catalogue.sqlite3")
    database = Database(tmp_path / "catalogue.sqlite3")
    yield database
    database.close()


@pytest.fixture
def catalogue(database: Database) -> Catalogue:
    return Catalogue(database)
