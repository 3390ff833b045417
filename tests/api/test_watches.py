"""Watched questions over HTTP."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from api.app import Arrivals, create_app
from tests.api.callers import behind
from tests.api.client import DeclaredClient
from tests.api.fakes import COST_QUOTE, INDEX_VERSION, RIVAL_QUOTE, Pulse, Script, Shelf
from tests.api.works import Register

COST = "What does the plant cost?"


@pytest.fixture
def register(shelf: Shelf) -> Register:
    return Register(Script(shelf, (("plant", COST_QUOTE), ("rumour", RIVAL_QUOTE))))


@pytest.fixture
def client(shelf: Shelf, register: Register, arrivals: Arrivals) -> Iterator[DeclaredClient]:
    script = Script(shelf)
    app = create_app(script, script, shelf, shelf, Pulse(), watches=register, arrivals=arrivals, callers=behind("key"))
    with DeclaredClient(app) as client:
        client.headers["Authorization"] = "Bearer key"
        yield client


def test_a_watch_is_started_shown_and_stopped(client: DeclaredClient) -> None:
    wanted = {
        "question": COST,
        "collections": ["news"],
        "published_from": "2026-02-01",
        "callback_url": "https://example.com/told",
    }
    started = client.post("/v1/watches", json=wanted)
    assert started.status_code == 201
    assert started.json() == {
        "id": "w0",
        "question": COST,
        "collections": ["news"],
        "published_from": "2026-02-01",
        "published_to": None,
        "callback_url": "https://example.com/told",
        "asked_at": "2026-03-01T08:30:00Z",
        "index_version": INDEX_VERSION,
    }
    assert client.get("/v1/watches").json() == {"watches": [started.json()]}
    where = started.headers["Location"]
    assert client.get(where).json().items() >= started.json().items()
    assert client.delete(where).status_code == 204
    assert client.get("/v1/watches").json() == {"watches": []}


def test_what_changed_is_shown_with_the_old_and_the_new_quote(client: DeclaredClient) -> None:
    where = client.post("/v1/watches", json={"question": COST}).headers["Location"]
    body = client.get(where).json()
    assert body["answer"]["citations"][0]["quote"] == COST_QUOTE
    [notice] = body["notices"]
    assert {name: notice[name] for name in ("id", "watch", "question", "kind", "told_at")} == {
        "id": "n1",
        "watch": "w0",
        "question": COST,
        "kind": "disagreement",
        "told_at": None,
    }
    assert [(told["value"], told["citation"]["quote"]) for told in notice["old"] + notice["new"]] == [
        ("$33 billion", COST_QUOTE),
        (None, RIVAL_QUOTE),
    ]


def test_an_answer_that_was_erased_is_no_longer_shown(client: DeclaredClient, register: Register) -> None:
    where = client.post("/v1/watches", json={"question": COST}).headers["Location"]
    register.erased = True
    assert client.get(where).json()["answer"] is None


def test_what_a_request_leaves_behind_quotes_no_article(client: DeclaredClient) -> None:
    """A purge could not erase what is remembered of it."""
    first = client.post("/v1/watches", json={"question": COST}, headers={"Idempotency-Key": "once"})
    again = client.post("/v1/watches", json={"question": COST}, headers={"Idempotency-Key": "once"})
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.json() == first.json()
    assert COST_QUOTE not in first.text


def test_a_watch_that_is_not_there_is_not_found(client: DeclaredClient) -> None:
    assert client.get("/v1/watches/none").status_code == 404
    assert client.delete("/v1/watches/none").status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"question": "?!"},
        {"question": COST, "collection": ["news"]},
        {"question": COST, "published_from": "soon"},
        {"question": COST, "published_from": "2026-02-02", "published_to": "2026-02-01"},
        {"question": COST, "callback_url": "ftp://example.com"},
        {"question": COST, "callback_url": 7},
    ],
)
def test_a_watch_that_cannot_be_kept_as_asked_is_refused(
    client: DeclaredClient, register: Register, wrong: dict[str, object]
) -> None:
    assert client.post("/v1/watches", json=wrong).status_code == 422
    assert register.kept == {}


def test_watches_are_behind_the_key(client: DeclaredClient, register: Register) -> None:
    del client.headers["Authorization"]
    for method, path in (("GET", ""), ("POST", ""), ("GET", "/w0"), ("DELETE", "/w0")):
        assert client.request(method, f"/v1/watches{path}").status_code == 401
    assert register.kept == {}
