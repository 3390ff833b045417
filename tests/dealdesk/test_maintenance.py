"""Maintenance erases what was removed or has expired, gives its room back, and leaves all else as it is."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest

from corpus.article import Article, Selection
from corpus.database import Database
from corpus.errors import CatalogueUnusable
from corpus.stored import Erased
from dealdesk.maintenance import Maintenance
from index.chroma import ChromaFolders
from tests.index.bench import Bench, bench

CANARY = "zyxcanaryqv"
START = datetime(2026, 3, 1)


class Clock:
    """A time that is set."""

    def __init__(self) -> None:
        self.days = 0

    def __call__(self) -> datetime:
        return START + timedelta(days=self.days)


@pytest.fixture(scope="module")
def empty_catalogue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("empty") / "catalogue.sqlite3"
    Database(file).close()
    return file


@dataclass
class Kept:
    """An index with its maintenance, over a folder of its own."""

    desk: Bench
    maintenance: Maintenance
    clock: Clock
    home: Path

    def put(self, name: str, text: str) -> None:
        self.desk.refresher.put(Article(name, f"About {name}", text, published=date(2026, 1, 1)))

    def texts(self, day: int | None = None) -> set[str]:
        moment = None if day is None else (START + timedelta(days=day)).replace(tzinfo=UTC)
        return {stored.article.text for stored in self.desk.catalogue.page(Selection(held_at=moment))}


@contextmanager
def kept(
    empty: Path, home: Path, keep_days: int = 365, forget: tuple[Callable[[], object], ...] = ()
) -> Iterator[Kept]:
    home.mkdir()
    shutil.copy(empty, home / "catalogue.sqlite3")
    clock = Clock()
    with bench(home / "catalogue.sqlite3", ChromaFolders(home / "vectors"), now=clock) as desk:
        parts = desk.catalogue, desk.lexical, desk.cache, desk.publisher, desk.lock
        yield Kept(desk, Maintenance(*parts, keep_days, forget, clock), clock, home)


@pytest.fixture
def index(empty_catalogue: Path, tmp_path: Path) -> Iterator[Kept]:
    with kept(empty_catalogue, tmp_path / "home") as index:
        yield index


def files_with(home: Path, said: str) -> list[str]:
    """The files below `home` that hold a word, in any of the forms in which something could keep it."""
    tail = said[4:]  # a list of terms may tell the beginning of a word by the word before
    forms = [tail.encode(), tail.upper().encode(), tail.encode("utf-16-le"), tail.encode("utf-16-be")]
    found = []
    for file in home.rglob("*"):
        if file.is_file():
            data = file.read_bytes()
            found += [str(file.relative_to(home)) for form in forms if form in data]
    return found


def size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def _own_words(n: int) -> str:
    """Far from those of other numbers: a graph of near-equal vectors does not reach every one."""
    return " ".join(f"word{n}x{k}" for k in range(9))


def test_a_purged_article_is_in_no_file_of_the_folder(index: Kept) -> None:
    for n in range(40):
        index.put(f"other-{n}", _own_words(n))
    index.put("secret", f"The code is {CANARY} and nobody may know. " * 9)
    index.put("secret", f"Another code is {CANARY}. " * 9)
    assert index.desk.found(CANARY)[0] == "secret"
    index.put("secret", "There is no code.")
    assert files_with(index.home, CANARY)
    erased = index.maintenance.purge(["secret", "nobody"])
    assert (erased.removed, erased.unknown, erased.versions) == (("secret",), ("nobody",), 3)
    assert not erased.leaves_traces
    assert files_with(index.home, CANARY) == []
    assert index.desk.catalogue.versions("secret") == []
    assert index.desk.problems() == ()
    assert len(index.desk.live_texts()) == 40


def test_the_night_erases_what_was_removed_by_day(index: Kept) -> None:
    index.put("a", f"It says {CANARY}.")
    index.put("b", "A ferry.")
    index.desk.refresher.remove("a")
    assert [version.removed for version in index.desk.catalogue.versions("a")] == [True]
    assert index.maintenance.run() == Erased(versions=1, vectors=1)
    assert files_with(index.home, CANARY) == []
    assert index.maintenance.run() == Erased()


def test_versions_are_kept_for_as_long_as_the_setting_says(index: Kept) -> None:
    for day, text in ((0, "One ferry."), (10, "Two ferries."), (20, "Three ferries.")):
        index.clock.days = day
        index.put("a", text)
    index.clock.days = 374
    assert index.maintenance.run().versions == 0
    assert index.texts(5) == {"One ferry."}
    index.clock.days = 375
    assert index.maintenance.run().versions == 1
    assert index.texts(5) == set()
    assert index.texts(15) == {"Two ferries."}
    day = Selection(as_of=(START + timedelta(days=5)).date())
    assert {stored.article.text for stored in index.desk.catalogue.page(day)} == {"Two ferries."}
    assert index.desk.problems() == ()


def test_none_are_kept_where_the_setting_says_so(empty_catalogue: Path, tmp_path: Path) -> None:
    with kept(empty_catalogue, tmp_path / "home", keep_days=0) as index:
        index.put("a", f"One {CANARY}.")
        index.put("a", "Two ferries.")
        index.maintenance.run()
        assert [version.chars for version in index.desk.catalogue.versions("a")] == [12]
        assert files_with(index.home, CANARY) == []


def test_versions_from_before_a_removal_are_not_kept(index: Kept) -> None:
    index.put("a", "One ferry.")
    index.put("a", "Two ferries.")
    index.desk.refresher.remove("a")
    index.put("a", "Three ferries.")
    assert index.maintenance.run().versions == 2
    assert index.texts() == {"Three ferries."}


@pytest.mark.slow
def test_a_hundred_changes_of_every_article_leave_the_folder_hardly_larger_than_a_fresh_build(
    empty_catalogue: Path, tmp_path: Path
) -> None:
    def texts(round_: int) -> dict[str, str]:
        return {f"a{n}": f"In round {round_} the ferry {n} pays ${round_ * n} to the harbour. " * 6 for n in range(10)}

    with kept(empty_catalogue, tmp_path / "worn", keep_days=0) as index:
        for round_ in range(100):
            for name, text in texts(round_).items():
                index.put(name, text)
        before = size(index.home)
        index.maintenance.run()
    with kept(empty_catalogue, tmp_path / "fresh") as fresh:
        for name, text in texts(99).items():
            fresh.put(name, text)
    ratio = size(tmp_path / "worn") / size(tmp_path / "fresh")
    print(f"{before} bytes before maintenance, {size(tmp_path / 'worn')} after, {ratio:.2f} of a fresh build")
    assert ratio <= 1.5


def test_the_vector_store_is_built_anew_only_when_much_of_it_is_dead(index: Kept) -> None:
    for n in range(8):
        index.put(f"a{n}", f"Ferry {n}.")
    folders = lambda: {folder.name for folder in (index.home / "vectors").iterdir()}  # noqa: E731
    before = folders()
    for n in range(4):
        index.put(f"a{n}", f"Boat {n}.")
    index.maintenance.run()
    assert folders() == before
    index.put("a5", "Boat 5.")
    index.maintenance.run()
    assert len(folders()) == 1
    assert folders() != before
    assert index.desk.problems() == ()


def test_readers_and_writers_go_on_while_it_erases(index: Kept) -> None:
    for n in range(30):
        index.put(f"a{n}", f"Ferry {_own_words(n)}.")
    stopped = Event()

    def read() -> int:
        rounds = 0
        while not stopped.is_set() or not rounds:
            assert len(index.desk.retriever.search("ferry", top_k=30).hits) == 30
            rounds += 1
        return rounds

    def write() -> int:
        rounds = 0
        while not stopped.is_set() or not rounds:
            index.put(f"a{rounds % 30}", f"Ferry {_own_words(rounds)}, again.")
            rounds += 1
        return rounds

    with ThreadPoolExecutor(2) as pool:
        others = [pool.submit(read), pool.submit(write)]
        for _ in range(5):
            index.maintenance.purge([])
        stopped.set()
        assert all(other.result() > 0 for other in others)
    assert index.desk.problems() == ()


def test_what_cannot_be_forgotten_is_said_and_holds_nothing_up(
    empty_catalogue: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise CatalogueUnusable("no room")

    with kept(empty_catalogue, tmp_path / "home", forget=(fail,)) as index:
        index.put("a", "Ferry.")
        index.desk.refresher.remove("a")
        with caplog.at_level(logging.WARNING):
            assert index.maintenance.run().versions == 1
    assert "left to the next maintenance: no room" in caplog.text
