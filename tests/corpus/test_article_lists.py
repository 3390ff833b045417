"""Lists of live articles: the newest, those that are called something, how many there are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from corpus.article import EVERYTHING, Article, Selection
from tests.index.bench import Bench, bench

BOARD = Selection(collections=("board",))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Bench]:
    with bench(tmp_path / "catalogue.sqlite3") as desk:
        for number, (title, publisher, day, collection) in enumerate(
            [
                ("Ohio plant named", "The Ledger", date(2026, 2, 18), "public"),
                ("100% of Harbour sold", None, None, "public"),
                ("Ferry notes", "Harbour Ledger", date(2026, 3, 1), "public"),
                ("Board paper on Ohio", "Board", date(2026, 1, 5), "board"),
                ("Undated minutes", "Board", None, "board"),
            ]
        ):
            text = f"Text {number}."
            desk.refresher.put(Article(f"a{number}", title, text, publisher, day, collection=collection))
        yield desk


def titles(desk: Bench, selection: Selection, limit: int = 10, **more: object) -> list[str]:
    return [stored.article.title for stored in desk.catalogue.newest(selection, limit, **more)]  # type: ignore[arg-type]


def test_the_latest_published_come_first_and_the_undated_last(desk: Bench) -> None:
    assert titles(desk, EVERYTHING) == [
        "Ferry notes",
        "Ohio plant named",
        "Board paper on Ohio",
        "Undated minutes",
        "100% of Harbour sold",
    ]
    assert titles(desk, EVERYTHING, 2, skip=1) == ["Ohio plant named", "Board paper on Ohio"]
    assert titles(desk, EVERYTHING, 2, skip=5) == []


def test_only_what_is_selected_is_listed_and_counted(desk: Bench) -> None:
    assert titles(desk, BOARD) == ["Board paper on Ohio", "Undated minutes"]
    assert desk.catalogue.count(BOARD) == 2
    assert desk.catalogue.count(Selection(collections=())) == 0


@pytest.mark.parametrize(
    ("about", "expected"),
    [
        (["OHIO"], ["Ohio plant named", "Board paper on Ohio"]),
        (["ohio", "board"], ["Board paper on Ohio"]),
        (["harbour"], ["Ferry notes", "100% of Harbour sold"]),
        (["100%"], ["100% of Harbour sold"]),
        (["%"], ["100% of Harbour sold"]),
        (["_"], []),
        (["'; DROP TABLE articles"], []),
    ],
)
def test_words_are_looked_for_in_titles_and_publishers(desk: Bench, about: list[str], expected: list[str]) -> None:
    assert titles(desk, EVERYTHING, about=about) == expected
    assert desk.catalogue.count(EVERYTHING, about=about) == len(expected)


def test_a_collection_is_there_as_long_as_it_holds_an_article(desk: Bench) -> None:
    assert desk.catalogue.collections() == ("board", "public")
    desk.refresher.remove("a3")
    assert desk.catalogue.collections() == ("board", "public")
    desk.refresher.remove("a4")
    assert desk.catalogue.collections() == ("public",)


def test_what_looks_back_counts_what_there_was(desk: Bench) -> None:
    long_ago = Selection(as_of=date(2026, 2, 1))
    assert titles(desk, long_ago) == ["Board paper on Ohio"]
    assert desk.catalogue.count(long_ago) == 1
