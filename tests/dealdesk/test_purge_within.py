"""A purge for somebody who reaches some collections only."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.article import Article, Selection
from dealdesk.assembly import Desk, open_desk
from tests.dealdesk.console import settings_of
from tests.dealdesk.hashed_model import use_hashed_model

MINE = Selection(("mine",))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(settings_of(tmp_path / "home"), "test") as desk:
        use_hashed_model(desk)
        for name, collection in (("own", "mine"), ("theirs", "theirs")):
            put(desk, name, collection)
        yield desk


def put(desk: Desk, name: str, collection: str) -> None:
    desk.refresher.put(Article(name, name, f"The {name} ferry was sold for {collection}.", collection=collection))


def test_articles_within_are_erased_and_those_beyond_are_unknown(desk: Desk) -> None:
    before = desk.catalogue.live("theirs")
    erased = desk.purge(["own", "theirs", "nobody"], MINE)
    assert (erased.removed, erased.unknown) == (("own",), ("theirs", "nobody"))
    assert desk.catalogue.live("theirs") == before
    assert desk.catalogue.versions("own") == []


def test_an_article_that_was_removed_is_known_where_it_was(desk: Desk) -> None:
    for name in ("own", "theirs"):
        desk.refresher.remove(name)
    assert desk.purge(["own", "theirs"], MINE).unknown == ("theirs",)


def test_an_article_that_was_moved_is_known_where_it_is(desk: Desk) -> None:
    put(desk, "own", "theirs")
    erased = desk.purge(["own"], MINE)
    assert (erased.removed, erased.unknown) == ((), ("own",))
    assert desk.catalogue.live("own")
    assert desk.purge(["own"], Selection(("theirs",))).removed == ("own",)
