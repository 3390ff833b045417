"""Chat completions in chunks, over a real socket to OpenAI's own client."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Semaphore
from typing import Any

import httpx2
import openai
import pytest

from answer.ports import UNFOLLOWED, Answerer, Follower, Stage
from answer.reply import Question, Reply
from api.app import create_app
from api.door.room import AskRoom
from index.errors import VectorStoreBroken
from tests.api.fakes import PLANT_QUOTE, Pulse, Script
from tests.api.serving import serving
from tests.api.steps import PATIENCE_SECONDS, Steps, until

ASKED: dict[str, Any] = {
    "model": "dealdesk",
    "messages": [{"role": "user", "content": "Who will operate the gas-fired plant in Ohio?"}],
    "stream": True,
}
SECRET = "what nobody is to hear"


@pytest.fixture
def room() -> AskRoom:
    return AskRoom(1, waiting=0)


@pytest.fixture
def steps(script: Script) -> Steps:
    return Steps(script)


@contextmanager
def served(answerer: Answerer, script: Script, room: AskRoom) -> Iterator[str]:
    shelf = script.shelf
    app = create_app(answerer, script, shelf, shelf, Pulse(), room=room, heartbeat_seconds=0.02)
    with serving(app) as address:
        yield f"{address}/v1"


@pytest.fixture
def url(steps: Steps, script: Script, room: AskRoom) -> Iterator[str]:
    with served(steps, script, room) as url:
        yield url


@contextmanager
def client(url: str) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=url, api_key="any", max_retries=0) as client:
        yield client


def test_heartbeats_come_before_the_answer_and_are_passed_over(url: str, steps: Steps) -> None:
    with httpx2.stream("POST", f"{url}/chat/completions", json=ASKED) as stream:
        assert stream.headers["Content-Type"] == "text/event-stream"
        lines = filter(None, stream.iter_lines())
        assert next(lines).startswith('data: {"id": "chatcmpl-')
        assert [next(lines)[0] for _ in range(3)] == [":"] * 3
        steps.go(2)
        assert list(lines)[-1] == "data: [DONE]"
    with client(url) as asking:
        stream = asking.chat.completions.create(**ASKED)
        first = next(stream)
        steps.go(2)
        said = "".join(chunk.choices[0].delta.content or "" for chunk in [first, *stream])
    assert said.startswith(f"{PLANT_QUOTE} [1]")


class Restless(Answerer):
    """Goes from step to step until nobody waits any more."""

    def __init__(self) -> None:
        self.over = Semaphore(0)

    def ask(self, question: Question, follower: Follower = UNFOLLOWED) -> Reply:
        try:
            while True:
                follower.reached(Stage.SEARCHING)
                self.over.acquire(timeout=0.01)
        finally:
            self.over.release()


def test_whoever_leaves_gives_the_answer_up(script: Script, room: AskRoom) -> None:
    restless = Restless()
    with served(restless, script, room) as url, client(url) as asking:
        stream = asking.chat.completions.create(**ASKED)
        assert next(stream).choices[0].delta.role == "assistant"
        stream.close()
        assert restless.over.acquire(timeout=PATIENCE_SECONDS)
        until(lambda: room.taken == 0)


@pytest.mark.parametrize(
    ("failure", "words"),
    [(VectorStoreBroken("it is broken: rebuild it"), "rebuild it"), (RuntimeError(SECRET), "something went wrong")],
)
def test_what_goes_wrong_in_the_middle_is_an_error_of_the_client(
    url: str, steps: Steps, script: Script, failure: Exception, words: str
) -> None:
    script.failure = failure
    with client(url) as asking:
        stream = asking.chat.completions.create(**ASKED)
        steps.go(2)
        with pytest.raises(openai.APIError, match=words) as raised:
            list(stream)
    assert raised.value.type == "server_error"
    assert SECRET not in str(raised.value)


def test_what_is_wrong_before_the_first_chunk_has_its_status(url: str, steps: Steps) -> None:
    with client(url) as asking:
        with pytest.raises(openai.NotFoundError):
            asking.chat.completions.create(**ASKED | {"model": "x"})
        waiting = asking.chat.completions.create(**ASKED)
        next(waiting)
        with pytest.raises(openai.InternalServerError) as full:
            asking.chat.completions.create(**ASKED)
        assert (full.value.status_code, full.value.response.headers["Retry-After"]) == (503, "1")
        steps.go(2)
        assert list(waiting)
