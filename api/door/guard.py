"""Who is let in: by the right name, from the right page, with a key of the right role, and not too often."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field
from threading import Event
from urllib.parse import urlsplit

from fastapi import Request
from starlette.exceptions import HTTPException

from api.door.callers import LOCAL, OWNER_HEADER, Caller, Callers, IdentityUnavailable, Role
from api.door.rates import Guesses, Rates

LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "[::1]")
"""The hosts of a server that answers this machine alone."""

READING = ("GET", "HEAD", "OPTIONS")
"""The methods that change nothing."""

_LOOKED_UP_AT_ONCE = 8


@dataclass(frozen=True)
class Guard:
    """Who is let in. hosts: the names the server goes by, None for any. stopping: set once nobody is let in any more.

    Keys are looked up in threads of their own: they do not wait for those of the endpoints, and do not go through them
    either, each of which would then keep in memory what answering a question leaves in a thread.
    """

    callers: Callers
    hosts: Collection[str] | None = None
    rates: Rates = field(default_factory=Rates)
    guesses: Guesses = field(default_factory=Guesses)
    stopping: Event = field(default_factory=Event)
    _threads: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(_LOOKED_UP_AT_ONCE, "keys"))

    async def admit(self, request: Request, needed: Role) -> Caller:
        """Who asks. What every response then has to say of their rate: see `rate_headers`.

        Raises HTTPException 401, 403, 421, 429 and 503, and CatalogueUnusable.
        """
        self._check_stopping()
        caller = await self._caller(request)
        if caller == LOCAL:  # the others have shown what no page of another site knows
            self._check_host(request)
            self._check_origin(request)
        request.state.rate_headers = await self.rates.count(caller)
        if not caller.role.allows(needed):
            raise HTTPException(
                403,
                f"this takes a key of the role {needed}, and yours is of the role {caller.role}: ask for another",
                request.state.rate_headers,
            )
        request.state.caller = caller
        return caller

    def _check_stopping(self) -> None:
        if self.stopping.is_set():
            raise HTTPException(
                503, "this server is about to stop: ask again in a moment", {"Retry-After": "5", "Connection": "close"}
            )

    def _check_host(self, request: Request) -> None:
        """A name that somebody else made lead here would give their pages what this server tells this machine."""
        host = re.sub(r":[0-9]*\Z", "", request.headers.get("host", "")).lower()
        if self.hosts is not None and host not in self.hosts:
            raise HTTPException(421, f"this server answers as {', '.join(self.hosts)}: use one of these, or set a key")

    def _check_origin(self, request: Request) -> None:
        """Without a key, a page of another site could send forms here in the name of who looks at it."""
        if request.method in READING:
            return
        site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
        if site is not None:
            own = site in ("same-origin", "none")
        else:
            own = origin is None or urlsplit(origin).netloc.lower() == request.headers.get("host", "").lower()
        if not own:
            raise HTTPException(403, "a page of another site asked for this: use this server's own page, or set a key")

    async def _caller(self, request: Request) -> Caller:
        # Header text is Latin-1 by definition: this gives the bytes back that were sent.
        shown = request.headers.get(OWNER_HEADER, "").encode("latin-1")
        if shown and (owner := await self._looked_up(self.callers.owner, shown)):
            return owner
        scheme, _, said = request.headers.get("authorization", "").partition(" ")
        token = said.strip().encode("latin-1") if scheme.lower() == "bearer" else b""
        address = request.client.host if request.client else ""
        if token:
            await self.guesses.check(address, token)
        caller = await self._looked_up(self._by_token, token)
        if caller is None:
            if token:
                await self.guesses.wrong(address, token)
            raise HTTPException(
                401,
                "this address wants an API key that is in force: send the header Authorization: Bearer KEY",
                {"WWW-Authenticate": 'Bearer realm="dealdesk"'},
            )
        self.guesses.right(token)
        return caller

    def _by_token(self, token: bytes) -> Caller | None:
        if self.callers.open():
            return LOCAL
        return self.callers.by_token(token) if token else None

    async def _looked_up(self, known: Callable[[bytes], Caller | None], token: bytes) -> Caller | None:
        try:
            here = copy_context()  # which request this is for, to the log
            return await asyncio.get_running_loop().run_in_executor(self._threads, here.run, known, token)
        except IdentityUnavailable as error:
            raise HTTPException(503, str(error), {"Retry-After": "5"}) from error


def rate_headers(request: Request) -> dict[str, str]:
    """What a response to an admitted request has to say of the caller's rate."""
    headers: dict[str, str] = getattr(request.state, "rate_headers", {})
    return headers
