"""Server-sent events, and requests whose sender leaves before the answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Coroutine
from contextlib import aclosing
from typing import Any, TypeVar

from fastapi import Request
from fastapi.responses import StreamingResponse
from fastapi.sse import KEEPALIVE_COMMENT, format_sse_event
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

T = TypeVar("T")

MEDIA_TYPE = "text/event-stream"
HEARTBEAT = KEEPALIVE_COMMENT
"""What shows that somebody is still there; clients leave it out."""


def declared(*names: str) -> dict[str, Any]:
    """The `content` of a response that may be a stream of such events; without names, of events that have none."""
    named = {"event": {"type": "string", "enum": list(names)}} if names else {}
    data = {"type": "string", "description": "JSON"}
    event = {"type": "object", "properties": {**named, "data": data}, "required": [*named, "data"]}
    return {MEDIA_TYPE: {"itemSchema": event}}


class EventStream(StreamingResponse):
    """Events as they come; `events` is closed as soon as the client leaves."""

    def __init__(self, events: AsyncGenerator[bytes, None]) -> None:
        headers = {"Content-Type": MEDIA_TYPE, "Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        super().__init__(events, headers=headers)
        self._events = events

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with aclosing(self._events):
            await super().__call__(scope, receive, send)


def event_bytes(name: str, body: BaseModel) -> bytes:
    """One event as it is sent."""
    return format_sse_event(event=name, data_str=body.model_dump_json())


async def begun(events: AsyncGenerator[T, None]) -> AsyncGenerator[T, None]:
    """The same events once the first one is there: what is wrong until then is raised here, where it has a status."""
    first = await anext(events)

    async def all_of_them() -> AsyncGenerator[T, None]:
        async with aclosing(events):
            yield first
            async for event in events:
                yield event

    return all_of_them()


async def unless_left(request: Request, work: Coroutine[Any, Any, T]) -> T:
    """What `work` gives. It is cancelled when the client leaves. The body of the request has been read before."""
    working, leaving = asyncio.create_task(work), asyncio.create_task(_left(request))
    try:
        await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():  # nobody is there to read this: it is for the log
            raise HTTPException(400, "whoever asked has left: ask again")
        return working.result()
    finally:
        working.cancel()
        leaving.cancel()


async def _left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
