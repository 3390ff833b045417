"""The Slack app: what both transports hand their events to."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from slack_bolt.async_app import AsyncApp
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery.parts import Parts
from bot.delivery.taking import Taking
from bot.events import asked_in
from bot.install.addresses import SLACK_API_URL, is_loopback
from bot.install.clients import LOG, quiet_log
from bot.install.workspaces import authorize_with
from bot.interaction.attending import Attendant
from bot.interaction.interactions import listen

_ANY = re.compile("")


@dataclass(frozen=True)
class Bot:
    """The assembled Slack door, for `slack_routes` and `socket_mode`. Belongs to one event loop.

    signing_secret: what HTTP requests are signed with.
    """

    bolt: AsyncApp
    signing_secret: str | None = field(repr=False)
    _taking: Taking
    _attendant: Attendant

    def close(self) -> None:
        """After the transports are closed."""
        self._attendant.close()
        self._taking.close()


def create_bot(parts: Parts, *, signing_secret: str | None = None, api_url: str | None = None) -> Bot:
    """A bot over parts that are ready to use. api_url: another Web API than Slack's own, such as one on loopback.

    What is asked is kept before it is acknowledged, and answered by whoever `parts.begin` tells.
    """
    url = api_url or SLACK_API_URL
    log = quiet_log()
    client = AsyncWebClient(base_url=url, logger=log, retry_handlers=[])
    if is_loopback(url):
        client.proxy = None  # the SDK takes HTTPS_PROXY from the environment, whatever the host
    bolt = AsyncApp(
        name=LOG,  # Bolt lowers the log of this name to its own level, and "dealdesk" is the log of half this house
        logger=log,
        client=client,
        authorize=authorize_with(parts.workspaces),  # type: ignore[arg-type]  # None is how it says no
        request_verification_enabled=False,  # bot/transport/http.py has done it, without logging the body as Bolt does
        ignoring_self_events_enabled=False,  # `asked_in` ignores every bot, ourselves included
    )
    taking = Taking(parts)
    bolt.use(_TakeQuestions(taking))
    attendant = listen(bolt, parts, taking)
    bolt.event(_ANY)(_leave_alone)
    return Bot(bolt, signing_secret, taking, attendant)


async def _leave_alone() -> None:
    """What no listener wants is acknowledged all the same, or Slack would send it again."""


class _TakeQuestions(AsyncMiddleware):
    """A middleware and not a listener: Bolt runs listeners after acknowledging, and acknowledged must mean taken."""

    def __init__(self, taking: Taking) -> None:
        self._taking = taking

    async def async_process(
        self, *, req: AsyncBoltRequest, resp: BoltResponse, next: Callable[[], Awaitable[BoltResponse]]
    ) -> BoltResponse:
        if req.body.get("type") != "event_callback" or _kind(req) not in ("app_mention", "message"):
            return await next()
        with self._taking.arriving():
            key = await self._taking.in_thread(lambda: self._take(req))
        if key:
            self._taking.begin(key)
        return await req.context.ack()

    def _take(self, req: AsyncBoltRequest) -> str | None:
        asked = asked_in(req.body, self._taking.knows_thread)
        return self._taking.take(asked) if asked else None


def _kind(req: AsyncBoltRequest) -> str:
    event = req.body.get("event")
    return str(event.get("type")) if isinstance(event, dict) else ""
