"""An ASGI application of somebody else's behind the guard."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import anyio
from fastapi import Request, Response
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException

from api.door.body import Intake
from api.door.callers import Role
from api.door.guard import Guard, rate_headers
from api.door.problems import response_to
from api.problem import Problem

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Mounted:
    """Lets POST requests in to `app` once their whole body is there, with the caller in their state; see caller_of.

    `app` is cancelled when the client leaves: it answers in one piece, and reads nothing but the body.
    """

    def __init__(
        self,
        path: str,
        app: ASGIApp,
        guard: Guard,
        role: Role,
        intake: Intake,
        refusal: Callable[[Problem], bytes],
    ) -> None:
        """refusal: a problem as JSON that whoever speaks to `app` understands."""
        self.path_format = path  # as routes of the framework say it to whoever tells of requests
        self._refusal = refusal
        self._app = app
        self._guard = guard
        self._role = role
        self._intake = intake

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["route"] = self
        request = Request(scope, receive)
        try:
            await self._guard.admit(request, self._role)
            if request.method != "POST":
                raise HTTPException(
                    405, "this address takes POST alone: send each message by itself", {"Allow": "POST"}
                )
            self._intake.check_type(request)
            async with self._intake.receive(request) as received:
                body = await received.body()
        except Exception as error:
            problem = response_to(request, error)
            if problem is None:
                raise
            await self._refused(problem)(scope, receive, _with_headers(send, rate_headers(request)))
            return
        await self._answer(scope, body, receive, _with_headers(send, rate_headers(request)))

    def _refused(self, problem: Response) -> Response:
        headers = {name: value for name, value in problem.headers.items() if not name.startswith("content-")}
        body = self._refusal(Problem.model_validate_json(bytes(problem.body)))
        return Response(body, problem.status_code, headers, "application/json")

    async def _answer(self, scope: Scope, body: bytes, receive: Receive, send: Send) -> None:
        """Until the client leaves."""
        left = anyio.Event()
        messages = iter([{"type": "http.request", "body": body, "more_body": False}])

        async def replay() -> Message:
            for message in messages:
                return message
            await left.wait()
            return {"type": "http.disconnect"}

        async with anyio.create_task_group() as tasks:

            async def watch() -> None:
                while (await receive())["type"] != "http.disconnect":
                    pass
                left.set()
                tasks.cancel_scope.cancel()

            tasks.start_soon(watch)
            await self._app(scope, replay, send)
            tasks.cancel_scope.cancel()


def _with_headers(send: Send, more: dict[str, str]) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.update(more)
            headers["X-Content-Type-Options"] = "nosniff"
            headers.setdefault("Cache-Control", "no-store")
        await send(message)

    return sending
