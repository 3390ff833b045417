"""How long a request may take, and how fast its body has to come."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import anyio
import pytest
from starlette.exceptions import HTTPException
from starlette.types import Message

from answer.errors import Abandoned
from answer.ports import UNFOLLOWED, Stage
from api.app import Arrivals, create_app
from api.door.body import Pace
from api.door.deadline import Deadline
from api.door.limits import Limits
from corpus.article import Article
from corpus.change import Outcome
from tests.api.client import DeclaredClient
from tests.api.fakes import Pulse, Script, Shelf

PATIENCE_SECONDS = 20.0
BRIEF = Limits(request_seconds=0.2, ask_seconds=-10)  # an answer has its own deadline, which is no matter here
KEY = {"Idempotency-Key": "once"}
DEAL = {"title": "A deal", "text": "Quenby Tramways sold its depot."}


class Slow(Shelf):
    """Puts articles when it may."""

    def __init__(self) -> None:
        super().__init__()
        self.puts_one, self.may_put, self.has_put = Event(), Event(), Event()

    def put(self, article: Article, *more: Any, **others: Any) -> Outcome:
        self.puts_one.set()
        assert self.may_put.wait(PATIENCE_SECONDS)
        done = super().put(article, *more, **others)
        self.has_put.set()
        return done


def test_a_request_that_takes_too_long_is_told_so_and_what_it_changes_is_changed_once(arrivals: Arrivals) -> None:
    shelf = Slow()
    app = create_app(Script(shelf), Script(shelf), shelf, shelf, Pulse(), arrivals=arrivals, limits=BRIEF)
    with DeclaredClient(app) as client:
        late = client.put("/v1/articles/deal", json=DEAL, headers=KEY)
        assert (late.status_code, "and goes on" in late.json()["detail"]) == (504, True)
        assert client.put("/v1/articles/deal", json=DEAL, headers=KEY).status_code == 409  # the first one runs
        assert client.get("/v1/articles").status_code == 200
        shelf.may_put.set()
        assert shelf.has_put.wait(PATIENCE_SECONDS)
        ends = time.monotonic() + PATIENCE_SECONDS
        while (again := client.put("/v1/articles/deal", json=DEAL, headers=KEY)).status_code == 409:
            assert time.monotonic() < ends
    assert (again.status_code, again.headers["Idempotency-Replayed"]) == (201, "true")
    assert shelf.puts == 1


def test_a_server_that_stops_finishes_what_it_has_begun_and_lets_nobody_in(arrivals: Arrivals) -> None:
    shelf, stopping = Slow(), Event()
    app = create_app(Script(shelf), Script(shelf), shelf, shelf, Pulse(), arrivals=arrivals, stopping=stopping)
    with DeclaredClient(app) as client, ThreadPoolExecutor() as pool:
        begun = pool.submit(client.put, "/v1/articles/deal", json=DEAL)
        assert shelf.puts_one.wait(PATIENCE_SECONDS)
        stopping.set()
        refused = client.get("/v1/articles")
        shelf.may_put.set()
        assert begun.result(PATIENCE_SECONDS).status_code == 201
    assert (refused.status_code, refused.headers["Connection"]) == (503, "close")
    assert int(refused.headers["Retry-After"]) > 0
    assert "about to stop" in refused.json()["detail"]


def test_an_answer_is_given_up_at_its_next_step_once_its_time_is_over_or_nobody_waits() -> None:
    with pytest.raises(Abandoned, match="ask for less"):
        Deadline(0).reached(Stage.SEARCHING)
    deadline = Deadline(PATIENCE_SECONDS, UNFOLLOWED)
    deadline.reached(Stage.SEARCHING)
    deadline.found([])
    assert 0 < deadline.seconds_left <= PATIENCE_SECONDS
    deadline.leave()
    with pytest.raises(Abandoned, match="has left"):
        deadline.found([])
    with pytest.raises(Abandoned, match="has left"):
        deadline.reached(Stage.CHECKING)


class Sender:
    """Sends a piece of a body every so many seconds, and then nothing."""

    def __init__(self, pieces: int, piece_bytes: int, every_seconds: float, ends: bool = True) -> None:
        self._left, self._piece, self._every, self._ends = pieces, b"x" * piece_bytes, every_seconds, ends

    async def __call__(self) -> Message:
        if not self._left:
            await anyio.sleep_forever()
        await anyio.sleep(self._every)
        self._left -= 1
        return {"type": "http.request", "body": self._piece, "more_body": self._left > 0 or not self._ends}

    async def sent_under(self, pace: Pace) -> int:
        """How many bytes arrive."""
        receive, arrived = pace.kept_by(self), 0
        while True:
            message = await receive()
            arrived += len(message["body"])
            if not message["more_body"]:
                return arrived


PACE = Pace(body_seconds=0.1, quiet_seconds=0.08, bytes_per_second=1_000)


@pytest.mark.parametrize(
    "sender", [Sender(1, 10, 0), Sender(3, 1, 0.01), Sender(10, 50, 0.03), Sender(200, 0, 0), Sender(1, 0, 0.05)]
)
def test_a_body_at_its_pace_arrives_whole(sender: Sender) -> None:
    expected = sender._left * len(sender._piece)
    assert anyio.run(sender.sent_under, PACE) == expected


@pytest.mark.parametrize(
    "sender",
    [
        Sender(0, 0, 0),  # nothing at all
        Sender(5, 10_000, 0, ends=False),  # it stops before the end
        Sender(1_000, 1, 0.03),  # a drop now and then
        Sender(1, 10, 0.2),
    ],
)
def test_a_body_that_comes_too_slowly_is_told_so(sender: Sender) -> None:
    began = time.monotonic()
    with pytest.raises(HTTPException, match="comes too slowly") as refused:
        anyio.run(sender.sent_under, PACE)
    assert (refused.value.status_code, refused.value.headers) == (408, {"Connection": "close"})
    assert time.monotonic() - began < 5


def test_once_the_body_is_there_nothing_more_is_timed() -> None:
    async def story() -> None:
        disconnect = anyio.Event()

        async def receive() -> Message:
            if disconnect.is_set():
                return {"type": "http.disconnect"}
            disconnect.set()
            return {"type": "http.request", "body": b""}

        paced = Pace(body_seconds=0, quiet_seconds=0).kept_by(receive)
        assert (await paced())["type"] == "http.request"
        assert (await paced())["type"] == "http.disconnect"

    anyio.run(story)
