"""What stands behind the transports in their tests: the real Bolt, with a middleware that records what it is given."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from tests.bot.slack_events import SIGNING_SECRET


class Disk(Exception):
    """Full, say."""


@dataclass
class Recorder(AsyncMiddleware):
    """taken: every payload, in order; headers: those it came with. open: cleared, nothing is taken until it is set;
    arrived: how many came as far as there.

    broken: how many are still to fail. answer: what a command is answered with.
    """

    taken: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, Any]] = field(default_factory=list)
    open: asyncio.Event = field(default_factory=asyncio.Event)
    arrived: int = 0
    broken: int = 0
    answer: str | dict[str, Any] = ""

    async def async_process(
        self, *, req: AsyncBoltRequest, resp: BoltResponse, next: Callable[[], Awaitable[BoltResponse]]
    ) -> BoltResponse:
        self.arrived += 1
        await self.open.wait()
        if self.broken:
            self.broken -= 1
            raise Disk
        self.taken.append(req.body)
        self.headers.append(dict(req.headers))
        return BoltResponse(status=200, body=self.answer)


@dataclass
class RecordingBot:
    """The part of a Bot that the transports use."""

    bolt: AsyncApp
    recorder: Recorder
    signing_secret: str | None = SIGNING_SECRET


def recording_bot(api_url: str = "http://127.0.0.1:1/api/") -> RecordingBot:
    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token="xoxb-1")

    client = AsyncWebClient(base_url=api_url, retry_handlers=[])
    client.proxy = None
    bolt = AsyncApp(
        name="recording",
        client=client,
        authorize=authorize,
        request_verification_enabled=False,
        ignoring_self_events_enabled=False,
    )
    recorder = Recorder()
    recorder.open.set()
    bolt.use(recorder)
    return RecordingBot(bolt, recorder)
