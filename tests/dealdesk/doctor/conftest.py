from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from benchmarks.deal_prose import generate_articles, write_articles
from benchmarks.large_home import fill_without_model


@pytest.fixture(scope="package")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("doctor")
    write_articles(generate_articles(3), place / "articles")
    fill_without_model(place / "home", place / "articles")
    return place / "home"


@pytest.fixture
def home(indexed: Path, tmp_path: Path) -> Path:
    shutil.copytree(indexed, tmp_path / "home")
    return tmp_path / "home"
