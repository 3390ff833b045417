"""Slack's events over Socket Mode: no public address needed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler

from bot.app import Bot
from bot.errors import SlackNotConfigured

GRACE_SECONDS = 1.0


@asynccontextmanager
async def socket_mode(bot: Bot, app_token: str) -> AsyncIterator[None]:
    """Receives events while the block runs; reconnects as often as needed. Raises SlackNotConfigured.

    The first connection is made in the background, so that an unreachable Slack does not hold up the caller.
    """
    if not app_token:
        raise SlackNotConfigured("no Slack app token: set DEALDESK_SLACK_APP_TOKEN to the one that starts with xapp-")
    handler = AsyncSocketModeHandler(bot.bolt, app_token, web_client=bot.client)
    handler.client.proxy = bot.client.proxy  # the SDK's socket asks the environment again
    connecting = asyncio.create_task(handler.connect_async())  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        handler.client.closed = (
            True  # no further attempt; one under way may end, since a cancelled one leaks its socket
        )
        await asyncio.wait([connecting], timeout=GRACE_SECONDS)
        connecting.cancel()
        await handler.close_async()  # type: ignore[no-untyped-call]
