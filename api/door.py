"""What a request passes before its endpoint sees it: host, origin, key, type and size of its body, and what repeats."""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable, Collection, Coroutine
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import anyio
from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from api.body import Intake
from api.idempotency import Idempotency

LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "[::1]")
"""The hosts of a server that answers this machine alone."""

_READING = ("GET", "HEAD", "OPTIONS")
_CHANGES_AT_ONCE = 20  # half of the threads that a server has


@dataclass(frozen=True)
class Guard:
    """Who is let in. api_key: None for everybody; hosts: the names the server goes by, None for any."""

    api_key: str | None = None
    hosts: Collection[str] | None = None

    def check(self, request: Request) -> None:
        """Raises HTTPException 401, 403, 421."""
        self._check_host(request)
        self._check_origin(request)
        self._check_key(request)

    def _check_host(self, request: Request) -> None:
        """A name that somebody else made lead here would give their pages what this server tells this machine."""
        host = re.sub(r":[0-9]*\Z", "", request.headers.get("host", "")).lower()
        if self.hosts is not None and host not in self.hosts:
            raise HTTPException(421, f"this server answers as {', '.join(self.hosts)}: use one of these, or set a key")

    def _check_origin(self, request: Request) -> None:
        """Without a key, a page of another site could send forms here in the name of who looks at it."""
        if self.api_key is not None or request.method in _READING:
            return
        site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
        if site is not None:
            own = site in ("same-origin", "none")
        else:
            own = origin is None or urlsplit(origin).netloc.lower() == request.headers.get("host", "").lower()
        if not own:
            raise HTTPException(403, "a page of another site asked for this: use this server's own page, or set a key")

    def _check_key(self, request: Request) -> None:
        if self.api_key is None:
            return
        scheme, _, key = request.headers.get("authorization", "").partition(" ")
        # Header text is Latin-1 by definition: this gives the bytes back that were sent.
        same = hmac.compare_digest(key.strip().encode("latin-1"), self.api_key.encode())
        if scheme.lower() != "bearer" or not same:
            raise HTTPException(
                401,
                "this address wants the API key of this server: send the header Authorization: Bearer KEY",
                {"WWW-Authenticate": 'Bearer realm="dealdesk"'},
            )


@dataclass(frozen=True)
class Changes:
    """What requests that change something pass. repeats: answers one that came before. room: for those at work.

    However many of them wait for room, for a model or for somebody else's server: who reads finds a thread.
    """

    repeats: Idempotency
    room: anyio.CapacityLimiter = field(default_factory=lambda: anyio.CapacityLimiter(_CHANGES_AT_ONCE))


def guarded_route(guard: Guard, intake: Intake, changes: Changes | None = None) -> type[APIRoute]:
    """A kind of route behind `guard` that takes bodies in through `intake`.

    The guard is asked before anything is read, so that strangers cost nothing. changes: for routes that change
    something.
    """

    class GuardedRoute(APIRoute):
        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            handle = super().get_route_handler()
            takes_body = self.body_field is not None or not intake.reads_lazily

            async def guarded(request: Request) -> Response:
                guard.check(request)
                if takes_body:
                    intake.check_type(request)
                async with intake.receive(request) as received:
                    if changes is None or request.method in _READING:
                        response = await handle(received)
                    else:
                        if takes_body and intake.reads_lazily:
                            await received.body()  # who sends slowly holds up nobody
                        async with changes.room:
                            response = await changes.repeats.once(received, handle)
                response.headers["X-Content-Type-Options"] = "nosniff"
                response.headers["Cache-Control"] = "no-store"
                return response

            return guarded

    return GuardedRoute
