"""What a request passes before its endpoint sees it: host, origin, caller, role, type and size of its body, repeats."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Coroutine
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import anyio
from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from api.door.audit import Audit, Done
from api.door.body import Intake
from api.door.callers import LOCAL, OWNER_HEADER, Caller, Callers, Role
from api.door.idempotency import Idempotency

LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "[::1]")
"""The hosts of a server that answers this machine alone."""

_READING = ("GET", "HEAD", "OPTIONS")
_CHANGES_AT_ONCE = 20  # half of the threads that a server has


@dataclass(frozen=True)
class Guard:
    """Who is let in. hosts: the names the server goes by, None for any."""

    callers: Callers
    hosts: Collection[str] | None = None

    async def admit(self, request: Request, needed: Role) -> Caller:
        """Who asks. Raises HTTPException 401, 403, 421."""
        self._check_host(request)
        caller = await run_in_threadpool(self._caller, request)
        if caller == LOCAL:
            self._check_origin(request)
        if not caller.role.allows(needed):
            raise HTTPException(
                403, f"this takes a key of the role {needed}, and yours is of the role {caller.role}: ask for another"
            )
        request.state.caller = caller
        return caller

    def _check_host(self, request: Request) -> None:
        """A name that somebody else made lead here would give their pages what this server tells this machine."""
        host = re.sub(r":[0-9]*\Z", "", request.headers.get("host", "")).lower()
        if self.hosts is not None and host not in self.hosts:
            raise HTTPException(421, f"this server answers as {', '.join(self.hosts)}: use one of these, or set a key")

    def _check_origin(self, request: Request) -> None:
        """Without a key, a page of another site could send forms here in the name of who looks at it."""
        if request.method in _READING:
            return
        site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
        if site is not None:
            own = site in ("same-origin", "none")
        else:
            own = origin is None or urlsplit(origin).netloc.lower() == request.headers.get("host", "").lower()
        if not own:
            raise HTTPException(403, "a page of another site asked for this: use this server's own page, or set a key")

    def _caller(self, request: Request) -> Caller:
        # Header text is Latin-1 by definition: this gives the bytes back that were sent.
        shown = request.headers.get(OWNER_HEADER, "").encode("latin-1")
        if shown and (owner := self.callers.owner(shown)):
            return owner
        if self.callers.open():
            return LOCAL
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        caller = self.callers.by_token(token.strip().encode("latin-1")) if scheme.lower() == "bearer" else None
        if caller is None:
            raise HTTPException(
                401,
                "this address wants an API key that is in force: send the header Authorization: Bearer KEY",
                {"WWW-Authenticate": 'Bearer realm="dealdesk"'},
            )
        return caller


@dataclass(frozen=True)
class Changes:
    """What requests that change something pass. repeats: answers one that came before. room: for those at work.

    However many of them wait for room, for a model or for somebody else's server: who reads finds a thread.
    """

    repeats: Idempotency
    room: anyio.CapacityLimiter = field(default_factory=lambda: anyio.CapacityLimiter(_CHANGES_AT_ONCE))


@dataclass(frozen=True)
class Door:
    """What every guarded route shares."""

    guard: Guard
    changes: Changes
    audit: Audit


def guarded_route(door: Door, intake: Intake, *, changes: bool = False) -> type[APIRoute]:
    """A kind of route behind `door` that takes bodies in through `intake`. changes: whether its requests change things.

    The guard is asked before anything is read, so that strangers cost nothing. Every operation states its role: see
    api.door.callers.stated. ValueError for one that does not.
    """

    class GuardedRoute(APIRoute):
        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            handle = super().get_route_handler()
            takes_body = self.body_field is not None or not intake.reads_lazily
            stated = self.openapi_extra or {}
            if "x-role" not in stated:
                raise ValueError(f"{self.path} states no role: give it openapi_extra=stated(Role. ...)")
            role, audited = Role(stated["x-role"]), bool(stated.get("x-audited"))

            async def guarded(request: Request) -> Response:
                caller = await door.guard.admit(request, role)
                try:
                    response = await received(request)
                except HTTPException as refused:
                    await note(caller, request, refused.status_code)
                    raise
                await note(caller, request, response.status_code)
                response.headers["X-Content-Type-Options"] = "nosniff"
                response.headers.setdefault("Cache-Control", "no-store")
                return response

            async def received(request: Request) -> Response:
                if takes_body:
                    intake.check_type(request)
                async with intake.receive(request) as received:
                    if not changes or request.method in _READING:
                        return await handle(received)
                    if takes_body and intake.reads_lazily:
                        await received.body()  # who sends slowly holds up nobody
                    async with door.changes.room:
                        return await door.changes.repeats.once(received, handle)

            async def note(caller: Caller, request: Request, status: int) -> None:
                if not audited and request.method in _READING:
                    return
                about, text = getattr(request.state, "audited", (None, None))
                about = about or next(iter(request.path_params.values()), None)
                done = Done(caller.id, f"{request.method} {self.path}", about, status, text)
                await run_in_threadpool(door.audit.note, done)

            return guarded

    return GuardedRoute
