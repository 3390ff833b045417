"""The loopback Slack's end of Socket Mode, as the real client meets it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
import pytest_asyncio
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from tests.bot.loopback_slack import APP_TOKEN, Fault, LoopbackSlack
from tests.bot.slack.sockets import Reason
from tests.bot.slack_actions import command, message_shortcut
from tests.bot.slack_events import mention

pytestmark = pytest.mark.asyncio


class Listener:
    """Acknowledges what it hears, unless told to be silent."""

    def __init__(self) -> None:
        self.heard: list[SocketModeRequest] = []
        self.is_silent = False

    async def __call__(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        self.heard.append(request)
        payload = {"text": "working on it"} if request.type == "slash_commands" else None
        if not self.is_silent:
            await client.send_socket_mode_response(SocketModeResponse(request.envelope_id, payload))


@pytest_asyncio.fixture
async def slack() -> AsyncIterator[LoopbackSlack]:
    async with LoopbackSlack() as slack:
        yield slack


@asynccontextmanager
async def connected(slack: LoopbackSlack, ping_interval: float = 0.1) -> AsyncIterator[Listener]:
    listener, web = Listener(), AsyncWebClient(base_url=slack.api_url, retry_handlers=[])
    client = SocketModeClient(APP_TOKEN, web_client=web, ping_interval=ping_interval)
    client.proxy = None
    client.socket_mode_request_listeners.append(listener)
    before = slack.sockets_opened
    await client.connect()  # type: ignore[no-untyped-call]
    await slack.until(lambda: slack.sockets_opened > before)
    try:
        yield listener
    finally:
        await client.close()  # type: ignore[no-untyped-call]


async def test_every_kind_of_envelope_arrives_and_is_acknowledged(slack: LoopbackSlack) -> None:
    async with connected(slack) as listener:
        await slack.send_event(mention(), retry=2)
        asked = await slack.deliver(command("help"), "slash_commands")
        await slack.deliver(message_shortcut("a text"), "interactive")
        await slack.until(lambda: len(slack.acknowledged) == 3)
    assert [heard.type for heard in listener.heard] == ["events_api", "slash_commands", "interactive"]
    assert (listener.heard[0].retry_attempt, listener.heard[1].accepts_response_payload) == (2, True)
    assert asked.response == {"text": "working on it"}
    assert [message.text for message in slack.messages()] == ["<@UBOT> Who will operate the plant?"]


async def test_a_slack_in_a_thread_serves_clients_on_other_loops() -> None:
    with LoopbackSlack.in_thread() as slack:
        async with connected(slack):
            await slack.send_event(mention())
            await asyncio.to_thread(slack.run, slack.send_event(mention(ts="1700000000.000101")))
        await slack.until(lambda: not slack.sockets)
        assert len(slack.acknowledged) == 2


@pytest.mark.parametrize("reason", ["warning", "refresh_requested", "too_many_websockets", "link_disabled"])
async def test_a_client_told_to_go_comes_back(slack: LoopbackSlack, reason: Reason) -> None:
    async with connected(slack):
        await slack.disconnect(reason, close=reason != "warning")
        await slack.until(lambda: slack.sockets_opened > 1 and slack.sockets)
        await slack.send_event(mention())


async def test_what_was_not_acknowledged_comes_again_on_the_next_socket(slack: LoopbackSlack) -> None:
    async with connected(slack) as listener:
        listener.is_silent = True
        await slack.deliver(mention())
        await slack.deliver(command("help"), "slash_commands")
        await slack.until(lambda: len(listener.heard) == 2)
        await slack.drop_socket()
        await slack.until(lambda: slack.sockets_opened == 2)
        listener.is_silent = False
        [again] = await slack.resend_unacknowledged()
        await slack.until(lambda: again.acknowledged)
        assert await slack.resend_unacknowledged() == []
    assert [(heard.type, heard.retry_attempt) for heard in listener.heard][2:] == [("events_api", 1)]


async def test_a_half_open_socket_stays_and_is_silent(slack: LoopbackSlack) -> None:
    async with connected(slack) as listener:
        await slack.send_event(mention())
        frozen = await slack.freeze_socket()
        lost = await slack.deliver(mention(ts="1700000000.000101"), socket=frozen)
        await slack.until(lambda: slack.sockets_opened == 2)  # no pong: the client looks for another
        assert len(listener.heard) == 2
        assert (lost.acknowledged, frozen in slack.sockets) == (False, True)
        await slack.send_event(mention(ts="1700000000.000102"))


async def test_several_sockets_are_open_at_once_and_too_many_are_sent_away(slack: LoopbackSlack) -> None:
    slack.socket_mode.most = 2
    async with connected(slack, ping_interval=5) as first, connected(slack, ping_interval=5) as second:
        assert len(slack.sockets) == 2
        await slack.deliver(mention(), socket=slack.sockets[0])
        await slack.until(lambda: slack.acknowledged)
        assert (len(first.heard), len(second.heard)) == (1, 0)
        url = (await AsyncWebClient(base_url=slack.api_url).apps_connections_open(app_token=APP_TOKEN))["url"]
        async with aiohttp.ClientSession() as session, session.ws_connect(url) as third:
            assert (await third.receive_json())["reason"] == "too_many_websockets"
            assert (await third.receive()).type is aiohttp.WSMsgType.CLOSE
        assert slack.sockets_opened == 2


async def test_opening_a_connection_fails_as_the_test_says(slack: LoopbackSlack) -> None:
    client = AsyncWebClient(base_url=slack.api_url, retry_handlers=[])
    slack.faults.add("apps.connections.open", Fault(error="internal_error"), Fault(retry_after="30"))
    for told in ("internal_error", "ratelimited"):
        with pytest.raises(SlackApiError, match=told):
            await client.apps_connections_open(app_token=APP_TOKEN)
    with pytest.raises(SlackApiError, match="invalid_auth"):
        await client.apps_connections_open(app_token="xapp-wrong")
    assert len(slack.bodies("apps.connections.open")) == 3
