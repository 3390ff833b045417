"""Commands, buttons, modals and shortcuts, sent as Slack does; and what whoever used them alone saw of it."""

from __future__ import annotations

from typing import Any

import httpx

from tests.bot.desk import SlackDesk
from tests.bot.slack.messages import Ephemeral, Message
from tests.bot.slack_actions import button_click, command, interaction, view_click
from tests.bot.slack_events import FORM, form, signed
from tests.bot.slack_limits import buttons, texts


async def post_form(desk: SlackDesk, fields: dict[str, str]) -> httpx.Response:
    body = form(fields)
    return await desk.post(body, signed(body, content_type=FORM))


async def interact(desk: SlackDesk, payload: dict[str, Any]) -> None:
    response = await post_form(desk, interaction(payload))
    assert (response.status_code, response.content) == (200, b"")


async def typed(desk: SlackDesk, text: str, user: str = "U1", channel: str = "C1") -> str:
    """Type /dealdesk and `text`. Returns the words that the asker alone saw next."""
    return " ".join(texts((await typed_for(desk, text, user, channel)).blocks))


async def typed_for(desk: SlackDesk, text: str, user: str = "U1", channel: str = "C1") -> Ephemeral:
    seen = len(desk.slack.ephemerals)
    where = desk.slack.clicked(channel, user)
    response = await post_form(desk, command(text, user=user, channel=channel, **where))
    assert (response.status_code, response.content) == (200, b"")
    return await whispered(desk, seen)


async def whispered(desk: SlackDesk, seen: int) -> Ephemeral:
    """The first that one person alone saw after `seen` others."""
    await desk.slack.until(lambda: len(desk.slack.ephemerals) > seen)
    return desk.slack.ephemerals[seen]


async def press(desk: SlackDesk, action: str, on: Message | Ephemeral, user: str = "U1") -> None:
    """Press a button of a message that stands in Slack, or of one that only `user` sees."""
    element = buttons(on.blocks)[action]
    original = on.ts if isinstance(on, Ephemeral) else ""
    where = desk.slack.clicked(on.channel, user, original)
    message = None if isinstance(on, Ephemeral) else on
    await interact(desk, button_click(element, message, user=user, channel=on.channel, message_ts=on.ts, **where))


async def press_and_hear(desk: SlackDesk, action: str, on: Message | Ephemeral, user: str = "U1") -> str:
    """The same. Returns the words that `user` alone saw of it."""
    seen = len(desk.slack.ephemerals)
    await press(desk, action, on, user)
    return " ".join(texts((await whispered(desk, seen)).blocks))


async def press_in_view(desk: SlackDesk, action: str, view: Any, user: str = "U1") -> None:
    element = buttons(view.content["blocks"])[action]
    await interact(desk, view_click(element, view, user=user, trigger_id=desk.slack.clicked(user=user)["trigger_id"]))


def shown(message: Message | Ephemeral) -> str:
    return " ".join(texts(message.blocks))
