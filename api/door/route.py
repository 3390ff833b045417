"""The way of a request: let in, its body taken in, done once and in time, and noted."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

import anyio
from fastapi import Request, Response
from fastapi.routing import APIRoute
from fastapi.sse import EventSourceResponse

from api.door import problems
from api.door.audit import Audit, Done
from api.door.body import Intake, Received
from api.door.callers import Caller, Role
from api.door.deadline import TimeLimit
from api.door.guard import READING, Guard, rate_headers
from api.door.idempotency import Handler, Idempotency

_CHANGES_AT_ONCE = 20  # half of the threads that a server has


@dataclass(frozen=True)
class Changes:
    """What requests that change something pass. repeats: answers one that came before. room: for those at work.

    However many of them wait for room, for a model or for somebody else's server: who reads finds a thread.
    """

    repeats: Idempotency
    room: anyio.CapacityLimiter = field(default_factory=lambda: anyio.CapacityLimiter(_CHANGES_AT_ONCE))


@dataclass(frozen=True)
class Door:
    """What every guarded route shares. limit: for a request whose body is there."""

    guard: Guard
    changes: Changes
    audit: Audit
    limit: TimeLimit


def guarded_route(door: Door, intake: Intake, *, changes: bool = False) -> type[APIRoute]:
    """A kind of route behind `door` that takes bodies in through `intake`. changes: whether its requests change things.

    The guard is asked before anything is read, so that strangers cost nothing. Every operation states its role: see
    api.door.callers.stated. ValueError for one that does not.
    """

    class GuardedRoute(APIRoute):
        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            stated = self.openapi_extra or {}
            if "x-role" not in stated:
                raise ValueError(f"{self.path} states no role: give it openapi_extra=stated(Role. ...)")
            role, audited = Role(stated["x-role"]), bool(stated.get("x-audited"))
            takes_body = self.body_field is not None or not intake.reads_lazily
            way = _Way(door, intake, super().get_route_handler(), takes_body, changes, _streams(self))

            async def guarded(request: Request) -> Response:
                caller = await door.guard.admit(request, role)
                status = 500
                try:
                    response = await way.answered(request)
                    status = response.status_code
                finally:
                    # What there was no room for was not done; writing that down would take room from the others.
                    if status != 503 and (audited or request.method not in READING):
                        door.audit.note(_done(caller, request, self.path, status))
                response.headers.update(rate_headers(request))
                response.headers["X-Content-Type-Options"] = "nosniff"
                response.headers.setdefault("Cache-Control", "no-store")
                return response

            return guarded

    return GuardedRoute


@dataclass(frozen=True)
class _Way:
    """From the guard to the endpoint, `handle`, of one operation. streams: whether its response may go on and on."""

    door: Door
    intake: Intake
    handle: Handler
    takes_body: bool
    changes: bool
    streams: bool

    async def answered(self, request: Request) -> Response:
        """What is answered, also where that is an error that was to be expected. Raises any other."""
        try:
            return await self._received(request)
        except Exception as error:
            problem = problems.response_to(request, error)
            if problem is None:
                raise
            return problem

    async def _received(self, request: Request) -> Response:
        """With its body, which lies on disk for as long as the endpoint is at work on it where it is a large one."""
        if self.takes_body:
            self.intake.check_type(request)
        async with self.intake.receive(request) as received:
            if self.takes_body and self.intake.reads_lazily:
                await received.body()  # who sends slowly holds up nobody
            if self.streams or not self.intake.reads_lazily:
                return await self._once(received)
            return await self.door.limit.hold(self._once(received))

    async def _once(self, request: Received) -> Response:
        """What changes something: with room for it, and not twice."""
        if not self.changes or request.method in READING:
            return await self._handled(request)
        async with self.door.changes.room:
            return await self.door.changes.repeats.once(request, self._handled)

    async def _handled(self, request: Request) -> Response:
        async with AsyncExitStack() as request.state.leaving:  # what the endpoint holds, such as a place in the room
            return await self.handle(request)


def _streams(route: APIRoute) -> bool:
    declared = [route.responses.get(status, {}).get("content", {}) for status in (200, "200")]
    is_sse = isinstance(route.response_class, type) and issubclass(route.response_class, EventSourceResponse)
    return is_sse or any("text/event-stream" in content for content in declared)


def _done(caller: Caller, request: Request, path: str, status: int) -> Done:
    about, text = getattr(request.state, "audited", (None, None))
    about = about or next(iter(request.path_params.values()), None)
    return Done(caller.id, f"{request.method} {path}", about, status, text)
