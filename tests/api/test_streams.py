"""POST /v1/ask in server-sent events, over a real socket."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Barrier
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest

from answer.ports import UNFOLLOWED, Answerer, Follower
from answer.reply import Question, Reply
from api.app import create_app
from api.door.limits import Limits
from api.door.room import AskRoom
from index.errors import VectorStoreBroken
from tests.api.callers import behind
from tests.api.client import DeclaredClient
from tests.api.fakes import PLANT_QUOTE, Pulse, Script
from tests.api.serving import serving
from tests.api.steps import PATIENCE_SECONDS, Steps, events, until

ASKED: dict[str, Any] = {"question": "Who will operate the gas-fired plant in Ohio?", "stream": True}
SECRET = "what nobody is to hear"


@pytest.fixture
def room() -> AskRoom:
    return AskRoom(1, waiting=0)


@pytest.fixture
def steps(script: Script) -> Steps:
    return Steps(script)


@contextmanager
def served(answerer: Answerer, script: Script, room: AskRoom, **options: Any) -> Iterator[str]:
    shelf = script.shelf
    with serving(create_app(answerer, script, shelf, shelf, Pulse(), room=room, **options)) as address:
        yield f"{address}/v1/ask"


@pytest.fixture
def url(steps: Steps, script: Script, room: AskRoom) -> Iterator[str]:
    with served(steps, script, room) as url:
        yield url


def test_every_step_is_told_when_it_is_reached_and_the_answer_at_the_end(url: str, steps: Steps) -> None:
    with httpx2.stream("POST", url, json=ASKED) as stream:
        assert stream.status_code == 200
        told = {name: stream.headers[name] for name in ("Content-Type", "Cache-Control", "X-Accel-Buffering")}
        assert told == {"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        heard = events(stream.iter_lines())
        assert next(heard) == ("status", {"stage": "searching"})
        steps.go()
        name, hits = next(heard)
        assert (name, hits["hits"][0]["text"]) == ("hits", PLANT_QUOTE)
        assert next(heard) == ("status", {"stage": "reading"})
        steps.go()
        rest = list(heard)
    names = [name for name, _ in rest]
    assert names == ["status", "statement", "statement", "statement", "citations", "answer"]
    assert rest[0][1] == {"stage": "checking"}
    answer = rest[-1][1]
    assert [data for name, data in rest if name == "statement"] == answer["statements"]
    assert rest[-2][1]["citations"] == answer["citations"]
    steps.go(2)
    assert answer == httpx2.post(url, json={**ASKED, "stream": False}).json()


def test_an_abstention_says_nothing_but_itself(url: str, steps: Steps, script: Script) -> None:
    script.quotes = ()
    steps.go(2)
    heard = dict(events(iter(httpx2.post(url, json=ASKED).text.splitlines())))
    assert list(heard) == ["status", "hits", "answer"]
    assert (heard["answer"]["status"], heard["answer"]["reason"]) == ("abstained", "not_supported")


@pytest.mark.parametrize(
    ("accept", "stream", "kind"),
    [
        ("text/event-stream", None, "text/event-stream"),
        ("text/event-stream, */*;q=0.1", None, "text/event-stream"),
        ("application/json;q=0.5, Text/Event-Stream", None, "text/event-stream"),
        ("text/event-stream", False, "application/json"),
        ("application/json, text/event-stream", None, "application/json"),
        ("text/event-stream;q=0", None, "application/json"),
        ("*/*", None, "application/json"),
        ("application/json", True, "text/event-stream"),
        (";;q=,", None, "application/json"),
    ],
)
def test_the_request_says_how_it_wants_the_answer_told(
    client: DeclaredClient, accept: str, stream: bool | None, kind: str
) -> None:
    answered = client.post("/v1/ask", json={**ASKED, "stream": stream}, headers={"Accept": accept})
    assert (answered.status_code, answered.headers["Content-Type"]) == (200, kind)


def test_whoever_leaves_ends_the_work_at_its_next_step_and_frees_the_place_then(
    url: str, steps: Steps, room: AskRoom
) -> None:
    with httpx2.stream("POST", url, json=ASKED) as stream:
        assert next(events(stream.iter_lines())) == ("status", {"stage": "searching"})
    refused = httpx2.post(url, json=ASKED)
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "1"), "its thread still holds the place"
    steps.go()
    assert steps.over.acquire(timeout=PATIENCE_SECONDS)
    until(lambda: room.taken == 0)
    assert steps.abandoned == 1
    steps.go(2)
    assert httpx2.post(url, json=ASKED).status_code == 200


@pytest.mark.parametrize("path", ["", "/batch"])
def test_whoever_waits_for_json_and_leaves_ends_the_work_as_well(script: Script, room: AskRoom, path: str) -> None:
    restless = Steps(script, restless=True)
    question = {"question": ASKED["question"]}
    body = json.dumps({"questions": [question, question]} if path else question)
    head = f"POST /v1/ask{path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
    with served(restless, script, room) as url:
        there = urlsplit(url)
        with socket.create_connection((there.hostname, there.port)) as raw:
            raw.sendall(f"{head}\r\n\r\n{body}".encode())
            assert restless.begun.acquire(timeout=PATIENCE_SECONDS)
        assert restless.over.acquire(timeout=PATIENCE_SECONDS)
        until(lambda: room.taken == 0)


def test_a_silent_stream_shows_that_somebody_is_there(steps: Steps, script: Script, room: AskRoom) -> None:
    with (
        served(steps, script, room, heartbeat_seconds=0.02) as url,
        httpx2.stream("POST", url, json=ASKED) as stream,
    ):
        heard = events(stream.iter_lines())
        assert [next(heard)[0] for _ in range(4)] == ["status", ":", ":", ":"]
        steps.go(2)
        assert [name for name, _ in heard if name != ":"][-1] == "answer"


@pytest.mark.parametrize(
    ("failure", "status", "words"),
    [
        (VectorStoreBroken("the vector store is broken: rebuild it"), 503, "the vector store is broken: rebuild it"),
        (RuntimeError(SECRET), 500, "something went wrong here"),
    ],
)
def test_what_goes_wrong_in_the_middle_is_the_last_event(
    url: str, steps: Steps, script: Script, failure: Exception, status: int, words: str
) -> None:
    with httpx2.stream("POST", url, json=ASKED) as stream:
        heard = events(stream.iter_lines())
        assert next(heard)[0] == "status"
        script.failure = failure
        steps.go(2)
        (name, problem), *after = [event for event in heard if event[0] not in ("hits", "status")]
    assert (name, problem["status"], after) == ("error", status, [])
    assert words in problem["detail"]
    assert SECRET not in problem["detail"]


def test_what_is_wrong_before_the_first_event_has_its_status(script: Script) -> None:
    shelf = script.shelf
    app = create_app(script, script, shelf, shelf, Pulse(), callers=behind("key"))
    key = {"Authorization": "Bearer key"}
    with DeclaredClient(app) as client:
        assert client.post("/v1/ask", json=ASKED).status_code == 401
        assert client.post("/v1/ask", json={**ASKED, "top_k": 0}, headers=key).status_code == 422
        assert client.post("/v1/ask", json={**ASKED, "conversation": "none"}, headers=key).status_code == 404
        script.failure = VectorStoreBroken("the vector store is broken: rebuild it")
        assert client.post("/v1/ask", json=ASKED, headers=key).status_code == 503


def test_after_the_deadline_nobody_waits_any_more(steps: Steps, script: Script, room: AskRoom) -> None:
    """Though the thread is in the middle of a step, which cannot be cut short."""
    with served(steps, script, room, limits=Limits(ask_seconds=0.1)) as url:
        late = httpx2.post(url, json={**ASKED, "stream": False})
        assert (late.status_code, late.json()["status"]) == (504, 504)
        assert "after 0.1 seconds" in late.json()["detail"]
        assert room.taken == 1
        steps.go()
        until(lambda: room.taken == 0)
        told = list(events(iter(httpx2.post(url, json=ASKED).text.splitlines())))
        assert [(name, data.get("status")) for name, data in told] == [("status", None), ("error", 504)]
        steps.go()
        until(lambda: room.taken == 0)
    assert steps.abandoned == 2


class Together(Answerer):
    """Answers nobody before everybody has asked."""

    def __init__(self, script: Script, many: int) -> None:
        self._script = script
        self._all_here = Barrier(many)

    def ask(self, question: Question, follower: Follower = UNFOLLOWED) -> Reply:
        self._all_here.wait(PATIENCE_SECONDS)
        return self._script.ask(question, follower)


def test_a_hundred_streams_at_once_come_to_their_end(script: Script) -> None:
    many = 100

    async def ask_all(url: str) -> list[str]:
        async with httpx2.AsyncClient(timeout=PATIENCE_SECONDS, limits=httpx2.Limits(max_connections=None)) as http:
            return [
                answered.text for answered in await asyncio.gather(*(http.post(url, json=ASKED) for _ in range(many)))
            ]

    with served(Together(script, many), script, AskRoom(many, waiting=0)) as url:
        texts = asyncio.run(ask_all(url))
    assert [list(events(iter(text.splitlines())))[-1][0] for text in texts] == ["answer"] * many
