"""What endpoints learn of their request from its guard, and tell it."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from starlette.exceptions import HTTPException

from api.door.callers import Caller


def caller_of(request: Request) -> Caller:
    """Who asks, as the route's guard found out."""
    caller = request.state.caller
    assert isinstance(caller, Caller)
    return caller


async def _caller_here(request: Request) -> Caller:  # what is no coroutine is called in a thread
    return caller_of(request)


Asking = Annotated[Caller, Depends(_caller_here)]
"""An endpoint's parameter."""


def overseer_of(request: Request) -> Caller:
    """Who asks for something that concerns the whole server. Raises HTTPException 403."""
    caller = caller_of(request)
    if not caller.sees_all:
        raise HTTPException(
            403, "this concerns the whole server: it takes a key of the role admin that is limited to no collections"
        )
    return caller


Overseeing = Annotated[Caller, Depends(overseer_of)]
"""The parameter of an endpoint that only an admin of all collections may use."""


def tell_audit(request: Request, about: str | None = None, text: str | None = None) -> None:
    """What an endpoint adds to the entry of its request."""
    request.state.audited = (about, text)
