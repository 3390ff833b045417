"""What the HTTP route lets through to Bolt, and what it answers to the rest."""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncIterator

import pytest

from bot.app import Bot, create_bot
from bot.errors import SlackNotConfigured
from bot.http import MAX_BODY_BYTES, PATH, signed_by_slack, slack_routes
from tests.bot.conftest import Door
from tests.bot.loopback_slack import LoopbackSlack
from tests.bot.replies import ScriptedAnswerer
from tests.bot.slack_events import SIGNING_SECRET, encoded, event_callback, mention, signed

CANARY = "canary-7c1f"
BODY = encoded(mention(f"<@UBOT> {CANARY}"))
DEEP = b'{"a":' + b"[" * 200_000 + f'"{CANARY}"'.encode() + b"]" * 200_000 + b"}"


def with_header(name: str, value: str, body: bytes = BODY) -> dict[str, str]:
    return signed(body) | {name: value}


UNSIGNED = {
    "no headers": (BODY, {}),
    "another secret": (BODY, signed(BODY, secret="other")),
    "another body": (BODY + b" ", signed(BODY)),
    "too old": (BODY, signed(BODY, at=time.time() - 400)),
    "from the future": (BODY, signed(BODY, at=time.time() + 86_400)),  # still so when the slowest run gets here
    "timestamp is no number": (BODY, with_header("X-Slack-Request-Timestamp", "soon")),
    "timestamp is no integer": (BODY, with_header("X-Slack-Request-Timestamp", "1e9")),
    "timestamp is negative": (BODY, with_header("X-Slack-Request-Timestamp", "-1")),
    "timestamp is empty": (BODY, with_header("X-Slack-Request-Timestamp", "")),
    "timestamp of 5,000 digits": (BODY, with_header("X-Slack-Request-Timestamp", "1" * 5_000)),
    "signature is not ASCII": (BODY, with_header("X-Slack-Signature", "v0=é")),
    "signature is empty": (BODY, with_header("X-Slack-Signature", "")),
    "signature of another version": (BODY, with_header("X-Slack-Signature", "v1=abc")),
    "unsigned and not UTF-8": (b"\xff\xfe" + BODY, {}),
    "unsigned and deep": (DEEP, {}),
    "unsigned challenge": (encoded({"type": "url_verification", "challenge": CANARY}), {}),
}
MALFORMED = {
    "not UTF-8": b"\xff\xfe" + BODY,
    "UTF-16": BODY.decode().encode("utf-16"),
    "no JSON": f"payload={CANARY}".encode(),
    "empty": b"",
    "a list": encoded([CANARY]),
    "a string": encoded(CANARY),
    "200,000 levels deep": DEEP,
    "a number of 5,000 digits": b'{"type": ' + b"1" * 5_000 + b"}",
    "an event that is a string": encoded(event_callback({}) | {"event": CANARY}),
    "an event without a type": encoded(event_callback({"text": CANARY})),
    "authorizations that are a string": encoded(mention(CANARY) | {"authorizations": CANARY}),
}


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.DEBUG)
    return caplog


def assert_nothing_happened(answerer: ScriptedAnswerer, slack: LoopbackSlack, log: pytest.LogCaptureFixture) -> None:
    assert (answerer.asked, slack.calls) == ([], [])
    ours = [record.getMessage() for record in log.records if record.name.startswith(("bot", "slack"))]
    assert all(CANARY not in line and len(line) < 2_000 for line in ours)


@pytest.mark.asyncio
@pytest.mark.parametrize(("body", "headers"), UNSIGNED.values(), ids=UNSIGNED.keys())
async def test_what_slack_did_not_sign_is_refused_unread(
    door: Door,
    bot: Bot,
    answerer: ScriptedAnswerer,
    slack: LoopbackSlack,
    log: pytest.LogCaptureFixture,
    body: bytes,
    headers: dict[str, str],
) -> None:
    raw = [(name.encode(), value.encode("utf-8")) for name, value in headers.items()]
    response = await door.client.post(PATH, content=body, headers=raw)
    await bot.drain()
    assert response.status_code == 401
    assert_nothing_happened(answerer, slack, log)


@pytest.mark.asyncio
@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED.keys())
async def test_what_is_no_event_is_refused_though_signed(
    door: Door,
    bot: Bot,
    answerer: ScriptedAnswerer,
    slack: LoopbackSlack,
    log: pytest.LogCaptureFixture,
    body: bytes,
) -> None:
    response = await door.client.post(PATH, content=body, headers=signed(body))
    await bot.drain()
    assert response.status_code == 400
    assert_nothing_happened(answerer, slack, log)


@pytest.mark.asyncio
async def test_a_body_over_the_limit_is_not_read_to_its_end(
    door: Door, answerer: ScriptedAnswerer, slack: LoopbackSlack, log: pytest.LogCaptureFixture
) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent < 100 * MAX_BODY_BYTES:
            sent += 100_000
            yield CANARY.encode() * (100_000 // len(CANARY))

    response = await door.client.post(PATH, content=endless())
    assert response.status_code == 413
    assert sent < 2 * MAX_BODY_BYTES
    assert_nothing_happened(answerer, slack, log)


@pytest.mark.asyncio
async def test_slacks_challenge_is_answered(door: Door) -> None:
    response = await door.send({"type": "url_verification", "challenge": "3eZbrw1aB"})
    assert (response.status_code, response.json()) == (200, {"challenge": "3eZbrw1aB"})


@pytest.mark.asyncio
async def test_only_post_is_offered(door: Door) -> None:
    assert (await door.client.get(PATH)).status_code == 405


@pytest.mark.asyncio
async def test_what_this_bot_does_not_handle_is_not_acknowledged(door: Door, slack: LoopbackSlack) -> None:
    response = await door.send({"type": "block_actions", "actions": []})
    assert (response.status_code, slack.calls) == (404, [])


@pytest.mark.asyncio
async def test_bolts_own_headers_have_no_power_here(door: Door, bot: Bot, slack: LoopbackSlack) -> None:
    await door.send(mention(), **{"X-Slack-Bolt-Lazy-Only": "1", "X-Slack-Bolt-Lazy-Function-Name": "take"})
    await bot.drain()
    assert len(slack.posts) == 1


def test_the_signature_of_slacks_documentation_is_accepted() -> None:
    body = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
        b"&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
        b"&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
        b"&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    headers = {
        "x-slack-request-timestamp": "1531420618",
        "x-slack-signature": "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
    }
    assert signed_by_slack(headers, body, SIGNING_SECRET, 1531420618.0)
    assert signed_by_slack(headers, body, SIGNING_SECRET, 1531420618.0 + 300)
    assert not signed_by_slack(headers, body, SIGNING_SECRET, 1531420618.0 + 301)
    assert not signed_by_slack(headers, body + b"&", SIGNING_SECRET, 1531420618.0)


def test_a_missing_secret_or_token_is_named(answerer: ScriptedAnswerer) -> None:
    with pytest.raises(SlackNotConfigured, match="DEALDESK_SLACK_BOT_TOKEN"):
        create_bot(answerer, bot_token="")
    with pytest.raises(SlackNotConfigured, match="DEALDESK_SLACK_SIGNING_SECRET"):
        slack_routes(create_bot(answerer, bot_token="xoxb-1"))
