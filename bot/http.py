"""Slack's events over HTTP: one route, guarded before Bolt sees anything."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import re
import time
from collections.abc import Callable, Mapping

from slack_bolt.adapter.starlette.async_handler import to_starlette_response
from slack_bolt.request.async_request import AsyncBoltRequest
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.app import Bot
from bot.errors import SlackNotConfigured

PATH = "/slack/events"
MAX_BODY_BYTES = 1_000_000
MAX_AGE_SECONDS = 300

_TIMESTAMP = re.compile(r"[0-9]{1,12}")
_log = logging.getLogger(__name__)


def slack_routes(bot: Bot, *, now: Callable[[], float] = time.time) -> list[Route]:
    """`POST /slack/events`, to be added to a Starlette or FastAPI app. now: seconds since the epoch.

    Answers 413 over 1 MB, 401 for what Slack did not sign in the last 5 minutes, 400 for what is no event.
    Raises SlackNotConfigured without a signing secret.
    """
    secret = bot.signing_secret
    if not secret:
        raise SlackNotConfigured("no Slack signing secret: set DEALDESK_SLACK_SIGNING_SECRET (Basic Information page)")

    async def events(request: Request) -> Response:
        try:
            body = await _read(request)
        except ClientDisconnect:
            return _refused(400, "the connection closed before the body was whole")
        if body is None:
            return _refused(413, f"the body is over {MAX_BODY_BYTES} bytes")
        if not signed_by_slack(request.headers, body, secret, now()):
            return _refused(401, "not signed by Slack: check DEALDESK_SLACK_SIGNING_SECRET and the clock")
        payload = _payload(body)
        if payload is None:
            return _refused(400, "the body is not an event in JSON")
        return to_starlette_response(await bot.bolt.async_dispatch(payload))

    return [Route(PATH, events, methods=["POST"])]


def signed_by_slack(headers: Mapping[str, str], body: bytes, secret: str, now: float) -> bool:
    """Whether `body` carries Slack's v0 signature, made with `secret` at most 5 minutes from `now`."""
    timestamp = headers.get("x-slack-request-timestamp", "")
    if not _TIMESTAMP.fullmatch(timestamp) or abs(now - int(timestamp)) > MAX_AGE_SECONDS:
        return False
    signed = b"v0:" + timestamp.encode() + b":" + body
    expected = "v0=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), headers.get("x-slack-signature", "").encode())


async def _read(request: Request) -> bytes | None:
    """The body; None as soon as it is known to be too long."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            return None
    return bytes(body)


def _payload(body: bytes) -> AsyncBoltRequest | None:
    """The body as a request for Bolt; None for what is not an object with, for an event, the event's type."""
    try:
        text = body.decode("utf-8")
        parsed = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(parsed, dict):
        return None
    event = parsed.get("event", {"type": ""})
    if not isinstance(event, dict) or not isinstance(event.get("type"), str):
        return None
    try:
        # Only the content type is passed on: Bolt obeys some headers of its own, and Slack signs none.
        return AsyncBoltRequest(body=text, headers={"content-type": "application/json"})
    except (AttributeError, KeyError, TypeError, ValueError):
        return None  # Bolt reads team, user and channel here, and takes their shape for granted


def _refused(status: int, reason: str) -> Response:
    _log.warning("refused a request to %s with %d: %s", PATH, status, reason)
    return PlainTextResponse(reason, status)
