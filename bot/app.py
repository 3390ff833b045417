"""The Slack app: what both transports hand their events to."""

from __future__ import annotations

import ipaddress
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from answer.ports import Answerer
from bot.asked import asked_in
from bot.delivery import Delivery
from bot.errors import SlackNotConfigured
from bot.retries import RepeatUnsent, WaitOutRateLimit
from corpus.article import PUBLIC, Selection

SLACK_API_URL = "https://slack.com/api/"
FOR_EVERYONE = Selection(collections=(PUBLIC,))
"""Any member of a channel reads what is answered in it, so by default only public articles are."""


@dataclass(frozen=True)
class Bot:
    """The assembled Slack door, for `slack_routes` and `socket_mode`. Belongs to one event loop.

    client: the Web API as this bot calls it; signing_secret: what HTTP events are signed with.
    """

    bolt: AsyncApp
    client: AsyncWebClient
    signing_secret: str | None = field(repr=False)
    _delivery: Delivery

    async def drain(self, timeout_seconds: float = 10.0) -> None:
        """Wait until the questions taken so far are answered; for shutdown, after the transports are closed."""
        await self._delivery.drain(timeout_seconds)


def create_bot(
    answerer: Answerer,
    *,
    bot_token: str,
    signing_secret: str | None = None,
    api_url: str | None = None,
    selection: Selection = FOR_EVERYONE,
    answer_timeout_seconds: float = 60.0,
    remembered: int = 10_000,
) -> Bot:
    """A bot that answers mentions and direct messages in their thread, once each, from `answerer`.

    api_url: another Web API than Slack's own, such as one on loopback. selection: the articles that may answer.
    remembered: of how many messages a repeated delivery is recognised. Raises SlackNotConfigured.
    """
    if not bot_token:
        raise SlackNotConfigured("no Slack bot token: set DEALDESK_SLACK_BOT_TOKEN to the one that starts with xoxb-")
    client = _web_client(bot_token, api_url)
    delivery = Delivery(
        answerer,
        client,
        selection=selection,
        answer_timeout_seconds=answer_timeout_seconds,
        remembered=remembered,
    )
    bolt = AsyncApp(
        name="dealdesk",
        client=_web_client(None, api_url),
        authorize=_authorize_with(bot_token),
        request_verification_enabled=False,  # bot/http.py has done it, without logging the body as Bolt does
        ignoring_self_events_enabled=False,  # `asked_in` ignores every bot, ourselves included
    )
    bolt.use(_TakeEvents(delivery))
    return Bot(bolt, client, signing_secret, delivery)


def _web_client(token: str | None, api_url: str | None) -> AsyncWebClient:
    url = api_url or SLACK_API_URL
    client = AsyncWebClient(token=token, base_url=url, retry_handlers=[RepeatUnsent(), WaitOutRateLimit()])
    if _is_loopback(url):
        client.proxy = None  # the SDK takes HTTPS_PROXY from the environment, whatever the host
    return client


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _authorize_with(bot_token: str) -> Callable[..., Awaitable[AuthorizeResult]]:
    """Bolt's own way calls auth.test before it acknowledges, and drops the event where Slack refuses the call."""

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=bot_token)

    return authorize


class _TakeEvents(AsyncMiddleware):
    """A middleware and not a listener: Bolt runs listeners after acknowledging, and acknowledged must mean taken."""

    def __init__(self, delivery: Delivery) -> None:
        self._delivery = delivery

    async def async_process(
        self, *, req: AsyncBoltRequest, resp: BoltResponse, next: Callable[[], Awaitable[BoltResponse]]
    ) -> BoltResponse:
        if req.body.get("type") != "event_callback":
            return BoltResponse(status=404)  # there are no buttons, commands or shortcuts to answer
        asked = asked_in(req.body)
        if asked:
            self._delivery.take(asked)
        return await req.context.ack()
