""" "Ask about this": a shortcut on any message, the modal that it opens, and the question that comes back."""

from __future__ import annotations

import logging
from dataclasses import replace
from functools import partial

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.asked import How
from bot.delivery.parts import Parts
from bot.errors import Malformed
from bot.events import spoken
from bot.interaction.attending import Attendant
from bot.interaction.caller import caller_of
from bot.shown.ask_modal import ask_modal, submitted
from bot.shown.blocks import Message

_log = logging.getLogger(__name__)


class Shortcut:
    """The answer is for the asker alone, where the message stands."""

    def __init__(self, parts: Parts, attendant: Attendant) -> None:
        self._parts = parts
        self._attendant = attendant

    async def used(self, ack: AsyncAck, req: AsyncBoltRequest) -> None:
        """Opens the modal, which needs nothing to be looked up."""
        await ack()
        caller, message = caller_of(req), req.body.get("message")
        text = message.get("text") if isinstance(message, dict) else None
        view = ask_modal(spoken(text if isinstance(text, str) else ""), caller.response_url, caller.channel)

        def show() -> Message | None:
            client = self._parts.workspaces.client(caller.team, caller.enterprise)
            self._attendant.patience().once(partial(client.views_open, trigger_id=caller.trigger, view=view))
            return None

        await self._attendant.see_to(caller, show)

    async def submitted(self, ack: AsyncAck, req: AsyncBoltRequest) -> None:
        """A question is kept before the modal closes. Of one modal there is one question, however often it is sent."""
        try:
            asked = submitted(req.body["view"])
        except Malformed as error:
            await ack()
            _log.warning("a question cannot be read: %s", error)
            return
        caller = replace(caller_of(req), channel=asked.channel, response_url=asked.response_url, trigger="")
        await self._attendant.take(caller, asked.question, How.SHORTCUT, ack)
