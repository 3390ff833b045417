from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio
from starlette.applications import Starlette

from bot.app import Bot, create_bot
from bot.http import PATH, slack_routes
from tests.bot.loopback_slack import BOT_TOKEN, LoopbackSlack
from tests.bot.replies import ScriptedAnswerer
from tests.bot.slack_events import SIGNING_SECRET, encoded, signed


class Door:
    """Sends signed events over HTTP to the real route."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def send(self, payload: object, **headers: str) -> httpx.Response:
        body = encoded(payload)
        return await self.client.post(PATH, content=body, headers=signed(body) | headers)

    async def retry(self, payload: object, number: int) -> httpx.Response:
        headers = {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": "http_timeout"}
        return await self.send(payload, **headers)


@pytest.fixture
def answerer() -> ScriptedAnswerer:
    return ScriptedAnswerer()


@pytest_asyncio.fixture
async def slack() -> AsyncIterator[LoopbackSlack]:
    async with LoopbackSlack() as slack:
        yield slack
        assert slack.violations == []


@pytest_asyncio.fixture
async def bot(answerer: ScriptedAnswerer, slack: LoopbackSlack) -> AsyncIterator[Bot]:
    bot = create_bot(answerer, bot_token=BOT_TOKEN, signing_secret=SIGNING_SECRET, api_url=slack.api_url)
    yield bot
    await bot.drain()


@pytest_asyncio.fixture
async def door(bot: Bot) -> AsyncIterator[Door]:
    transport = httpx.ASGITransport(Starlette(routes=slack_routes(bot)))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        yield Door(client)
