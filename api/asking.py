"""The one way to ask: JSON, event streams, chat completions and tools all come through here."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from functools import partial
from typing import TypeVar

import anyio
from anyio import to_thread

from answer.errors import Abandoned
from answer.ports import UNFOLLOWED, Answerer, Follower, Stage
from api.door.callers import Caller
from api.door.deadline import Deadline
from api.door.problems import problem_of
from api.door.room import AskRoom
from api.problem import Problem
from api.recorded import Recorded, Records
from api.schema.articles import HitsBody, hits_body
from api.schema.events import CitationsBody, StatusBody, Waiting
from api.schema.replies import AnswerBody, BatchedBody, StatementBody
from api.schema.requests import AskRequest, QuestionBody
from index.hit import Hit

T = TypeVar("T")

Event = StatusBody | HitsBody | Waiting | StatementBody | CitationsBody | AnswerBody | Problem
"""One of a stream. An answer comes in this order: statuses and hits, each perhaps several times, then, once all of it
is checked, every statement, the citations and the whole answer. An abstention has no statements and no citations. A
Problem ends a stream that cannot come to its end. Waiting comes at any time before the answer.
"""


class Asker:
    """Answers callers within their reach, in their conversations, and keeps the answers under their ids.

    An answer is made in a thread of its own, with a place in the room for as long as that thread runs. Whoever waits
    for it may be cancelled at any time: the answer is then given up at its next step.
    """

    def __init__(
        self,
        answerer: Answerer,
        room: AskRoom,
        records: Records | None = None,
        ask_seconds: float = 60.0,
        waiting_seconds: float = 10.0,
    ) -> None:
        """records: None to keep nothing. ask_seconds: how long an answer may take. waiting_seconds: see Waiting."""
        self._recorded = Recorded(answerer, records)
        self._room = room
        self._ask_seconds = ask_seconds
        self._waiting_seconds = waiting_seconds
        self._threads = anyio.CapacityLimiter(math.inf)  # the room is what bounds them
        self._at_work: set[asyncio.Task[object]] = set()

    async def ask(self, caller: Caller, asked: AskRequest, follower: Follower = UNFOLLOWED) -> AnswerBody:
        """The answer. follower: is told of the steps, in the thread that makes them; asked.stream makes no difference.

        Raises HTTPException: 503 where no place is free, 404 or 403 for a conversation that is not the caller's; and,
        as api.door.problems.STATUS_OF has them: Abandoned after the deadline, VersionGone, InvalidQuestion,
        SearchIndexError and CatalogueUnusable.
        """
        deadline = Deadline(self._ask_seconds, follower)
        return await self._in_time(
            deadline, partial(self._recorded.answer, caller, asked, deadline, asked.conversation)
        )

    async def ask_all(self, caller: Caller, asked: Sequence[QuestionBody]) -> list[BatchedBody]:
        """Each answer, or why there is none, in their order. One after the other, in one place and one deadline.

        Raises HTTPException 503 where no place is free.
        """
        deadline = Deadline(self._ask_seconds)
        given: dict[int, BatchedBody] = {}

        def answer_all() -> None:
            for place, each in enumerate(asked):
                given[place] = self._answer_or_problem(caller, each, deadline)

        try:
            await self._in_time(deadline, answer_all)
        except Abandoned as late:
            for place in range(len(asked)):
                given.setdefault(place, BatchedBody(answer=None, problem=problem_of(late)))
        return [given[place] for place in range(len(asked))]

    async def stream(self, caller: Caller, asked: AskRequest) -> AsyncGenerator[Event, None]:
        """What is told on the way to the answer, and the answer: see Event. Close it when nobody listens any more.

        What `ask` raises is raised here instead of the first event; afterwards it is the Problem that ends the stream.
        """
        has_begun = False
        try:
            async with aclosing(self._events(caller, asked)) as events:
                async for event in events:
                    yield event
                    has_begun = True
        except Exception as error:
            if not has_begun:
                raise
            yield problem_of(error)

    async def _events(self, caller: Caller, asked: AskRequest) -> AsyncGenerator[Event, None]:
        told: asyncio.Queue[Event | None] = asyncio.Queue()
        deadline = Deadline(self._ask_seconds, _Telling(told))
        task = self._begin(partial(self._recorded.answer, caller, asked, deadline, asked.conversation))
        task.add_done_callback(lambda _: told.put_nowait(None))
        try:
            while (event := await self._next(told, deadline)) is not None:
                yield event
            answer = task.result()
        finally:
            deadline.leave()
        for statement in answer.statements:
            yield statement
        if answer.statements:
            yield CitationsBody(citations=answer.citations)
        yield answer

    async def _next(self, told: asyncio.Queue[Event | None], deadline: Deadline) -> Event | None:
        """Raises Abandoned at the deadline."""
        with anyio.move_on_after(min(self._waiting_seconds, deadline.seconds_left)):
            return await told.get()
        deadline.check()
        return Waiting()

    async def _in_time(self, deadline: Deadline, work: Callable[[], T]) -> T:
        """What `work` gives. Raises Abandoned at the deadline, also in the middle of a step."""
        task = self._begin(work)
        try:
            while not task.done():
                deadline.check()
                await asyncio.wait({task}, timeout=deadline.seconds_left)
            return task.result()
        finally:
            deadline.leave()

    def _begin(self, work: Callable[[], T]) -> asyncio.Task[T]:
        """Work that nobody cancels: it ends when its thread does."""
        task = asyncio.create_task(self._with_place(work))
        self._at_work.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[T]) -> None:
        self._at_work.discard(task)
        if not task.cancelled():
            task.exception()  # seen, also where nobody waits for it any more

    async def _with_place(self, work: Callable[[], T]) -> T:
        async with self._room.place():
            return await to_thread.run_sync(work, limiter=self._threads)

    def _answer_or_problem(self, caller: Caller, asked: QuestionBody, deadline: Deadline) -> BatchedBody:
        try:
            deadline.check()
            return BatchedBody(answer=self._recorded.answer(caller, asked, deadline), problem=None)
        except Exception as error:
            return BatchedBody(answer=None, problem=problem_of(error))


class _Telling(Follower):
    """Tells an event loop what the thread that answers reaches."""

    def __init__(self, told: asyncio.Queue[Event | None]) -> None:
        self._told = told
        self._loop = asyncio.get_running_loop()
        self._stage: Stage | None = None

    def reached(self, stage: Stage) -> None:
        if stage is not self._stage:  # a question of several parts reaches some stages more than once
            self._stage = stage
            self._tell(StatusBody(stage=stage))

    def found(self, hits: Sequence[Hit]) -> None:
        self._tell(hits_body(hits))

    def _tell(self, event: Event) -> None:
        self._loop.call_soon_threadsafe(self._told.put_nowait, event)
