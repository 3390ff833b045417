"""Slack's events, commands and actions over Socket Mode: no public address needed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from bot.app import Bot
from bot.errors import SlackNotConfigured
from bot.transport.envelopes import Envelopes
from bot.transport.socket_keeper import Keeper, SocketState
from bot.transport.socket_pace import Pace, Times


@asynccontextmanager
async def socket_mode(
    bot: Bot, app_token: str, *, times: Times | None = None
) -> AsyncIterator[Callable[[], SocketState]]:
    """Receives while the block runs, and gives what tells how the connection stands. Raises SlackNotConfigured.

    The connection is made in the background, so that an unreachable Slack does not hold up the caller, and made anew as
    often as needed. What was begun when the block ends is ended and acknowledged.
    """
    if not app_token:
        raise SlackNotConfigured("no Slack app token: set DEALDESK_SLACK_APP_TOKEN to the one that starts with xapp-")
    times = times or Times()
    envelopes = Envelopes(bot.bolt.async_dispatch)
    keeper = Keeper(bot.bolt.client, app_token, envelopes.take, times, Pace(times))
    keeping = asyncio.create_task(keeper.keep())
    try:
        yield keeper.state
    finally:
        keeping.cancel()
        await asyncio.wait([keeping])
        await envelopes.stop(times.finishing)
        await keeper.close()
