"""What the HTTP route lets through to Bolt, and what it answers to the rest."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio
from starlette.applications import Starlette

from bot.errors import SlackNotConfigured
from bot.transport.http import MAX_BODY_BYTES, PATH, signed_by_slack, slack_routes
from tests.bot.http_shapes import ACTIONS, BODY, CANARY, MALFORMED, NO_FORM, SIGNATURE, STAMP, TAKEN, UNSIGNED
from tests.bot.recording_bot import RecordingBot, recording_bot
from tests.bot.slack_actions import button_click, command, interaction
from tests.bot.slack_events import (
    FORM,
    JSON,
    SIGNING_SECRET,
    encoded,
    form,
    mention,
    signed,
)


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.DEBUG)
    return caplog


@pytest.fixture
def bot() -> RecordingBot:
    return recording_bot()


@pytest_asyncio.fixture
async def client(bot: RecordingBot) -> AsyncIterator[httpx.AsyncClient]:
    async with reaching(bot) as client:
        yield client


def reaching(bot: RecordingBot, **limits: Any) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(Starlette(routes=slack_routes(bot, **limits)))
    return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1")


def assert_nothing_happened(bot: RecordingBot, log: pytest.LogCaptureFixture) -> None:
    assert bot.recorder.taken == []
    lines = [record.getMessage() for record in log.records if not record.name.startswith(("asyncio", "httpx"))]
    assert all(CANARY not in line and len(line) < 2_000 for line in lines)


@pytest.mark.asyncio
@pytest.mark.parametrize(("body", "headers"), UNSIGNED.values(), ids=UNSIGNED.keys())
async def test_what_slack_did_not_sign_is_refused(
    client: httpx.AsyncClient,
    bot: RecordingBot,
    log: pytest.LogCaptureFixture,
    body: bytes,
    headers: dict[str, str],
) -> None:
    raw = [(name.encode(), value.encode("utf-8")) for name, value in headers.items()]
    response = await client.post(PATH, content=body, headers=raw)
    assert response.status_code == 401
    assert_nothing_happened(bot, log)


@pytest.mark.asyncio
async def test_headers_that_are_not_utf8_are_refused(
    client: httpx.AsyncClient, bot: RecordingBot, log: pytest.LogCaptureFixture
) -> None:
    for name in (STAMP, SIGNATURE):
        others = [(other.encode(), value.encode()) for other, value in signed(BODY).items() if other != name]
        response = await client.post(PATH, content=BODY, headers=[*others, (name.encode(), b"v0=\xff\xfe\xb2")])
        assert response.status_code == 401
    odd = [(name.encode(), value.encode()) for name, value in signed(BODY).items() if name != "Content-Type"]
    response = await client.post(PATH, content=BODY, headers=[*odd, (b"Content-Type", b"\xff\xfe")])
    assert response.status_code == 400
    assert_nothing_happened(bot, log)


@pytest.mark.asyncio
@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED.keys())
async def test_what_is_no_event_is_refused_though_signed(
    client: httpx.AsyncClient, bot: RecordingBot, log: pytest.LogCaptureFixture, body: bytes
) -> None:
    response = await client.post(PATH, content=body, headers=signed(body))
    assert response.status_code == 400
    assert_nothing_happened(bot, log)


@pytest.mark.asyncio
@pytest.mark.parametrize("body", NO_FORM.values(), ids=NO_FORM.keys())
async def test_what_is_no_command_or_action_is_refused_though_signed(
    client: httpx.AsyncClient, bot: RecordingBot, log: pytest.LogCaptureFixture, body: bytes
) -> None:
    response = await client.post(PATH, content=body, headers=signed(body, content_type=FORM))
    assert response.status_code == 400
    assert_nothing_happened(bot, log)


@pytest.mark.asyncio
@pytest.mark.parametrize("payload", TAKEN.values(), ids=TAKEN.keys())
async def test_what_slack_sends_reaches_bolt_as_it_is(
    client: httpx.AsyncClient, bot: RecordingBot, payload: dict[str, Any]
) -> None:
    body = encoded(payload)
    headers = signed(body, content_type=f"{JSON}; charset=utf-8")
    assert (await client.post(PATH, content=body, headers=headers)).status_code == 200
    assert bot.recorder.taken == [payload]


@pytest.mark.asyncio
@pytest.mark.parametrize("payload", ACTIONS.values(), ids=ACTIONS.keys())
async def test_actions_come_out_of_their_form(
    client: httpx.AsyncClient, bot: RecordingBot, payload: dict[str, Any]
) -> None:
    body = form(interaction(payload))
    assert (await client.post(PATH, content=body, headers=signed(body, content_type=FORM))).status_code == 200
    assert bot.recorder.taken == [payload]


@pytest.mark.asyncio
async def test_a_command_is_its_fields_and_is_answered_with_what_bolt_says(
    client: httpx.AsyncClient, bot: RecordingBot
) -> None:
    bot.recorder.answer = {"text": "here you are"}
    fields = command("ask Who & what? Émile +1", trigger_id="1.2")
    body = form(fields)
    response = await client.post(PATH, content=body, headers=signed(body, content_type=FORM))
    assert (response.status_code, response.json()) == (200, {"text": "here you are"})
    assert bot.recorder.taken == [fields]


@pytest.mark.asyncio
async def test_the_body_decides_what_it_is_and_the_content_type_must_agree(
    client: httpx.AsyncClient, bot: RecordingBot, log: pytest.LogCaptureFixture
) -> None:
    said = encoded(mention(f"{CANARY}&payload=" + json.dumps(button_click({"action_id": "share"}))))
    for body, kind in (
        (said, FORM),
        (said, "text/plain"),
        (said, ""),
        (said, "multipart/form-data; boundary=x"),
        (form(command(CANARY)), JSON),
        (form(command(CANARY)), "application/jsonp"),
    ):
        response = await client.post(PATH, content=body, headers=signed(body, content_type=kind))
        assert response.status_code == 400
    assert_nothing_happened(bot, log)


@pytest.mark.asyncio
async def test_a_body_over_the_limit_is_not_read_to_its_end(
    client: httpx.AsyncClient, bot: RecordingBot, log: pytest.LogCaptureFixture
) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent < 100 * MAX_BODY_BYTES:
            sent += 100_000
            yield CANARY.encode() * (100_000 // len(CANARY))

    response = await client.post(PATH, content=endless(), headers=signed(b"another body"))
    assert response.status_code == 413
    assert sent < 2 * MAX_BODY_BYTES
    assert_nothing_happened(bot, log)


@pytest.mark.asyncio
async def test_a_body_of_the_limit_is_read(client: httpx.AsyncClient, bot: RecordingBot) -> None:
    body = encoded(mention("x" * (MAX_BODY_BYTES - len(encoded(mention(""))))))
    assert len(body) == MAX_BODY_BYTES
    assert (await client.post(PATH, content=body, headers=signed(body))).status_code == 200
    assert len(bot.recorder.taken) == 1


@pytest.mark.asyncio
async def test_not_a_byte_is_read_for_who_does_not_even_claim_a_signature(client: httpx.AsyncClient) -> None:
    async def never() -> AsyncIterator[bytes]:
        pytest.fail("the body was asked for")
        yield b""

    response = await client.post(PATH, content=never(), headers={"Content-Type": JSON})
    assert response.status_code == 401


@pytest.mark.asyncio
async def test_a_body_that_drips_is_not_waited_for(bot: RecordingBot, log: pytest.LogCaptureFixture) -> None:
    async def dripping() -> AsyncIterator[bytes]:
        yield BODY[:10]
        await asyncio.Event().wait()

    async with reaching(bot, body_seconds=0.05) as client:
        response = await client.post(PATH, content=dripping(), headers=signed(BODY))
    assert response.status_code == 408
    assert_nothing_happened(bot, log)


@pytest.mark.asyncio
async def test_what_cannot_be_taken_is_to_be_sent_again(
    client: httpx.AsyncClient, bot: RecordingBot, log: pytest.LogCaptureFixture
) -> None:
    bot.recorder.broken = 1
    assert (await client.post(PATH, content=BODY, headers=signed(BODY))).status_code == 503
    assert_nothing_happened(bot, log)
    assert (await client.post(PATH, content=BODY, headers=signed(BODY))).status_code == 200
    assert len(bot.recorder.taken) == 1


@pytest.mark.asyncio
async def test_slacks_challenge_is_answered(client: httpx.AsyncClient) -> None:
    body = encoded({"token": "legacy", "type": "url_verification", "challenge": "3eZbrw1aB"})
    response = await client.post(PATH, content=body, headers=signed(body))
    assert (response.status_code, response.json()) == (200, {"challenge": "3eZbrw1aB"})


@pytest.mark.asyncio
async def test_slacks_check_of_the_certificate_is_answered(client: httpx.AsyncClient, bot: RecordingBot) -> None:
    body = b"token=legacy&ssl_check=1"
    response = await client.post(PATH, content=body, headers=signed(body, content_type=FORM))
    assert (response.status_code, bot.recorder.taken) == (200, [])


@pytest.mark.asyncio
async def test_only_post_is_offered(client: httpx.AsyncClient) -> None:
    assert (await client.get(PATH)).status_code == 405


@pytest.mark.asyncio
async def test_no_header_and_no_query_goes_to_bolt(client: httpx.AsyncClient, bot: RecordingBot) -> None:
    unsigned = {"X-Slack-Bolt-Lazy-Only": "1", "X-Slack-Bolt-Lazy-Function-Name": "take", "X-Slack-Retry-Num": "1"}
    response = await client.post(f"{PATH}?code=1", content=BODY, headers=signed(BODY) | unsigned)
    assert response.status_code == 200
    assert (len(bot.recorder.taken), bot.recorder.headers) == (1, [{}])


@pytest.mark.asyncio
async def test_a_flood_leaves_a_line_in_the_log_and_not_one_for_each_request(
    client: httpx.AsyncClient, log: pytest.LogCaptureFixture
) -> None:
    forged = signed(BODY, secret="other")
    for _ in range(200):
        await client.post(PATH, content=BODY, headers=forged)
    assert len([record for record in log.records if record.name.startswith("bot")]) == 1


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


def test_a_missing_secret_is_named() -> None:
    bot = recording_bot()
    bot.signing_secret = None
    with pytest.raises(SlackNotConfigured, match="DEALDESK_SLACK_SIGNING_SECRET"):
        slack_routes(bot)
