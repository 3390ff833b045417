"""What a request passes before its endpoint: key, media type, size, JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Semaphore
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.app import Arrivals, create_app
from api.door.guard import LOOPBACK_HOSTS
from api.door.limits import Limits
from corpus.article import Article
from corpus.change import Outcome
from tests.api.callers import behind
from tests.api.client import DeclaredClient
from tests.api.fakes import Pulse, Script, Shelf, articles

ANY = st.characters(exclude_categories=())  # half surrogate pairs too
JSON = {"Content-Type": "application/json"}


@pytest.fixture
def guarded(shelf: Shelf, script: Script) -> Iterator[DeclaredClient]:
    """A door for this machine alone, without a key."""
    with DeclaredClient(create_app(script, script, shelf, shelf, Pulse(), hosts=LOOPBACK_HOSTS)) as client:
        yield client


V1 = [
    ("POST", "/v1/ask"),
    ("POST", "/v1/search"),
    ("GET", "/v1/articles"),
    ("GET", "/v1/articles/plant"),
    ("PUT", "/v1/articles/plant"),
    ("DELETE", "/v1/articles/plant"),
    ("GET", "/v1/articles/rumour/versions"),
]
ARRIVALS = [
    ("GET", "/v1/sources"),
    ("POST", "/v1/sources"),
    ("DELETE", "/v1/sources/s0"),
    ("POST", "/v1/sources/s0/refresh"),
    ("POST", "/v1/refreshes"),
    ("GET", "/v1/jobs"),
    ("GET", "/v1/jobs/job-1"),
    ("GET", "/v1/jobs/job-1/events"),
    ("POST", "/v1/jobs/job-1/cancel"),
    ("POST", "/v1/uploads"),
    ("POST", "/v1/articles"),
]


@pytest.mark.parametrize(("method", "path"), V1)
@pytest.mark.parametrize("authorization", [None, "Bearer wrong", "Bearer", "Basic a2V5", "kéy", "Bearer kéy2"])
def test_without_the_key_every_v1_address_is_closed(
    locked: DeclaredClient, method: str, path: str, authorization: str | None
) -> None:
    headers = {b"Authorization": authorization.encode()} if authorization else {}
    refused = locked.request(method, path, headers=headers)
    assert refused.status_code == 401
    assert refused.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(("method", "path"), V1)
def test_with_the_key_every_v1_address_is_open(locked: DeclaredClient, method: str, path: str) -> None:
    headers = {b"Authorization": "bearer kéy".encode()}
    body = {"question": "Who?"} if path == "/v1/ask" else {"query": "x"} if path == "/v1/search" else None
    body = {"title": "", "text": "x"} if method == "PUT" else body
    assert locked.request(method, path, headers=headers, json=body).status_code in (200, 204)


@pytest.mark.parametrize(("method", "path"), ARRIVALS)
def test_without_the_key_nothing_arrives(
    shelf: Shelf, script: Script, arrivals: Arrivals, method: str, path: str
) -> None:
    limits = Limits(push_bytes=10)
    app = create_app(script, script, shelf, shelf, Pulse(), arrivals=arrivals, callers=behind("key"), limits=limits)
    body = b"x" * 20_000  # refused before it is read: too large, and of no type that is taken
    with DeclaredClient(app) as client:
        assert client.request(method, path, content=body).status_code == 401
    assert not list(arrivals.spool.iterdir())


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:80", "[::1]:8000", "LOCALHOST"])
def test_a_server_for_this_machine_answers_to_its_own_names(guarded: DeclaredClient, host: str) -> None:
    assert guarded.get("/v1/articles", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example:80", "::1", ""])
def test_a_name_that_was_made_to_lead_here_is_turned_away(guarded: DeclaredClient, host: str) -> None:
    assert guarded.get("/v1/articles", headers={"Host": host}).status_code == 421
    assert guarded.get("/livez", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:8001"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost:8000"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_pages_of_other_sites_change_nothing(guarded: DeclaredClient, shelf: Shelf, headers: dict[str, str]) -> None:
    refused = guarded.delete("/v1/articles/plant", headers={"Host": "localhost:8000", **headers})
    assert refused.status_code == 403
    assert shelf.live("plant")


@pytest.mark.parametrize(
    "headers", [{}, {"Origin": "http://localhost:8000"}, {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}]
)
def test_the_servers_own_page_and_programs_may(guarded: DeclaredClient, headers: dict[str, str]) -> None:
    assert guarded.delete("/v1/articles/plant", headers={"Host": "localhost:8000", **headers}).status_code == 204


def test_probes_and_page_need_no_key(locked: DeclaredClient) -> None:
    for path in ("/livez", "/readyz", "/", "/page/app.js", "/openapi.json"):
        assert locked.get(path).status_code == 200


def test_a_stranger_is_turned_away_before_the_body_is_read(locked: DeclaredClient) -> None:
    assert locked.post("/v1/ask", content=b"x" * 20_000, headers=JSON).status_code == 401


class Held(Shelf):
    """Puts nothing away until `open` is set. arrived: once for each put that has come so far."""

    def __init__(self) -> None:
        super().__init__(*articles())
        self.open = Event()
        self.arrived = Semaphore(0)

    def put(self, article: Article, *more: Any, **others: Any) -> Outcome:
        self.arrived.release()
        self.open.wait(30)
        return super().put(article, *more, **others)


def test_however_many_changes_wait_who_reads_is_answered() -> None:
    shelf = Held()
    app, waiting = create_app(Script(shelf), Script(shelf), shelf, shelf, Pulse()), []
    with DeclaredClient(app) as client, ThreadPoolExecutor(100) as pool:
        try:
            for number in range(80):
                body = {"title": "", "text": f"About {number}."}
                waiting.append(pool.submit(client.put, f"/v1/articles/a{number}", json=body))
            for _ in range(20):
                assert shelf.arrived.acquire(timeout=10)
            for _ in range(20):
                reading = pool.submit(client.get, "/v1/articles/plant")
                assert reading.result(timeout=10).status_code == 200
        finally:
            shelf.open.set()
        assert {put.result(timeout=30).status_code for put in waiting} == {201}


@pytest.mark.parametrize("kind", [None, "text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_a_body_that_is_not_declared_as_json_is_refused(client: DeclaredClient, kind: str | None) -> None:
    headers = {"Content-Type": kind} if kind else {}
    refused = client.post("/v1/ask", content=b'{"question": "Who?"}', headers=headers)
    assert refused.status_code == 415


def test_a_declared_length_beyond_the_limit_is_refused(client: DeclaredClient) -> None:
    assert client.post("/v1/ask", content=b" " * 10_001, headers=JSON).status_code == 413
    assert client.post("/v1/ask", content=b"", headers={**JSON, "Content-Length": "9" * 5_000}).status_code < 500


def test_a_body_without_a_length_is_counted_while_it_is_read(client: DeclaredClient) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(11):
            yield b" " * 1_000

    refused = client.post("/v1/ask", content=chunks(), headers=JSON)
    assert refused.status_code == 413
    assert "10000 bytes" in refused.json()["detail"]


def test_an_article_may_be_larger_than_a_question(client: DeclaredClient) -> None:
    assert client.put("/v1/articles/a", json={"title": "", "text": "x" * 40_000}).status_code == 201
    assert client.put("/v1/articles/a", json={"title": "", "text": "x" * 50_000}).status_code == 413


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b'{"question": "a", "top_k": NaN}',
        b'{"question": "a", "top_k": -Infinity}',
        b'{"question": "\\ud83d"}',
        b'{"question": "\\ude00\\ud83d"}',
        b'{"\\udc00": 1}',
        b'{"question": "\xff"}',
        b'{"question": "\xed\xa0\x80"}',
        '{"question": "a"}'.encode("utf-16"),
        b"\xef\xbb\xbf{}",
        b"[" * 9_000,
        b'{"question": "a", "history": ' + b"[" * 4_000 + b"]" * 4_000 + b"}",
        b'{"question": "a", "top_k": ' + b"9" * 5_000 + b"}",
    ],
)
def test_json_that_cannot_be_kept_is_refused_as_it_comes_in(client: DeclaredClient, body: bytes) -> None:
    refused = client.post("/v1/ask", content=body, headers=JSON)
    assert refused.status_code == 400


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b'"x"',
        b'{"question": "a", "top_k": ' + b"9" * 4_000 + b"}",
        b'{"question": "a", "top_k": 1e999}',
        b"{" + b",".join(b'"x%d": 1' % n for n in range(500)) + b"}",
        b'{"question": "a", "' + b"x" * 9_000 + b'": 1}',
    ],
)
def test_json_of_another_shape_is_refused_in_a_few_words(client: DeclaredClient, body: bytes) -> None:
    refused = client.post("/v1/ask", content=body, headers=JSON)
    assert refused.status_code == 422
    assert len(refused.content) < 3_000


def test_whole_surrogate_pairs_are_one_character(client: DeclaredClient) -> None:
    reply = client.post("/v1/ask", content=b'{"question": "Why \\ud83d\\ude00?"}', headers=JSON)
    assert reply.json()["question"] == "Why 😀?"


@settings(max_examples=60, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=80),
        st.dictionaries(
            st.sampled_from(["question", "as_of", "history", "top_k", "collections", "x"]),
            st.recursive(st.none() | st.floats() | st.integers() | st.text(ANY), st.lists, max_leaves=5),
        ).map(lambda value: json.dumps(value).encode()),
    )
)
def test_whatever_comes_in_nothing_breaks(body: bytes) -> None:
    shelf = Shelf(*articles())
    script = Script(shelf)
    client = DeclaredClient(create_app(script, script, shelf, shelf, Pulse()))
    assert client.post("/v1/ask", content=body, headers=JSON).status_code < 500
