"""The history of articles, over the real catalogue."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from api.app import create_app
from corpus.article import Article, Span
from corpus.catalogue import Catalogue, StagedPassage, StoredVectors
from corpus.database import Database
from tests.api.client import DeclaredClient
from tests.api.fakes import Pulse, Script, Shelf

OLD = "Orlin pays $31 billion for the mill. 🏭 It closes in May."
NEW = "Orlin pays $33 billion for the mill. 🏭 It closes in May, or later."


@pytest.fixture
def catalogue(database: Database) -> Catalogue:
    catalogue = Catalogue(database)
    for article_id in ("deal", "100% a"):
        for title, text in (("A deal", OLD), ("Dearer", NEW)):
            article = Article(article_id, title, text)
            with catalogue.writing() as tx:
                catalogue.store_vectors(tx, {b"key": StoredVectors(b"\0\0\0\0")})
                staged = [StagedPassage(article.cut(Span(0, len(text))), b"key")]
                key, _ = catalogue.stage(tx, article, staged)
                catalogue.flip(tx, article_id, key)
    return catalogue


@pytest.fixture
def past(catalogue: Catalogue) -> Iterator[DeclaredClient]:
    shelf = Shelf()
    script = Script(shelf)
    with DeclaredClient(create_app(script, script, catalogue, shelf, Pulse())) as client:
        yield client


@pytest.mark.parametrize("path", ["deal", "100%25%20a"])
def test_every_version_is_listed_and_shown(past: DeclaredClient, path: str) -> None:
    history = past.get(f"/v1/articles/{path}/versions").json()
    new, old = history["versions"]
    assert [(one["title"], one["chars"], one["removed"]) for one in (new, old)] == [
        ("Dearer", len(NEW), False),
        ("A deal", len(OLD), False),
    ]
    assert new["ended_at"] is None
    assert old["ended_at"] is not None
    assert new["version"] == past.get(f"/v1/articles/{path}").json()["version"]
    for version, text in ((new, NEW), (old, OLD)):
        shown = past.get(f"/v1/articles/{path}/versions/{version['version']}").json()
        assert (shown["text"], shown["title"], shown["stored_at"]) == (text, version["title"], version["stored_at"])


def test_what_differs_is_shown_word_by_word(past: DeclaredClient) -> None:
    new, old = [one["version"] for one in past.get("/v1/articles/deal/versions").json()["versions"]]
    body = past.get("/v1/articles/deal/diff", params={"from": old, "to": new}).json()
    assert (body["id"], body["from_version"], body["to_version"]) == ("deal", old, new)
    pieces = body["differences"]
    assert "".join(piece["text"] for piece in pieces if piece["op"] != "insert") == OLD
    assert "".join(piece["text"] for piece in pieces if piece["op"] != "delete") == NEW
    assert [piece["text"] for piece in pieces if piece["op"] == "insert"] == ["33", ", or later"]


def test_what_is_not_kept_is_not_found(past: DeclaredClient) -> None:
    version = past.get("/v1/articles/deal").json()["version"]
    for path in ("none/versions", "deal/versions/none", f"deal/diff?from={version}&to=none", "a%2Fdeal/versions"):
        assert past.get(f"/v1/articles/{path}").status_code == 404
    assert past.get(f"/v1/articles/deal/diff?from={version}").status_code == 422
    assert past.get(f"/v1/articles/deal/versions/{'x' * 65}").status_code == 422


def test_an_article_may_be_named_like_a_part_of_an_address(client: DeclaredClient) -> None:
    for article_id in ("versions", "diff"):
        assert client.put(f"/v1/articles/{article_id}", json={"title": "", "text": "x"}).status_code == 201
        assert client.get(f"/v1/articles/{article_id}").json()["id"] == article_id
        assert len(client.get(f"/v1/articles/{article_id}/versions").json()["versions"]) == 1
