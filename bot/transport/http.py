"""Slack's events, commands and actions over HTTP: one route, guarded before Bolt sees anything."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
import re
import time
from collections.abc import Callable, Mapping

from slack_bolt.adapter.starlette.async_handler import to_starlette_response
from slack_bolt.async_app import AsyncApp
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.app import Bot
from bot.errors import Malformed, SlackNotConfigured
from bot.transport.payload import for_bolt, payload_in
from bot.transport.sparing import SparingLog

PATH = "/slack/events"
MAX_BODY_BYTES = 1_000_000
MAX_BODY_SECONDS = 5.0
MAX_AGE_SECONDS = 300

_TIMESTAMP = re.compile(r"[0-9]{1,12}")
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}")
_log = logging.getLogger(__name__)


def slack_routes(
    bot: Bot, *, now: Callable[[], float] = time.time, body_seconds: float = MAX_BODY_SECONDS
) -> list[Route]:
    """`POST /slack/events`, to be added to a Starlette or FastAPI app. now: seconds since the epoch.

    Answers 401 for what Slack did not sign in the last 5 minutes, 413 over 1 MB, 408 for a body that takes longer than
    body_seconds, 400 for what is nothing that Slack sends, 503 for what could not be taken, so that Slack sends it
    again. Raises SlackNotConfigured without a signing secret.
    """
    if not bot.signing_secret:
        raise SlackNotConfigured("no Slack signing secret: set DEALDESK_SLACK_SIGNING_SECRET (Basic Information page)")
    return [Route(PATH, _Guard(bot.bolt, bot.signing_secret, now, body_seconds).receive, methods=["POST"])]


def signed_by_slack(headers: Mapping[str, str], body: bytes, secret: str, now: float) -> bool:
    """Whether `body` carries Slack's v0 signature, made with `secret` at most 5 minutes from `now`."""
    if not _may_be_signed(headers, now):
        return False
    signed = b"v0:" + headers["x-slack-request-timestamp"].encode() + b":" + body
    expected = "v0=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected, headers["x-slack-signature"])


def _may_be_signed(headers: Mapping[str, str], now: float) -> bool:
    """Whether the body is worth reading: a fresh timestamp, and something of a signature's shape."""
    timestamp, signature = headers.get("x-slack-request-timestamp", ""), headers.get("x-slack-signature", "")
    fresh = _TIMESTAMP.fullmatch(timestamp) and abs(now - int(timestamp)) <= MAX_AGE_SECONDS
    return bool(fresh and _SIGNATURE.fullmatch(signature))


class _Guard:
    def __init__(self, bolt: AsyncApp, secret: str, now: Callable[[], float], body_seconds: float) -> None:
        self._bolt = bolt
        self._secret = secret
        self._now = now
        self._body_seconds = body_seconds
        self._log = SparingLog(_log)

    async def receive(self, request: Request) -> Response:
        if not _may_be_signed(request.headers, self._now()):
            return self._not_signed()
        try:
            async with asyncio.timeout(self._body_seconds):
                body = await _read(request)
        except TimeoutError:
            return self._refused(408, f"the body took longer than {self._body_seconds:g} seconds")
        except ClientDisconnect:
            return self._refused(400, "the connection closed before the body was whole")
        if body is None:
            return self._refused(413, f"the body is over {MAX_BODY_BYTES} bytes")
        if not signed_by_slack(request.headers, body, self._secret, self._now()):
            return self._not_signed()
        return await self._take(body, request.headers.get("content-type", ""))

    async def _take(self, body: bytes, content_type: str) -> Response:
        try:
            request = for_bolt(payload_in(body, content_type))
        except Malformed as error:
            return self._refused(400, str(error))
        response = await self._bolt.async_dispatch(request)
        if response.status >= 500:
            return self._refused(503, "it could not be taken: send it again")
        return to_starlette_response(response)

    def _not_signed(self) -> Response:
        return self._refused(401, "not signed by Slack: check DEALDESK_SLACK_SIGNING_SECRET and the clock")

    def _refused(self, status: int, reason: str) -> Response:
        self._log.warning(f"refused a request to {PATH} with {status}: {reason}")
        # What is left of the body shall not be sent, and nobody shall hold the connection with it.
        return PlainTextResponse(reason, status, headers={"Connection": "close"})


async def _read(request: Request) -> bytes | None:
    """The body; None as soon as it is known to be too long."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            return None
    return bytes(body)
