"""The Idempotency-Key, over the real log of requests."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from api.app import Arrivals, create_app
from corpus.article import Article
from corpus.change import Outcome
from corpus.errors import CatalogueUnusable, StorageFull
from tests.api.callers import behind
from tests.api.client import DeclaredClient
from tests.api.fakes import Pulse, Script, Shelf
from tests.api.works import Desk, Places

DEAL = {"title": "Larkspur buys Northwind", "text": "Larkspur Grid pays $46.00 a share."}
KEY = {"Idempotency-Key": "one"}


def test_the_same_request_is_done_once_and_answered_the_same(busy: DeclaredClient, shelf: Shelf) -> None:
    first = busy.put("/v1/articles/deal", json=DEAL, headers=KEY)
    again = busy.put("/v1/articles/deal", json=DEAL, headers=KEY)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.headers["Cache-Control"] == "no-store"
    assert shelf.puts == 1


def test_another_body_method_or_address_under_the_same_key_is_refused(busy: DeclaredClient, shelf: Shelf) -> None:
    busy.put("/v1/articles/deal", json=DEAL, headers=KEY)
    for refused in (
        busy.put("/v1/articles/deal", json={**DEAL, "title": "Another"}, headers=KEY),
        busy.put("/v1/articles/other", json=DEAL, headers=KEY),
        busy.delete("/v1/articles/deal", headers=KEY),
        busy.delete("/v1/sources/x?with_articles=true", headers=KEY),
    ):
        assert refused.status_code == 409
        assert "use a new one" in refused.json()["detail"]
    assert shelf.puts == 1
    assert busy.put("/v1/articles/deal", json={**DEAL, "title": "Another"}).status_code == 200


def test_a_deletion_sent_twice_is_answered_as_if_it_were_the_first(busy: DeclaredClient) -> None:
    first = busy.delete("/v1/articles/plant", headers=KEY)
    again = busy.delete("/v1/articles/plant", headers=KEY)
    assert first.status_code == again.status_code == 204
    assert again.content == b""
    assert busy.delete("/v1/articles/plant").status_code == 404


def test_a_job_is_begun_once_and_found_again(busy: DeclaredClient, jobs: Desk) -> None:
    for method, path, body in (
        ("POST", "/v1/refreshes", {}),
        ("PUT", "/v1/articles/deal", DEAL),
    ):
        headers = {"Idempotency-Key": path, "Prefer": "respond-async"}
        first = busy.request(method, path, json=body, headers=headers)
        again = busy.request(method, path, json=body, headers=headers)
        assert first.status_code == again.status_code == 202
        assert again.headers["Location"] == first.headers["Location"]
        assert again.headers.get("Preference-Applied") == first.headers.get("Preference-Applied")
        assert again.json() == first.json()
    assert len(jobs.asked) == 2


def test_the_same_files_are_the_same_request_whatever_parts_them(busy: DeclaredClient, jobs: Desk) -> None:
    def upload(text: bytes, name: str = "deal.txt", **fields: str) -> int:
        parts = [("files", (name, text)), ("files", ("b.txt", b"b"))]
        return busy.post("/v1/uploads", files=parts, data=fields, headers=KEY).status_code

    assert [upload(b"Deal."), upload(b"Deal.")] == [202, 202]
    assert [upload(b"Deal!"), upload(b"Deal.", "other.txt"), upload(b"Deal.", collection="news")] == [409] * 3
    assert len(jobs.asked) == 1


def test_the_same_lines_are_the_same_request(busy: DeclaredClient, jobs: Desk) -> None:
    headers = {**KEY, "Content-Type": "application/x-ndjson"}
    sent = [busy.post("/v1/articles", content=body, headers=headers) for body in (b"{}\n", b"{}\n", b"{}\n{}\n")]
    assert [one.status_code for one in sent] == [202, 202, 409]
    assert len(jobs.asked) == 1


def test_a_refusal_is_kept_and_a_failure_is_not(busy: DeclaredClient, shelf: Shelf) -> None:
    assert busy.delete("/v1/articles/deal", headers=KEY).status_code == 404
    busy.put("/v1/articles/deal", json=DEAL)
    assert busy.delete("/v1/articles/deal", headers=KEY).headers["Idempotency-Replayed"] == "true"
    for failure in (StorageFull("make room"), CatalogueUnusable("look at it"), RuntimeError("a bug")):
        shelf.failure = failure
        assert busy.put("/v1/articles/deal", json=DEAL, headers={"Idempotency-Key": "two"}).status_code >= 500
    shelf.failure = None
    assert busy.put("/v1/articles/deal", json=DEAL, headers={"Idempotency-Key": "two"}).status_code == 200


@pytest.mark.parametrize("key", ["", "x" * 256, "two words", "clé", "tab\there"])
def test_a_key_that_is_none_is_refused(busy: DeclaredClient, key: str) -> None:
    refused = busy.put("/v1/articles/deal", json=DEAL, headers={b"Idempotency-Key": key.encode()})
    assert refused.status_code == 400
    assert "visible" in refused.json()["detail"]


def test_two_keys_are_refused(busy: DeclaredClient) -> None:
    headers = [("Idempotency-Key", "one"), ("Idempotency-Key", "two")]
    assert busy.put("/v1/articles/deal", json=DEAL, headers=headers).status_code == 400


def test_reading_takes_no_notice_of_keys(busy: DeclaredClient) -> None:
    for path in ("/v1/articles/plant", "/v1/articles", "/v1/jobs"):
        assert busy.get(path, headers=KEY).status_code == 200
    assert busy.post("/v1/ask", json={"question": "Who?"}, headers=KEY).status_code == 200


def test_a_server_without_a_memory_does_not_pretend_to_have_one(client: DeclaredClient) -> None:
    assert client.put("/v1/articles/deal", json=DEAL, headers=KEY).status_code == 400


class Slow(Shelf):
    """Waits while an article is put."""

    def __init__(self) -> None:
        super().__init__()
        self.began, self.may_end = Event(), Event()

    def put(self, article: Article, *more: Any, **others: Any) -> Outcome:
        self.began.set()
        assert self.may_end.wait(20)
        return super().put(article, *more, **others)


def test_while_the_first_runs_the_second_is_told_to_wait(arrivals: Arrivals) -> None:
    shelf = Slow()
    client = DeclaredClient(create_app(Script(shelf), Script(shelf), shelf, shelf, Pulse(), arrivals=arrivals))
    with client, ThreadPoolExecutor() as pool:
        first = pool.submit(client.put, "/v1/articles/deal", json=DEAL, headers=KEY)
        assert shelf.began.wait(20)
        early = client.put("/v1/articles/deal", json=DEAL, headers=KEY)
        other = client.put("/v1/articles/deal", json={**DEAL, "title": "x"}, headers=KEY)
        shelf.may_end.set()
        assert first.result().status_code == 201
        late = client.put("/v1/articles/deal", json=DEAL, headers=KEY)
    assert (early.status_code, other.status_code, late.status_code) == (409, 409, 201)
    assert early.headers["Retry-After"] == "1"
    assert shelf.puts == 1


def test_a_key_belongs_to_who_sent_it(arrivals: Arrivals, tmp_path: Path) -> None:
    statuses = []
    for api_key in ("first", "second"):
        shelf = Shelf()
        parts = Arrivals(Desk(), Places(), arrivals.memory, tmp_path / api_key)
        app = create_app(Script(shelf), Script(shelf), shelf, shelf, Pulse(), arrivals=parts, callers=behind(api_key))
        with DeclaredClient(app) as client:
            headers = {**KEY, "Authorization": f"Bearer {api_key}"}
            statuses.append(client.put(f"/v1/articles/{api_key}", json=DEAL, headers=headers).status_code)
    assert statuses == [201, 201]
