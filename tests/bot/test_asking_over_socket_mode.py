"""Questions as Socket Mode envelopes, answered on the loopback Slack."""

from __future__ import annotations

import pytest

from bot.app import Bot
from bot.errors import SlackNotConfigured
from bot.socket import socket_mode
from tests.bot.loopback_slack import APP_TOKEN, LoopbackSlack
from tests.bot.replies import QUOTE
from tests.bot.slack_events import channel_twin, direct_message, mention
from tests.bot.slack_limits import texts

pytestmark = pytest.mark.asyncio


async def test_an_envelope_with_its_retries_and_twin_gets_one_threaded_reply(bot: Bot, slack: LoopbackSlack) -> None:
    async with socket_mode(bot, APP_TOKEN):
        await slack.send_event(mention())
        for retry in (1, 2, 3):
            await slack.send_event(mention(), retry)
        await slack.send_event(channel_twin())
        await bot.drain()
    [post] = slack.posts
    assert (post["channel"], post["thread_ts"]) == ("C1", "1700000000.000100")
    assert QUOTE in texts(post["blocks"])
    assert len(slack.acknowledged) == len(set(slack.acknowledged)) == 5


async def test_a_direct_message_is_answered_over_the_socket(bot: Bot, slack: LoopbackSlack) -> None:
    async with socket_mode(bot, APP_TOKEN):
        await slack.send_event(direct_message())
        await bot.drain()
    assert [post["channel"] for post in slack.posts] == ["D1"]


async def test_the_socket_is_opened_anew_when_slack_asks_and_repeats_are_still_known(
    bot: Bot, slack: LoopbackSlack
) -> None:
    async with socket_mode(bot, APP_TOKEN):
        await slack.send_event(mention())
        await slack.ask_to_reconnect()
        await slack.send_event(mention(), retry=1)
        await slack.send_event(mention(ts="1700000001.000100"))
        await bot.drain()
    assert [post["thread_ts"] for post in slack.posts] == ["1700000000.000100", "1700000001.000100"]


async def test_leaving_closes_the_socket(bot: Bot, slack: LoopbackSlack) -> None:
    async with socket_mode(bot, APP_TOKEN):
        await slack.until(lambda: bool(slack.sockets))
    await slack.until(lambda: not slack.sockets)


async def test_leaving_works_before_a_connection_was_made(bot: Bot) -> None:
    async with socket_mode(bot, "xapp-wrong"):
        pass


async def test_a_missing_app_token_is_named(bot: Bot) -> None:
    with pytest.raises(SlackNotConfigured, match="DEALDESK_SLACK_APP_TOKEN"):
        async with socket_mode(bot, ""):
            pass
