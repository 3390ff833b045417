"""The tools as a part of the server that costs nothing until an agent comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool

from api.problem import Problem
from api.tools.toolkit import Toolkit

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send


class ToolsOverHttp:
    """An ASGI application. The first message loads the protocol, which takes a second that no start waits for."""

    def __init__(self, toolkit: Toolkit) -> None:
        self._toolkit = toolkit
        self._application: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._application is None:
            self._application = await run_in_threadpool(self._load)
        await self._application(scope, receive, send)

    def _load(self) -> ASGIApp:
        from api.tools.server import application

        return application(self._toolkit)


def refusal(problem: Problem) -> bytes:
    """A problem as an error of the protocol, with its own JSON as `data`: clients show the message."""
    from api.tools.server import refusal

    return refusal(problem)
