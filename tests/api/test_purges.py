"""POST /v1/purges."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from api.app import create_app
from api.routes.purges import Purger
from corpus.article import EVERYTHING, Selection
from corpus.stored import Erased
from tests.api.client import DeclaredClient
from tests.api.fakes import Pulse, Script, Shelf


class Shredder(Purger):
    """Erases what it is told, but for what it never had."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    def purge(self, article_ids: Sequence[str], within: Selection = EVERYTHING) -> Erased:
        self.asked.append(list(article_ids))
        removed = tuple(i for i in article_ids if i != "nobody")
        unknown = tuple(i for i in article_ids if i == "nobody")
        return Erased(removed, unknown, versions=len(removed), vectors=3)


@pytest.fixture
def shredder() -> Shredder:
    return Shredder()


@pytest.fixture
def client(shredder: Shredder) -> Iterator[DeclaredClient]:
    shelf = Shelf()
    script = Script(shelf)
    with DeclaredClient(create_app(script, script, shelf, shelf, Pulse(), purger=shredder)) as client:
        yield client


def test_a_purge_says_what_was_erased(client: DeclaredClient) -> None:
    reply = client.post("/v1/purges", json={"articles": ["a", "nobody"]})
    assert reply.json() == {
        "removed": ["a"],
        "unknown": ["nobody"],
        "versions": 1,
        "vectors": 3,
        "leaves_traces": False,
    }


def test_without_articles_only_what_is_due_is_erased(client: DeclaredClient, shredder: Shredder) -> None:
    assert client.post("/v1/purges", json={}).json()["versions"] == 0
    assert shredder.asked == [[]]


def test_a_misspelt_purge_erases_nothing(client: DeclaredClient, shredder: Shredder) -> None:
    for body in ({"article": ["a"]}, {"articles": "a"}, {"articles": None}, {"articles": ["a\x00"]}):
        assert client.post("/v1/purges", json=body).status_code == 422
    assert shredder.asked == []
