"""What the client sends, how often, and what it makes of the answer. Every test for both clients."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import ValidationError

from dealdesk.client import (
    ApiError,
    Invalid,
    NotFound,
    RateLimited,
    ServerTrouble,
    TimedOut,
    Unauthorised,
    Unavailable,
    Unreachable,
    Unreadable,
)
from dealdesk.errors import ServerFailed
from tests.dealdesk.client.as_async import KINDS, speaking
from tests.dealdesk.client.canned import Canned, canned

JOB = {
    "id": "j1", "kind": "upload", "about": "a.txt", "state": "queued", "found": 0, "done": 0, "unchanged": 0,
    "added": 0, "replaced": 0, "removed": 0, "failed": 0, "articles_per_second": None, "seconds_left": None,
    "embedding": None, "asked_at": "2026-03-01T08:30:00Z", "started_at": None, "ended_at": None, "error": None,
}  # fmt: skip
ME = Canned(body=b'{"id": "k1", "role": "reader", "collections": null, "requests_per_minute": null}')
RECEIPT = Canned(body=b'{"id": "a", "changed": true, "version": "v1"}')
BUSY = Canned(503, b'{"title": "Service Unavailable", "status": 503, "detail": "busy"}', {"Retry-After": "0"})
BREAKS = Canned(body=b"", breaks=True)
BREAKS_WITHIN = Canned(body=b'{"id": ', breaks=True)

pytestmark = [pytest.mark.parametrize("kind", KINDS), pytest.mark.asyncio]


def problem(status: int, detail: str = "no", **more: Any) -> Canned:
    headers = more.pop("headers", {})
    return Canned(status, json.dumps({"title": "T", "status": status, "detail": detail, **more}).encode(), headers)


async def test_the_key_and_other_headers_go_with_every_request(kind: str) -> None:
    with canned(ME, ME) as server:
        async with speaking(kind, server.url, "a kéy", headers={"Dealdesk-Owner": "token"}) as client:
            await client.me()
            await client.me()
        for came in server.came:
            assert came.headers["Authorization"].encode("latin-1") == "Bearer a kéy".encode()
            assert came.headers["Dealdesk-Owner"] == "token"


async def test_a_server_below_a_path_is_asked_there(kind: str) -> None:
    with canned(ME) as server:
        async with speaking(kind, f"{server.url}/behind/") as client:
            await client.me()
        assert server.came[0].path == "/behind/v1/me"


async def test_only_what_was_given_is_sent(kind: str) -> None:
    with canned(RECEIPT, RECEIPT) as server:
        async with speaking(kind, server.url) as client:
            await client.put_article("a/b ü?", title="T", text="Ü", publisher=None)
            await client.put_article("a", title="T", text="x", if_version="v0", only_new=True)
        first, second = server.came
        assert (first.method, first.path) == ("PUT", "/v1/articles/a%2Fb%20%C3%BC%3F")
        assert json.loads(first.body) == {"title": "T", "text": "Ü", "publisher": None}
        assert "If-Match" not in first.headers
        assert (second.headers["If-Match"], second.headers["If-None-Match"]) == ('"v0"', "*")
        assert json.loads(second.body) == {"title": "T", "text": "x"}


async def test_a_query_has_what_was_given_and_repeats_what_may_be_repeated(kind: str) -> None:
    body = b'{"query": "x", "since": null, "as_of": null, "lines": [], "citations": [], "note": null}'
    with canned(Canned(body=body)) as server:
        async with speaking(kind, server.url) as client:
            await client.timeline(query="x & y", collection=["a", "b"], since="2026-01-02")
        query = httpx.URL(server.url + server.came[0].path).params
        assert query.multi_items() == [
            ("query", "x & y"), ("since", "2026-01-02"), ("collection", "a"), ("collection", "b"),
        ]  # fmt: skip


async def test_what_the_api_would_refuse_is_refused_before_anything_is_sent(kind: str) -> None:
    with canned() as server:
        async with speaking(kind, server.url) as client:
            with pytest.raises(ValidationError, match="top_k"):
                await client.ask(question="Who?", top_k=0)
            with pytest.raises(ValidationError, match="colections"):
                await client.ask(question="Who?", colections=["a"])
            with pytest.raises(TypeError, match="leave stream out"):
                await client.ask(question="Who?", stream=True)
            with pytest.raises(TypeError, match="give id first"):
                await client.get_article()
        assert server.came == []


async def test_a_server_that_is_busy_is_asked_again(kind: str) -> None:
    limited = problem(429, headers={"Retry-After": "0"})
    with canned(BUSY, limited, RECEIPT) as server:
        async with speaking(kind, server.url) as client:
            assert (await client.put_article("a", title="T", text="x")).changed
        assert len(server.came) == 3
        assert len({came.headers["Idempotency-Key"] for came in server.came}) == 1
        assert len({came.body for came in server.came}) == 1


async def test_two_writes_are_two(kind: str) -> None:
    with canned(RECEIPT, RECEIPT) as server:
        async with speaking(kind, server.url) as client:
            await client.put_article("a", title="T", text="x")
            await client.put_article("a", title="T", text="x")
        assert len({came.headers["Idempotency-Key"] for came in server.came}) == 2


async def test_it_is_asked_again_so_often_and_no_oftener(kind: str) -> None:
    with canned(*[BUSY] * 5) as server:
        async with speaking(kind, server.url, retries=3) as client:
            with pytest.raises(Unavailable) as raised:
                await client.me()
        assert len(server.came) == 4
        assert raised.value.retry_after == 0


async def test_whoever_is_to_wait_too_long_is_told_at_once(kind: str) -> None:
    with canned(problem(429, "slower", headers={"Retry-After": "3600"})) as server:
        async with speaking(kind, server.url) as client:
            with pytest.raises(RateLimited, match="slower") as raised:
                await client.me()
        assert raised.value.retry_after == 3600


@pytest.mark.parametrize("broken", [BREAKS, BREAKS_WITHIN])
async def test_what_is_done_once_however_often_it_is_sent_survives_a_broken_connection(
    kind: str, broken: Canned
) -> None:
    with canned(broken, ME, broken, RECEIPT) as server:
        async with speaking(kind, server.url) as client:
            assert (await client.me()).id == "k1"
            assert (await client.put_article("a", title="T", text="x")).changed
        assert len(server.came) == 4


@pytest.mark.parametrize("broken", [BREAKS, BREAKS_WITHIN])
async def test_what_might_be_done_twice_is_sent_once(kind: str, broken: Canned) -> None:
    with canned(broken) as server:
        async with speaking(kind, server.url) as client:
            with pytest.raises(Unreachable, match=server.url):
                await client.ask(question="Who?")
        assert len(server.came) == 1


async def test_the_same_write_that_still_runs_is_waited_for(kind: str) -> None:
    runs = problem(409, "still running", headers={"Retry-After": "0"})
    with canned(BREAKS, runs, RECEIPT) as server:
        async with speaking(kind, server.url) as client:
            assert (await client.put_article("a", title="T", text="x")).changed


async def test_a_server_that_is_not_there_is_unreachable(kind: str) -> None:
    with canned() as server:
        url = server.url
    async with speaking(kind, url, retries=1) as client:
        with pytest.raises(Unreachable, match="see whether it runs") as raised:
            await client.me()
    assert isinstance(raised.value, ServerFailed)
    assert not isinstance(raised.value, TimedOut)


async def test_an_answer_that_does_not_come_in_time_is_said_so(kind: str) -> None:
    waits = Canned(body=b'{"id":', headers={"Content-Length": "1000"}, breaks=True, waits=True)
    with canned(waits) as server:
        async with speaking(kind, server.url, timeout_seconds=0.2) as client:
            with pytest.raises(TimedOut):
                await client.me()


async def test_each_status_has_its_error(kind: str) -> None:
    kinds = {401: Unauthorised, 404: NotFound, 418: ApiError, 500: ServerTrouble, 507: ServerTrouble}
    with canned(*map(problem, kinds)) as server:
        async with speaking(kind, server.url) as client:
            for status, expected in kinds.items():
                with pytest.raises(expected, match=rf"^the server at {server.url} says: no$") as raised:
                    await client.me()
                assert (raised.value.status, raised.value.title, raised.value.detail) == (status, "T", "no")
                assert type(raised.value) is expected


async def test_an_error_names_the_fields_and_their_remedies(kind: str) -> None:
    errors = [{"field": "as_of", "remedy": "give a day"}]
    with canned(problem(422, "look", errors=errors)) as server:
        async with speaking(kind, server.url) as client:
            with pytest.raises(Invalid, match="says: look; as_of: give a day") as raised:
                await client.me()
        assert raised.value.errors == (("as_of", "give a day"),)


async def test_what_speaks_otherwise_is_told_from_what_is_wrong(kind: str) -> None:
    with canned(Canned(502, b"<h1>Bad gateway</h1>"), Canned(body=b"<h1>Hello</h1>"), Canned(302)) as server:
        async with speaking(kind, server.url) as client:
            with pytest.raises(ServerTrouble, match="HTTP 502"):
                await client.me()
            with pytest.raises(Unreadable, match="client of its version"):
                await client.me()
            with pytest.raises(ApiError, match="HTTP 302"):
                await client.me()


async def test_a_server_that_is_not_ready_says_how_it_is(kind: str) -> None:
    body = {"status": "not_ready", "checks": [{"name": "model", "ok": False, "detail": "loading"}]}
    more = {"vectors": None, "articles": None, "passages": None, "index_version": None}
    with canned(Canned(503, json.dumps(body | more).encode())) as server:
        async with speaking(kind, server.url) as client:
            ready = await client.ready()
        assert (ready.status, ready.checks[0].detail) == ("not_ready", "loading")


async def test_files_are_sent_with_their_progress_and_again_as_they_were(kind: str, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(b"A" * 200_000)
    told: list[tuple[int, int]] = []
    with canned(BUSY, Canned(202, json.dumps(JOB).encode())) as server:
        async with speaking(kind, server.url) as client:
            job = await client.upload(
                files=[file, ("b.txt", b"BB"), ("c.txt", io.BytesIO(b"CC"))], collection="deals",
                on_progress=lambda sent, total: told.append((sent, total)),
            )  # fmt: skip
        first, second = server.came
    assert job.id == "j1"
    assert first.body == second.body
    assert first.headers["Content-Type"] == second.headers["Content-Type"]
    for part in (
        b'name="files"; filename="a.txt"',
        b"A" * 200_000,
        b'filename="b.txt"',
        b"\r\nCC\r\n",
        b"\r\ndeals\r\n",
    ):
        assert part in second.body
    assert b"callback_url" not in second.body
    assert told[-1] == (len(second.body), len(second.body))
    again = told.index(told[-1]) + 1
    assert told[:again] == sorted(told[:again])
    assert told[:again] == told[again:]


async def test_articles_are_pushed_as_lines(kind: str, tmp_path: Path) -> None:
    file = tmp_path / "lines.jsonl"
    file.write_text('{"id": "x"}\n')
    answer = Canned(202, json.dumps(JOB).encode())
    articles = ({"id": name, "title": "T\u2028", "text": "ü"} for name in "ab")
    with canned(BUSY, answer, answer) as server:
        async with speaking(kind, server.url) as client:
            await client.push_articles(articles=articles, collection="deals")
            await client.push_articles(articles=file)
        first, second, third = server.came
    assert first.body == second.body
    assert [json.loads(line) for line in second.body.split(b"\n")[:-1]] == [
        {"id": "a", "title": "T\u2028", "text": "ü"},
        {"id": "b", "title": "T\u2028", "text": "ü"},
    ]
    assert (second.path, third.path) == ("/v1/articles?collection=deals", "/v1/articles")
    assert second.headers["Content-Type"] == "application/x-ndjson"
    assert third.body == file.read_bytes()


async def test_all_pages_are_gone_through(kind: str) -> None:
    pages = [
        {"failures": [{"article": "a", "reason": "r"}], "next": "a"},
        {"failures": [{"article": "b", "reason": None}], "next": None},
    ]
    with canned(*(Canned(body=json.dumps(page).encode()) for page in pages)) as server:
        async with speaking(kind, server.url) as client:
            found = [failure.article async for failure in client.all_failures("j 1", limit=1)]
        assert found == ["a", "b"]
        assert [came.path for came in server.came] == [
            "/v1/jobs/j%201/failures?limit=1",
            "/v1/jobs/j%201/failures?after=a&limit=1",
        ]


async def events_of(kind: str, *answers: Canned) -> list[Any]:
    with canned(*answers) as server:
        async with speaking(kind, server.url) as client:
            return [event async for event in client.follow_job("j1")]


def streamed(text: str, **more: Any) -> Canned:
    return Canned(body=text.encode(), headers={"Content-Type": "text/event-stream"}, **more)


async def test_events_come_one_by_one_until_the_last(kind: str) -> None:
    running, over = JOB | {"state": "running", "about": "a\u2028b"}, JOB | {"state": "succeeded"}
    told = "".join(
        f"{line}\r\n"
        for line in (
            ": ping", "", "event: progress", f"data: {json.dumps(running, ensure_ascii=False)}", "", "event: news",
            "data: {}", "", "event: end", f"data: {json.dumps(over)}", "", "event: progress", "data: never read", "",
        )
    )  # fmt: skip
    first, last = await events_of(kind, BUSY, streamed(told))
    assert (first.state, first.about, last.state) == ("running", "a\u2028b", "succeeded")


async def test_events_that_end_before_the_last_are_an_error(kind: str) -> None:
    told = f"event: progress\ndata: {json.dumps(JOB)}\n\n"
    with pytest.raises(Unreachable, match="ended its events before the end"):
        await events_of(kind, streamed(told))
    with pytest.raises(Unreachable):
        await events_of(kind, streamed(told, breaks=True))


async def test_an_error_among_events_is_raised(kind: str) -> None:
    said = json.dumps({"title": "Gateway Timeout", "status": 504, "detail": "too late"})
    with pytest.raises(ServerTrouble, match="too late"):
        await events_of(kind, streamed(f"event: error\ndata: {said}\n\n"))
    with pytest.raises(NotFound):
        await events_of(kind, problem(404))
    with pytest.raises(Unreadable, match="answers without events"):
        await events_of(kind, Canned(body=json.dumps(JOB).encode()))


async def test_a_client_of_ones_own_brings_its_own_ways(kind: str) -> None:
    async with httpx.AsyncClient(headers={"X-Way": "own"}) as later:
        with httpx.Client(headers={"X-Way": "own"}) as now, canned(ME) as server:
            async with speaking(kind, server.url, http=now if kind == "Client" else later) as client:
                await client.me()
            assert server.came[0].headers["X-Way"] == "own"
