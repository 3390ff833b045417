"""A folder that is watched tells of every change below it, and of its own going and coming back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Semaphore

import pytest

from dealdesk.watching import FolderWatcher, Watchers
from tests.dealdesk.console import PATIENCE_SECONDS


class Told:
    """Counts what it is told."""

    def __init__(self) -> None:
        self._count = Semaphore(0)

    def __call__(self) -> None:
        self._count.release()

    def again(self) -> bool:
        """Whether it was told once more, sooner or later."""
        return self._count.acquire(timeout=PATIENCE_SECONDS)

    def within(self, seconds: float) -> bool:
        return self._count.acquire(timeout=seconds)


@contextmanager
def watched(path: Path) -> Iterator[Told]:
    told = Told()
    watcher = FolderWatcher(path, told)
    try:
        yield told
    finally:
        watcher.stop()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "news" / "sub").mkdir(parents=True)
    (tmp_path / "news" / "sub" / "a.txt").write_text("A.")
    return tmp_path / "news"


def test_additions_changes_renames_and_removals_are_told(folder: Path) -> None:
    with watched(folder) as told:
        assert told.again()  # the watch stands
        (folder / "b.txt").write_text("B.")
        assert told.again()
        (folder / "sub" / "a.txt").write_text("A again.")
        assert told.again()
        (folder / "sub").rename(folder / "other")
        assert told.again()
        (folder / "other" / "a.txt").unlink()
        assert told.again()
        (folder / "new").mkdir()
        (folder / "new" / "c.txt").write_text("C.")
        assert told.again()


def test_hidden_files_concern_nobody(folder: Path) -> None:
    with watched(folder) as told:
        assert told.again()
        (folder / ".b.txt.part").write_text("B.")
        assert not told.within(1.5)


def test_a_folder_that_vanishes_and_comes_back_is_watched_again(folder: Path) -> None:
    with watched(folder) as told:
        assert told.again()
        shutil.rmtree(folder)
        assert told.again()
        folder.mkdir()
        while told.within(3):
            pass  # it is told that it came back, once the new watch stands
        (folder / "b.txt").write_text("B.")
        assert told.again()


def test_a_single_file_is_watched_also_when_it_is_written_anew(folder: Path) -> None:
    file = folder / "sub" / "a.txt"
    with watched(file) as told:
        assert told.again()
        (folder / "sub" / "beside.txt").write_text("Beside.")
        assert not told.within(1.5)
        (folder / "sub" / ".a.part").write_text("A again.")
        (folder / "sub" / ".a.part").rename(file)
        assert told.again()


def test_only_the_folders_that_were_named_last_are_watched(folder: Path) -> None:
    told: list[str] = []
    changed = Told()
    watchers = Watchers(lambda name: (told.append(name), changed())[0])
    try:
        watchers.watch({"news": folder})
        assert changed.again()
        watchers.watch({"sub": folder / "sub"})
        assert changed.again()
        assert told == ["news", "sub"]
    finally:
        watchers.stop()
