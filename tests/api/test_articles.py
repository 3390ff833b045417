"""PUT, GET and DELETE /v1/articles/{id}, and GET /v1/articles."""

from __future__ import annotations

import pytest
from syrupy.assertion import SnapshotAssertion

from corpus.article import Article
from tests.api.client import DeclaredClient
from tests.api.fakes import Shelf
from tests.api.test_ask import pretty
from tests.api.works import Desk

DEAL = {
    "title": "Larkspur buys Northwind",
    "text": "Larkspur Grid pays $46.00 a share. 🏭",
    "published": "2026-01-15",
    "publisher": "Harbour Ledger",
    "url": "https://example.com/deal",
    "collection": "deals",
}


def test_an_article_is_new_then_the_same_then_changed_then_gone(client: DeclaredClient) -> None:
    new = client.put("/v1/articles/deal", json=DEAL)
    same = client.put("/v1/articles/deal", json=DEAL)
    changed = client.put("/v1/articles/deal", json={**DEAL, "title": "Larkspur raises its price"})
    assert [(one.status_code, one.json()["changed"]) for one in (new, same, changed)] == [
        (201, True),
        (200, False),
        (200, True),
    ]
    assert new.json()["version"] == same.json()["version"] != changed.json()["version"]
    assert client.delete("/v1/articles/deal").status_code == 204
    assert client.get("/v1/articles/deal").status_code == 404
    assert client.delete("/v1/articles/deal").status_code == 404


def test_an_article_shows_all_that_is_kept_of_it(client: DeclaredClient, snapshot: SnapshotAssertion) -> None:
    client.put("/v1/articles/deal", json={**DEAL, "id": "deal", "source": "deals/deal.md"})
    assert pretty(client.get("/v1/articles/deal").json()) == snapshot


def test_a_byline_and_a_language_are_kept_and_a_given_date_was_given(client: DeclaredClient) -> None:
    client.put("/v1/articles/deal", json={**DEAL, "byline": "Ada Quill", "language": "en"})
    article = client.get("/v1/articles/deal").json()
    assert (article["byline"], article["language"], article["date_found"]) == ("Ada Quill", "en", "metadata")
    client.put("/v1/articles/deal", json={**DEAL, "published": None})
    assert client.get("/v1/articles/deal").json()["date_found"] == "none"
    assert client.put("/v1/articles/deal", json={**DEAL, "language": "English"}).status_code == 422


def test_what_an_article_was_cleaned_from_is_shown_where_it_is_asked_for(client: DeclaredClient) -> None:
    plain, raw = client.get("/v1/articles/plant").json(), client.get("/v1/articles/plant?raw=true").json()
    assert plain["raw"] is None
    assert raw["raw"] == f"Menu\n{plain['text']}"
    assert raw["text"] == plain["text"]
    assert client.get("/v1/articles/rumour?raw=true").json()["raw"] is None


@pytest.mark.parametrize("prefer", ["respond-async", "handling=lenient, Respond-Async; wait=10"])
def test_a_long_article_may_be_put_later(busy: DeclaredClient, jobs: Desk, shelf: Shelf, prefer: str) -> None:
    begun = busy.put("/v1/articles/deal", json={**DEAL, "source": "deals.txt"}, headers={"Prefer": prefer})
    assert begun.status_code == 202
    assert begun.headers["Preference-Applied"] == "respond-async"
    assert begun.headers["Location"] == f"/v1/jobs/{begun.json()['id']}"
    assert busy.get(begun.headers["Location"]).json()["kind"] == "put"
    [(kind, article, source)] = jobs.asked
    assert isinstance(article, Article)
    assert (kind, article.title, source) == ("put", DEAL["title"], "deals.txt")
    assert shelf.live("deal") is None


def test_what_cannot_be_put_is_refused_at_once_also_when_it_is_for_later(busy: DeclaredClient, jobs: Desk) -> None:
    headers = {"Prefer": "respond-async"}
    assert busy.put("/v1/articles/deal", json={**DEAL, "text": " "}, headers=headers).status_code == 422
    assert not jobs.asked


def test_another_preference_or_a_server_without_jobs_puts_at_once(busy: DeclaredClient, client: DeclaredClient) -> None:
    assert busy.put("/v1/articles/deal", json=DEAL, headers={"Prefer": "return=minimal"}).status_code == 201
    assert client.put("/v1/articles/other", json=DEAL, headers={"Prefer": "respond-async"}).status_code == 201


def test_a_title_and_a_text_are_enough(client: DeclaredClient) -> None:
    assert client.put("/v1/articles/bare", json={"title": "", "text": "Something."}).status_code == 201
    article = client.get("/v1/articles/bare").json()
    assert article["collection"] == "public"
    assert article["published"] is article["publisher"] is article["url"] is article["source"] is None


def test_the_id_in_the_body_must_be_the_id_in_the_path(client: DeclaredClient) -> None:
    refused = client.put("/v1/articles/deal", json={**DEAL, "id": "another"})
    assert refused.status_code == 422
    assert "make them equal" in refused.json()["detail"]


def test_an_article_that_breaks_a_rule_is_refused_with_the_rule(client: DeclaredClient) -> None:
    no_text = client.put("/v1/articles/deal", json={**DEAL, "text": " \n"})
    assert no_text.status_code == 422
    assert no_text.json()["errors"][0]["remedy"].startswith("give the text of the article")
    dots = client.put("/v1/articles/...", json=DEAL)
    assert dots.status_code == 422
    assert "not only dots" in dots.json()["errors"][0]["remedy"]
    assert client.put("/v1/articles/2026%2Fdeal", json=DEAL).status_code == 404
    too_long = client.put("/v1/articles/" + "x" * 201, json=DEAL)
    assert [one["field"] for one in too_long.json()["errors"]] == ["id"]


def test_ids_of_any_script_and_with_marks_of_addresses_work(client: DeclaredClient) -> None:
    for path, article_id in (("%E5%8F%96%E5%BC%95", "取引"), ("a%3Fb%23c%20d", "a?b#c d"), ("100%25", "100%")):
        assert client.put(f"/v1/articles/{path}", json=DEAL).status_code == 201
        assert client.get(f"/v1/articles/{path}").json()["id"] == article_id


def test_pages_follow_each_other_without_a_gap(client: DeclaredClient, shelf: Shelf) -> None:
    for n in range(5):
        shelf.put(Article(f"n{n}", "", "Text."))
    seen: list[str] = []
    cursor: str | None = None
    for _ in range(4):
        page = client.get("/v1/articles", params={"limit": 2, **({"cursor": cursor} if cursor else {})}).json()
        seen += [article["id"] for article in page["articles"]]
        cursor = page["next"]
        assert page["total"] == 7
    assert seen == ["n0", "n1", "n2", "n3", "n4", "plant", "rumour"]
    assert cursor is None


def test_a_list_shows_the_collections_asked_for_and_no_texts(client: DeclaredClient) -> None:
    def listed(query: str) -> list[str]:
        return [article["id"] for article in client.get(f"/v1/articles?{query}").json()["articles"]]

    assert listed("collection=news") == ["plant"]
    assert listed("collection=news&collection=public") == ["plant", "rumour"]
    assert listed("collection=none") == []
    assert "text" not in client.get("/v1/articles").json()["articles"][0]


def test_a_misspelt_filter_is_refused(client: DeclaredClient) -> None:
    refused = client.get("/v1/articles?collections=news&limit=0")
    assert refused.status_code == 422
    assert {one["field"] for one in refused.json()["errors"]} == {"collections", "limit"}
