"""GET /v1/timeline."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

import pytest
from starlette.testclient import TestClient
from syrupy.assertion import SnapshotAssertion

from answer.timeline import Chronicler
from api.app import create_app
from corpus.article import Article
from tests.answer.fakes import MemoryCorpus
from tests.api.client import DeclaredClient
from tests.api.fakes import Pulse, Script, Shelf

ARTICLES = (
    Article("first", "A pact", "Orlin values the Vesper mill at $31 billion.", "Wire", date(2025, 7, 23), None, "news"),
    Article("second", "Dearer", "Orlin values the Vesper mill at $33 billion.", "Post", date(2026, 3, 2), None, "news"),
    Article("third", "Signed", "Orlin signed for the Vesper mill on July 22, 2025.", collection="news"),
    Article("secret", "Secret", "Orlin may sell the Vesper mill.", collection="board"),
)


@pytest.fixture
def client() -> Iterator[DeclaredClient]:
    shelf, corpus = Shelf(*ARTICLES), MemoryCorpus(*ARTICLES)
    script = Script(shelf)
    app = create_app(script, script, shelf, shelf, Pulse(), timelines=Chronicler(corpus, corpus, corpus))
    with DeclaredClient(app) as client:
        yield client


def test_a_timeline_has_the_json_that_was_promised(client: DeclaredClient, snapshot: SnapshotAssertion) -> None:
    reply = client.get(
        "/v1/timeline", params={"query": "Orlin Vesper mill", "as_of": "2026-03-02", "collection": "news"}
    )
    assert reply.status_code == 200
    assert json.dumps(reply.json(), indent=2, ensure_ascii=False) == snapshot


def test_every_marker_of_a_line_has_its_citation_and_every_quote_stands_in_its_article(client: DeclaredClient) -> None:
    body = client.get("/v1/timeline", params={"query": "Orlin Vesper mill"}).json()
    cited = {citation["marker"]: citation for citation in body["citations"]}
    for line in body["lines"]:
        assert line["citations"]
        assert all(marker in cited for marker in [*line["citations"], *(b["citation"] for b in line["before"])])
    for citation in cited.values():
        text = client.get(f"/v1/articles/{citation['article_id']}").json()["text"]
        assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_a_collection_bounds_the_timeline(client: DeclaredClient) -> None:
    body = client.get("/v1/timeline", params={"query": "Orlin Vesper mill", "collection": ["board"]}).json()
    assert [citation["article_id"] for citation in body["citations"]] == ["secret"]


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"query": "?!"},
        {"query": "mill", "since": "yesterday"},
        {"query": "mill", "limit": "0"},
        {"query": "mill", "snice": "2026-01-01"},
        {"query": "mill", "published_from": "2026-02-02", "published_to": "2026-02-01"},
    ],
)
def test_a_query_that_cannot_be_used_is_refused(client: DeclaredClient, params: dict[str, str]) -> None:
    assert client.get("/v1/timeline", params=params).status_code == 422


def test_without_its_part_the_address_is_not_there() -> None:
    shelf = Shelf()
    script = Script(shelf)
    with TestClient(create_app(script, script, shelf, shelf, Pulse())) as client:
        assert client.get("/v1/timeline", params={"query": "mill"}).status_code == 404
