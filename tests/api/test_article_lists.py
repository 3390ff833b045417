"""GET /v1/articles and GET /v1/collections over the real catalogue: filters, orders, cursors, and whose articles."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from api.app import create_app
from api.door.callers import Caller, Role
from corpus.article import Article
from tests.api.callers import Known
from tests.api.client import DeclaredClient
from tests.api.fakes import Pulse, Script, Shelf
from tests.index.bench import Bench, bench

BOARD = {"Authorization": "Bearer board"}
ALL = {"Authorization": "Bearer all"}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Bench]:
    with bench(tmp_path / "catalogue.sqlite3") as desk:
        for name, title, publisher, published, collection in (
            ("a", "Ohio plant named", "The Ledger", date(2026, 2, 18), "public"),
            ("b", "Board paper on Ohio", "Board", date(2026, 1, 5), "board"),
            ("c", "Ferry notes", "Harbour Wire", date(2026, 3, 1), "public"),
            ("d", "Undated minutes", "Board", None, "board"),
        ):
            article = Article(name, title, f"Text of {name}.", publisher, published, collection=collection)
            desk.refresher.put(article, f"/deals/{name}.txt")
        yield desk


@pytest.fixture
def lists(desk: Bench) -> Iterator[DeclaredClient]:
    callers = Known(all=Caller("all", Role.READER), board=Caller("board", Role.READER, ("board", "none")))
    script = Script(Shelf())
    app = create_app(script, script, desk.catalogue, desk.refresher, Pulse(), callers=callers)
    with DeclaredClient(app) as client:
        yield client


def listed(lists: DeclaredClient, query: str, headers: dict[str, str] = ALL) -> str:
    body = lists.get(f"/v1/articles?{query}", headers=headers).json()
    assert body["total"] == len(body["articles"])
    return "".join(article["id"] for article in body["articles"])


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", "abcd"),
        ("order=desc", "dcba"),
        ("sort=published", "bacd"),
        ("sort=published&order=desc", "cabd"),
        ("sort=stored_at&order=desc", "dcba"),
        ("sort=title", "bcad"),
        ("collection=board", "bd"),
        ("collection=board&collection=public&publisher=Board&publisher=The%20Ledger", "abd"),
        ("published_from=2026-02-01&published_to=2026-02-28", "a"),
        ("q=OHIO", "ab"),
        ("q=ohio%20board", "b"),
        ("q=%20", "abcd"),
        ("source=/deals", "abcd"),
        ("source=/deals/c.txt", "c"),
        ("language=en", ""),
    ],
)
def test_filters_and_orders_show_what_they_say(lists: DeclaredClient, query: str, found: str) -> None:
    assert listed(lists, query) == found


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("after=a", "after"),
        ("sort=score", "sort"),
        ("order=down", "order"),
        ("limit=0", "limit"),
        ("language=English", "language"),
        ("published_from=2026-2-1", "published_from"),
        ("q=%00", "q"),
        (f"q={'x' * 201}", "q"),
        (f"cursor={'x' * 20_001}", "cursor"),
        ("published_from=2026-02-01&published_to=2026-01-01", "query"),
    ],
)
def test_what_cannot_be_listed_is_said_with_its_remedy(lists: DeclaredClient, query: str, field: str) -> None:
    refused = lists.get(f"/v1/articles?{query}", headers=ALL)
    assert refused.status_code == 422
    assert [one["field"] for one in refused.json()["errors"]] == [field]


def test_a_cursor_goes_on_where_its_page_ended_also_when_articles_come(lists: DeclaredClient, desk: Bench) -> None:
    wanted = {"sort": "published", "order": "desc", "limit": "2"}
    first = lists.get("/v1/articles", params=wanted, headers=ALL).json()
    desk.refresher.put(Article("e", "Newest of all", "Text.", published=date(2026, 4, 1)))
    second = lists.get("/v1/articles", params={**wanted, "limit": "9", "cursor": first["next"]}, headers=ALL).json()
    assert [article["id"] for article in (*first["articles"], *second["articles"])] == ["c", "a", "b", "d"]
    assert (first["total"], second["total"], second["next"]) == (4, 5, None)


def _forged(cursor: str, *place: object) -> str:
    digest, *_ = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    return base64.urlsafe_b64encode(json.dumps([digest, *place]).encode()).decode().rstrip("=")


def test_a_cursor_of_another_list_or_of_nothing_is_refused(lists: DeclaredClient) -> None:
    cursor = lists.get("/v1/articles?limit=1", headers=ALL).json()["next"]
    for other in ("q=ohio", "order=desc", "sort=title", "collection=board", "source=/deals"):
        refused = lists.get(f"/v1/articles?{other}&cursor={cursor}", headers=ALL)
        assert refused.status_code == 422, other
        assert "the same filters and order" in refused.json()["detail"]
    garbage = ["", "x", "a", "!!!!", "bnVsbA", "W10", "e30", "MQ", "é", "%00", cursor[:-2], cursor + "AAAA"]
    garbage += [_forged(cursor, *place) for place in ((), ("a", "b"), (1,), ({},), ("\ud800",))]
    for wrong in garbage:
        assert lists.get("/v1/articles", params={"cursor": wrong}, headers=ALL).status_code == 422, wrong
    assert lists.get("/v1/articles", params={"cursor": _forged(cursor, "c")}, headers=ALL).status_code == 200


def test_a_list_holds_what_its_caller_reaches(lists: DeclaredClient) -> None:
    assert listed(lists, "", BOARD) == "bd"
    assert listed(lists, "collection=public", BOARD) == ""
    assert listed(lists, "collection=public&collection=board&q=ohio", BOARD) == "b"
    assert listed(lists, "publisher=The%20Ledger", BOARD) == ""


def test_a_cursor_leads_nowhere_that_its_caller_may_not_go(lists: DeclaredClient) -> None:
    cursor = lists.get("/v1/articles?limit=1", headers=ALL).json()["next"]
    page = lists.get(f"/v1/articles?cursor={cursor}", headers=BOARD).json()
    assert [article["id"] for article in page["articles"]] == ["b", "d"]


def test_collections_are_those_that_hold_articles_and_that_the_caller_reaches(
    lists: DeclaredClient, desk: Bench
) -> None:
    def collections(headers: dict[str, str]) -> list[tuple[str, int]]:
        body = lists.get("/v1/collections", headers=headers).json()
        return [(one["name"], one["articles"]) for one in body["collections"]]

    assert collections(ALL) == [("board", 2), ("public", 2)]
    assert collections(BOARD) == [("board", 2)]
    desk.refresher.remove("b")
    desk.refresher.remove("d")
    assert collections(ALL) == [("public", 2)]
    assert collections(BOARD) == []
