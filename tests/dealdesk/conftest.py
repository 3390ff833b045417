from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.dealdesk.console import EXAMPLES, Console, Done


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test meets the settings of whoever runs it: not the environment's, not those of a file .env."""
    for name in list(os.environ):
        if name.startswith("DEALDESK_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def first_refresh(tmp_path_factory: pytest.TempPathFactory) -> tuple[Console, Done]:
    """A home with the example corpus, and what the refresh said. Read it only; `console` has a copy to change."""
    console = Console(tmp_path_factory.mktemp("examples") / "home")
    done = console.run("refresh", EXAMPLES / "corpus", "--json")
    assert done.code == 0, done.err
    return console, done


@pytest.fixture
def console(first_refresh: tuple[Console, Done], tmp_path: Path) -> Console:
    """A console over a copy of the home with the example corpus."""
    shutil.copytree(first_refresh[0].home, tmp_path / "home")
    return Console(tmp_path / "home")


@pytest.fixture
def fresh(tmp_path: Path) -> Console:
    """A console over a home that does not exist yet."""
    return Console(tmp_path / "home")
