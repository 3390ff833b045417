"""The sources that are kept current, and when each is looked at next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from corpus.database import Database
from corpus.registry import Registry
from corpus.source import RegisteredSource, SourceKind

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
FEED = "https://www.example.com/deals/feed.xml"


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    database = Database(tmp_path / "catalogue.sqlite3")
    yield Registry(database)
    database.close()


@pytest.fixture
def feed(registry: Registry) -> RegisteredSource:
    return registry.add(SourceKind.FEED, FEED, "public", 900, NOON)


def due_in(registry: Registry, source: RegisteredSource) -> float:
    found = registry.get(source.id)
    assert found
    assert found.due_at
    return (found.due_at - NOON).total_seconds()


def test_a_source_has_a_readable_name_and_is_due_at_once(registry: Registry, feed: RegisteredSource) -> None:
    assert feed.id == "example-com-deals-feed-xml"
    assert registry.due(NOON) == [feed]
    assert registry.get(feed.id) == feed


def test_a_source_that_is_added_twice_is_the_same(registry: Registry, feed: RegisteredSource) -> None:
    assert registry.add(SourceKind.FEED, FEED, "other", 60, NOON + timedelta(hours=1)) == feed
    assert registry.list() == [feed]


def test_two_places_that_read_alike_have_two_names(registry: Registry) -> None:
    names = [registry.add(SourceKind.FOLDER, f"/news{sign}deals", "public", None, NOON).id for sign in "/-_"]
    assert names == ["news-deals", "news-deals-2", "news-deals-3"]


def test_a_source_is_due_again_after_its_interval(registry: Registry, feed: RegisteredSource) -> None:
    registry.succeeded(feed.id, NOON)
    assert (due_in(registry, feed), registry.due(NOON)) == (900, [])
    registry.postponed(feed.id, NOON + timedelta(minutes=1))
    assert due_in(registry, feed) == 960


def test_the_wait_doubles_with_each_failure_up_to_a_day_and_is_over_with_a_success(
    registry: Registry, feed: RegisteredSource
) -> None:
    waits = []
    for _ in range(9):
        registry.failed(feed.id, NOON, "no answer")
        waits.append(due_in(registry, feed))
    assert waits == [900, 1_800, 3_600, 7_200, 14_400, 28_800, 57_600, 86_400, 86_400]
    found = registry.get(feed.id)
    assert found
    assert (found.failures, found.error) == (9, "no answer")
    registry.succeeded(feed.id, NOON)
    found = registry.get(feed.id)
    assert found
    assert (found.failures, found.error, due_in(registry, feed)) == (0, None, 900)


def test_a_server_that_asks_to_be_left_alone_is(registry: Registry, feed: RegisteredSource) -> None:
    registry.failed(feed.id, NOON, "too many requests", retry_after_seconds=7_000)
    assert due_in(registry, feed) == 7_000


def test_a_source_that_was_removed_is_not_there(registry: Registry, feed: RegisteredSource) -> None:
    assert registry.remove(feed.id)
    assert not registry.remove(feed.id)
    assert (registry.list(), registry.get(feed.id), registry.due(NOON)) == ([], None, [])
