"""The room for questions: so many are answered at once, a few wait a moment, the others are told at once."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Event

import anyio
import pytest
from anyio import to_thread
from starlette.exceptions import HTTPException

from answer.ports import UNFOLLOWED, Follower
from answer.reply import Question, Reply
from answer.timeline import Chronicler
from api.app import create_app
from api.door.room import AskRoom, Demand
from tests.answer.fakes import MemoryCorpus
from tests.api.client import DeclaredClient
from tests.api.fakes import Pulse, Script, Shelf

PATIENCE_SECONDS = 20.0


async def held(room: AskRoom, leave: anyio.Event, entered: anyio.Event | None = None) -> None:
    async with room.place():
        if entered:
            entered.set()
        await leave.wait()


async def waits_in_vain(room: AskRoom) -> None:
    with suppress(HTTPException):
        async with room.place():
            pass


@pytest.mark.parametrize(("places", "waiting"), [(1, 0), (1, 2), (3, 1), (8, 8)])
def test_never_are_there_more_at_work_than_places_and_nobody_who_was_let_in_is_lost(places: int, waiting: int) -> None:
    at_work, most, served = 0, 0, 0
    refusals: list[HTTPException] = []
    room = AskRoom(places, waiting)

    async def ask() -> None:
        nonlocal at_work, most, served
        try:
            async with room.place():
                at_work += 1
                most = max(most, at_work)
                assert at_work <= room.taken <= places
                await anyio.lowlevel.checkpoint()
                at_work -= 1
                served += 1
        except HTTPException as full:
            refusals.append(full)

    async def rush() -> None:
        for _ in range(5):
            async with anyio.create_task_group() as tasks:
                for _ in range(50):
                    tasks.start_soon(ask)

    anyio.run(rush)
    assert served + len(refusals) == 250
    assert most == places
    assert served >= 5 * places + waiting
    assert {(full.status_code, str(full.headers)) for full in refusals} == {(503, "{'Retry-After': '1'}")}
    assert (room.taken, room.waiting) == (0, 0)


def test_who_finds_all_places_and_seats_taken_is_told_at_once() -> None:
    async def story() -> float:
        room, leave, entered = AskRoom(1, waiting=1), anyio.Event(), anyio.Event()
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(held, room, leave, entered)
            await entered.wait()
            tasks.start_soon(waits_in_vain, room)
            while not room.waiting:
                await anyio.lowlevel.checkpoint()
            began = time.perf_counter()
            with pytest.raises(HTTPException):
                await room.place().__aenter__()
            seconds = time.perf_counter() - began
            leave.set()
        return seconds

    assert anyio.run(story) < 0.01


def test_who_waits_is_told_in_the_end_that_there_is_no_place() -> None:
    async def story() -> float:
        room, leave, entered = AskRoom(1, waiting=1, wait_seconds=0.1), anyio.Event(), anyio.Event()
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(held, room, leave, entered)
            await entered.wait()
            began = time.perf_counter()
            with pytest.raises(HTTPException, match="ask again in a second"):
                await room.place().__aenter__()
            seconds = time.perf_counter() - began
            leave.set()
        assert (room.taken, room.waiting) == (0, 0)
        return seconds

    assert 0.09 < anyio.run(story) < 5


def test_while_far_more_is_asked_than_can_be_answered_nobody_waits_and_afterwards_they_do() -> None:
    async def story() -> None:
        room = AskRoom(1, waiting=1, wait_seconds=PATIENCE_SECONDS, demand=Demand(window_seconds=0.25))
        leave, entered = anyio.Event(), anyio.Event()
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(held, room, leave, entered)
            await entered.wait()
            assert await is_seated(room)  # though the place is taken
            async with anyio.create_task_group() as rush:
                for _ in range(20):
                    rush.start_soon(waits_in_vain, room)
                await anyio.wait_all_tasks_blocked()
                rush.cancel_scope.cancel()
            assert not await is_seated(room)  # though the seat is free
            with anyio.fail_after(PATIENCE_SECONDS):
                while not await is_seated(room):
                    await anyio.sleep(0.1)
            leave.set()

    anyio.run(story)


async def is_seated(room: AskRoom) -> bool:
    """Whether one who comes now may wait; it goes again."""
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(waits_in_vain, room)
        await anyio.wait_all_tasks_blocked()
        seated = room.waiting == 1
        tasks.cancel_scope.cancel()
    return seated


@pytest.mark.parametrize("share", [0.5, 1.0, 4.0])
@pytest.mark.parametrize(("answer_seconds", "places"), [(0.04, 1), (0.04, 4), (2.0, 1), (10.0, 16)])
def test_the_demand_is_what_is_asked_beside_what_can_be_answered(
    share: float, answer_seconds: float, places: int
) -> None:
    clock = [0.0]
    demand = Demand(now=lambda: clock[0])
    for _ in range(60):
        demand.answered(answer_seconds)
    for _ in range(2_000):
        clock[0] += answer_seconds / places / share
        demand.asked()
    assert demand.share(places) == pytest.approx(share, rel=0.2, abs=0.3)


def test_who_waits_gets_the_place_that_is_left() -> None:
    async def story() -> None:
        room, leave, entered = AskRoom(1, waiting=1), anyio.Event(), anyio.Event()
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(held, room, leave, entered)
            await entered.wait()
            second = anyio.Event()
            tasks.start_soon(held, room, leave, second)
            while not room.waiting:
                await anyio.lowlevel.checkpoint()
            leave.set()
            with anyio.fail_after(PATIENCE_SECONDS):
                await second.wait()
        assert (room.taken, room.waiting) == (0, 0)

    anyio.run(story)


def test_the_place_of_who_is_cancelled_is_held_until_the_thread_has_ended() -> None:
    async def story() -> None:
        room, begun, may_end = AskRoom(1, waiting=0), Event(), Event()

        def work() -> None:
            begun.set()
            may_end.wait(PATIENCE_SECONDS)

        async def ask() -> None:
            async with room.place():
                await to_thread.run_sync(work)

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(ask)
            await to_thread.run_sync(begun.wait)
            tasks.cancel_scope.cancel()
            with anyio.CancelScope(shield=True):
                assert room.taken == 1
                with pytest.raises(HTTPException):
                    await room.place().__aenter__()
                may_end.set()
        assert room.taken == 0

    anyio.run(story)


class Busy(Script):
    """Answers when it may."""

    begun, may_end = Event(), Event()

    def ask(self, question: Question, follower: Follower = UNFOLLOWED) -> Reply:
        self.begun.set()
        assert self.may_end.wait(PATIENCE_SECONDS)
        return super().ask(question, follower)


def test_while_the_room_is_full_whatever_searches_is_told_so_and_the_rest_goes_on() -> None:
    shelf, corpus = Shelf(), MemoryCorpus()
    busy = Busy(shelf)
    timelines = Chronicler(corpus, corpus, corpus)
    app = create_app(busy, busy, shelf, shelf, Pulse(), timelines=timelines, room=AskRoom(1, waiting=0))
    searches = [
        ("POST", "/v1/search", {"query": "x"}),
        ("GET", "/v1/figures", None),
        ("GET", "/v1/timeline?query=x", None),
    ]
    with DeclaredClient(app) as client, ThreadPoolExecutor() as pool:
        first = pool.submit(client.post, "/v1/ask", json={"question": "Who?"})
        assert busy.begun.wait(PATIENCE_SECONDS)
        for method, path, body in [*searches, ("POST", "/v1/ask", {"question": "Who?"})]:
            refused = client.request(method, path, json=body)
            assert (refused.status_code, refused.headers["Retry-After"]) == (503, "1")
        assert client.get("/v1/articles").status_code == 200
        busy.may_end.set()
        assert first.result(PATIENCE_SECONDS).status_code == 200
        for method, path, body in searches:
            assert client.request(method, path, json=body).status_code == 200
