"""Pages of other sites: those that are named may ask, and no other may read."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from api.app import create_app
from api.door.guard import LOOPBACK_HOSTS
from api.door.limits import Limits
from tests.api.callers import behind
from tests.api.client import DeclaredClient
from tests.api.fakes import Pulse, Script, Shelf

OURS, OTHER = "https://intranet.example", "https://elsewhere.example"
KEY = {"Authorization": "Bearer key"}
PREFLIGHT = {
    "Access-Control-Request-Method": "PUT",
    "Access-Control-Request-Headers": "authorization, content-type, idempotency-key, x-stainless-os",
}


@pytest.fixture
def client(shelf: Shelf, script: Script) -> Iterator[DeclaredClient]:
    limits = Limits(origins=[OURS], requests_per_minute=100)
    with DeclaredClient(
        create_app(script, script, shelf, shelf, Pulse(), callers=behind("key"), limits=limits)
    ) as client:
        yield client


def test_a_browser_may_ask_for_a_named_site_what_it_may_send_without_a_key(client: DeclaredClient) -> None:
    allowed = client.options("/v1/articles/plant", headers={"Origin": OURS, **PREFLIGHT})
    assert (allowed.status_code, allowed.headers["Access-Control-Allow-Origin"]) == (200, OURS)
    assert "PUT" in allowed.headers["Access-Control-Allow-Methods"]
    assert "idempotency-key" in allowed.headers["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in allowed.headers


def test_a_page_of_a_named_site_may_read_answers_refusals_and_what_is_left(client: DeclaredClient) -> None:
    answer = client.get("/v1/articles/plant", headers={"Origin": OURS, **KEY})
    refusal = client.get("/v1/articles/plant", headers={"Origin": OURS})
    assert (answer.status_code, refusal.status_code) == (200, 401)
    for response in (answer, refusal):
        assert response.headers["Access-Control-Allow-Origin"] == OURS
        assert "Origin" in response.headers["Vary"]
        shown = response.headers["Access-Control-Expose-Headers"].split(", ")
        assert {"RateLimit", "ETag", "Location", "Retry-After", "Idempotency-Replayed"} <= set(shown)


def test_a_page_of_any_other_site_may_not(client: DeclaredClient) -> None:
    refused = client.options("/v1/articles/plant", headers={"Origin": OTHER, **PREFLIGHT})
    read = client.get("/v1/articles/plant", headers={"Origin": OTHER, **KEY})
    for headers in (refused.headers, read.headers):
        assert "Access-Control-Allow-Origin" not in headers


def test_without_the_setting_no_page_of_another_site_may_read(locked: DeclaredClient) -> None:
    read = locked.get("/v1/articles/plant", headers={b"Origin": OURS.encode(), b"Authorization": "Bearer kéy".encode()})
    assert (read.status_code, "Access-Control-Allow-Origin" in read.headers) == (200, False)


def test_where_nobody_needs_a_key_other_sites_change_nothing_though_they_are_named(
    shelf: Shelf, script: Script
) -> None:
    limits = Limits(origins=["*"])
    app = create_app(script, script, shelf, shelf, Pulse(), hosts=LOOPBACK_HOSTS, limits=limits)
    with DeclaredClient(app) as client:
        client.headers["Host"] = "localhost"
        refused = client.delete("/v1/articles/plant", headers={"Origin": OURS})
        assert (refused.status_code, refused.headers["Access-Control-Allow-Origin"]) == (403, "*")
        assert client.get("/v1/articles/plant").status_code == 200
