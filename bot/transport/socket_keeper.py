"""Keeps one connection of Socket Mode open.

The SDK has a client for this. It goes on with an address that serves once, connects again at once and without end when
it is told to leave, waits out any Retry-After, takes up to 40 seconds to notice a dead connection, and logs addresses.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.install.retries import wait_seconds
from bot.transport.payload import Payload
from bot.transport.socket_line import OVERLAPPING, Line, Send, code_in
from bot.transport.socket_pace import Pace, Times

_UNREADABLE = "an answer that cannot be read"
_HOW_TO_CONNECT = "check DEALDESK_SLACK_APP_TOKEN: an app-level token, xapp-..., with the scope connections:write"
_REMEDIES = {
    "link_disabled": "switch Socket Mode on in the app's settings",
    "too_many_websockets": "stop some of the servers that use this app token: Slack allows ten connections",
    "silent": "check the network",
    **dict.fromkeys(
        ("invalid_auth", "not_authed", "not_allowed_token_type", "missing_scope", "token_revoked", "account_inactive"),
        _HOW_TO_CONNECT,
    ),
}

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class SocketState:
    """Whether Slack reaches us over Socket Mode. connected_since: in UTC, None while it does not; reason: why not."""

    connected_since: datetime | None
    reason: str = ""


class Keeper:
    """Opens one line at a time, and two only while Slack asks to move from one to the other. For one event loop."""

    def __init__(
        self,
        client: AsyncWebClient,
        app_token: str,
        take: Callable[[Payload, Send], None],
        times: Times,
        pace: Pace,
    ) -> None:
        self._client = _client_like(client)
        self._app_token = app_token
        self._take = take
        self._times = times
        self._pace = pace
        self._lines: list[Line] = []
        self._reason = "not connected yet"
        self._wait = 0.0

    def state(self) -> SocketState:
        """How it stands right now."""
        since = [line.since for line in self._lines if line.alive and line.since]
        return SocketState(max(since)) if since else SocketState(None, self._reason)

    async def keep(self) -> None:
        """Keep a line open until cancelled."""
        while True:
            await asyncio.sleep(self._pace.pause_seconds(time.monotonic(), self._wait))
            line = await self._opened()
            if line is None:
                continue
            leaving = asyncio.create_task(self._leave_others(line))
            self._say(logging.INFO, "connected to Slack over Socket Mode")
            try:
                await line.leaving.wait()
            finally:
                leaving.cancel()
            as_usual = line.reason in OVERLAPPING
            level = logging.INFO if as_usual else logging.WARNING
            self._say(level, f"connecting to Slack anew ({_explained(line.reason)})")
            await self._close_all(but=line if as_usual else None)

    async def close(self) -> None:
        """Close every line, once nothing keeps them open."""
        await self._close_all()

    async def _opened(self) -> Line | None:
        """A line on which Slack has said hello; None when there is none yet."""
        line = Line(self._take, self._times)
        self._wait = 0.0
        self._lines.append(line)
        try:
            async with asyncio.timeout(self._times.opening):
                response = await self._client.apps_connections_open(app_token=self._app_token)
                line.open(str(response["url"]), self._client.proxy, self._client.ssl)
                await line.settled.wait()
        except SlackApiError as error:
            reason, self._wait = _refusal(error)
        except (AttributeError, KeyError, TypeError, ValueError):  # the SDK takes every answer for an object
            reason = _UNREADABLE
        except Exception as error:  # whatever it was: without another attempt, nobody would be heard again
            reason = "no answer in time" if isinstance(error, TimeoutError) else type(error).__name__
        else:
            if not line.leaving.is_set():
                return line
            reason = line.reason
        await line.close()
        self._lines.remove(line)
        self._say(logging.WARNING, f"cannot connect to Slack over Socket Mode ({_explained(reason)})")
        return None

    async def _leave_others(self, line: Line) -> None:
        """What Slack asked us to leave, it uses for a while yet."""
        for other in [other for other in self._lines if other is not line]:
            await other.over(self._times.overlap)
        await self._close_all(but=line)

    async def _close_all(self, but: Line | None = None) -> None:
        closing = [line for line in self._lines if line is not but]
        await asyncio.gather(*(line.close() for line in closing))
        self._lines = [line for line in self._lines if line not in closing]

    def _say(self, level: int, reason: str) -> None:
        """One line in the log for each change."""
        if reason != self._reason:
            _log.log(level, "%s", reason)
        self._reason = reason


def _client_like(client: AsyncWebClient) -> AsyncWebClient:
    """Without handlers that repeat and wait: attempts are paced here. Without DEBUG, where the SDK logs addresses."""
    logger = logging.getLogger(f"{__name__}.web")
    logger.setLevel(logging.INFO)
    ours = AsyncWebClient(base_url=client.base_url, ssl=client.ssl, retry_handlers=[], logger=logger)
    ours.proxy = client.proxy  # or the SDK takes it from the environment, whatever the host
    return ours


def _explained(reason: str) -> str:
    remedy = _REMEDIES.get(reason)
    return f"{reason}: {remedy}" if remedy else reason


def _refusal(error: SlackApiError) -> tuple[str, float]:
    """Slack's reason, and for how many seconds it does not want to be asked again."""
    response = error.response
    if not isinstance(response, AsyncSlackResponse):  # the SDK's error for what is no JSON
        return _UNREADABLE, 0.0
    if response.status_code == 200:
        return code_in(response, "error"), 0.0
    return f"HTTP {response.status_code}", wait_seconds(response.headers) if response.status_code == 429 else 0.0
