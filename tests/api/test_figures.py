"""GET /v1/figures."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from api.app import create_app
from corpus.article import Article
from tests.answer.fakes import MemoryCorpus
from tests.api.client import PROBLEM, DeclaredClient
from tests.api.fakes import Pulse, Script, Shelf
from tests.api.test_ask import pretty

ARTICLES = (
    Article(
        "plant",
        "Ohio plant",
        "🏭 Announced.\n\nThe Ohio plant costs between $31 billion and about $33 billion. It opens in Q3 2030.",
        "Meridian Wire",
        date(2026, 2, 18),
        "https://example.com/plant",
        "news",
    ),
    Article("port", '=HYPERLINK("https://example.com")', '+The port, sold for €420m, lost\t-3.2% "in value".'),
)


@pytest.fixture
def sheets() -> Iterator[DeclaredClient]:
    shelf = Shelf(*ARTICLES)
    with DeclaredClient(create_app(Script(shelf), MemoryCorpus(*ARTICLES), shelf, shelf, Pulse())) as client:
        yield client


def figures(client: DeclaredClient, query: str = "") -> list[dict[str, Any]]:
    reply = client.get(f"/v1/figures?{query}")
    assert reply.status_code == 200, reply.text
    found: list[dict[str, Any]] = reply.json()["figures"]
    return found


def test_the_deal_sheet_as_json(sheets: DeclaredClient, snapshot: SnapshotAssertion) -> None:
    assert pretty(sheets.get("/v1/figures").json()) == snapshot


def test_the_deal_sheet_as_csv(sheets: DeclaredClient, snapshot: SnapshotAssertion) -> None:
    reply = sheets.get("/v1/figures?format=csv")
    assert reply.headers["content-type"] == "text/csv; charset=utf-8"
    assert reply.text == snapshot


def test_offsets_point_to_the_figure_and_to_its_sentence(sheets: DeclaredClient) -> None:
    for figure in figures(sheets):
        text = sheets.get(f"/v1/articles/{figure['article_id']}").json()["text"]
        assert text[figure["start"] : figure["end"]] == figure["figure"]
        assert text[figure["quote_start"] : figure["quote_end"]] == figure["quote"]


def test_a_query_and_the_filters_narrow_the_sheet(sheets: DeclaredClient) -> None:
    def written(query: str) -> list[str]:
        return [figure["figure"] for figure in figures(sheets, query)]

    assert written("query=Ohio plant cost") == ["$31 billion and about $33 billion"]
    assert written("kind=percent&kind=date") == ["Q3 2030", "-3.2%"]
    assert written("collection=news&kind=money") == ["$31 billion and about $33 billion"]
    assert written("collection=nothing") == []
    assert written("limit=1") == ["$31 billion and about $33 billion"]


def test_the_sheet_says_whether_there_is_more(sheets: DeclaredClient) -> None:
    assert sheets.get("/v1/figures?limit=3").json()["more"] is True
    assert sheets.get("/v1/figures?limit=4").json()["more"] is False


def test_no_cell_of_the_csv_is_a_formula_and_the_json_is_verbatim(sheets: DeclaredClient) -> None:
    rows = list(csv.DictReader(io.StringIO(sheets.get("/v1/figures?format=csv&kind=percent").text)))
    assert rows[0]["title"] == '\'=HYPERLINK("https://example.com")'
    assert (rows[0]["figure"], rows[0]["value"]) == ("'-3.2%", "'-3.2")
    assert rows[0]["quote"].startswith("'+The port")
    assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for cell in rows[0].values())
    (as_json,) = figures(sheets, "kind=percent")
    assert (as_json["figure"], as_json["value"]) == ("-3.2%", "-3.2")
    assert as_json["title"] == '=HYPERLINK("https://example.com")'


@pytest.mark.parametrize(
    "query",
    ["kinds=money", "kind=colour", "kind=number", "limit=0", "format=xml", "query=...", "as_of=soon", "top_k=3",
     "published_from=2026-02-02&published_to=2026-02-01"],
)  # fmt: skip
def test_a_request_that_cannot_be_meant_is_refused(sheets: DeclaredClient, query: str) -> None:
    refused = sheets.get(f"/v1/figures?{query}")
    assert refused.status_code == 422
    assert refused.headers["content-type"] == PROBLEM
    assert refused.json()["errors"][0]["remedy"]


def test_the_deal_sheet_asks_for_the_key(locked: DeclaredClient) -> None:
    assert locked.get("/v1/figures").status_code == 401
