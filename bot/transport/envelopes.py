"""Socket Mode's envelopes: to Bolt, and acknowledged once they are taken."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Any, TypeVar

from aiohttp import ClientError
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.socket_mode.response import SocketModeResponse

from bot.errors import Malformed
from bot.transport.payload import Payload, for_bolt
from bot.transport.socket_line import Send
from bot.transport.sparing import SparingLog

REMEMBERED = 1_000

_log = logging.getLogger(__name__)

_Result = TypeVar("_Result")
Dispatch = Callable[[AsyncBoltRequest], Awaitable[BoltResponse]]


class Envelopes:
    """Takes each envelope once, over whichever connection and however often it comes; belongs to one event loop.

    What could not be taken is not acknowledged, so that Slack sends it again.
    """

    def __init__(self, dispatch: Dispatch) -> None:
        self._dispatch = dispatch
        self._answers: dict[str, asyncio.Task[str | None]] = {}
        self._begun: set[asyncio.Task[Any]] = set()
        self._stopping = False
        self._log = SparingLog(_log)

    def take(self, envelope: Payload, send: Send) -> None:
        """Begin with an envelope, and acknowledge it by `send` when it is taken."""
        name = envelope.get("envelope_id")
        if self._stopping or not isinstance(name, str):
            return
        answer = self._answers.get(name)
        if answer is None or (answer.done() and not answer.result()):
            answer = self._answers[name] = self._begin(self._answer(name, envelope.get("payload")))
            while len(self._answers) > REMEMBERED:
                del self._answers[next(iter(self._answers))]
        self._begin(_acknowledge(answer, send))

    async def stop(self, timeout_seconds: float) -> None:
        """Take nothing more, and end what was begun."""
        self._stopping = True
        if self._begun:
            _, late = await asyncio.wait(self._begun, timeout=timeout_seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _begin(self, work: Coroutine[Any, Any, _Result]) -> asyncio.Task[_Result]:
        task = asyncio.create_task(work)
        self._begun.add(task)
        task.add_done_callback(self._begun.discard)
        return task

    async def _answer(self, name: str, payload: object) -> str | None:
        """The acknowledgement, or None."""
        try:
            if not isinstance(payload, dict):
                raise Malformed("has no payload")
            response = await self._dispatch(for_bolt(payload))
            if response.status == 200:
                return json.dumps(SocketModeResponse(name, _answered(response)).to_dict())
            why = f"Bolt says {response.status}"
        except Exception as error:  # the connection must outlive it
            why = str(error) if isinstance(error, Malformed) else type(error).__name__
        self._log.warning(f"an envelope of Socket Mode could not be taken: {why}")
        return None


def _answered(response: BoltResponse) -> dict[str, Any] | None:
    """What a command or a modal is answered with right away."""
    if not response.body:
        return None
    is_json = response.first_headers().get("content-type", "").startswith("application/json")
    return json.loads(response.body) if is_json else {"text": response.body}


async def _acknowledge(answer: asyncio.Task[str | None], send: Send) -> None:
    text = await asyncio.shield(answer)
    if text is not None:
        with suppress(OSError, ClientError):  # it is gone: Slack sends the envelope again, and we know it then
            await send(text)
