"""Doing what was pressed or typed, in threads; and when it fails, whoever did it is told."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Event
from typing import TypeVar

from slack_bolt.context.ack.async_ack import AsyncAck

from bot.asked import Asked, How
from bot.delivery.explaining import explanation
from bot.delivery.parts import Parts
from bot.delivery.patience import GaveUp, Patience
from bot.delivery.taking import Taking
from bot.delivery.whisper import ForTheAsker
from bot.interaction.caller import Caller
from bot.shown.blocks import Message, notice

AT_ONCE = 16
PATIENCE_SECONDS = 20.0  # for Slack to answer; whoever pressed waits no longer

_log = logging.getLogger(__name__)

T = TypeVar("T")
Work = Callable[[], Message | None]
"""What is done, and what the caller is told of it."""


class Attendant:
    """Has threads of its own: whatever Slack lets these wait for, questions are taken meanwhile."""

    def __init__(self, parts: Parts, taking: Taking) -> None:
        self._parts = parts
        self._taking = taking
        self._closed = Event()
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="attending")

    async def see_to(self, caller: Caller, work: Work, tell: Callable[[Message], None] | None = None) -> None:
        """Never raises. tell: shows what `work` returns, or why it failed; default: for the caller alone, who is given
        a sign where that takes long."""
        asked = self._asked(caller)
        if tell is None:
            self._parts.signs.wait(asked)
        try:
            await self.in_thread(lambda: self._see_to(work, tell or partial(self.tell, caller)))
        finally:
            self._parts.signs.seen(asked.key)

    async def in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    async def take(self, caller: Caller, question: str, how: How, ack: AsyncAck) -> None:
        """Keep a question, and only then acknowledge it; then see to it that it is answered."""
        key: str | None = None
        try:
            key = await self._taking.in_thread(lambda: self._taking.take(caller.asked(question, how)))
        except Exception as error:
            said = notice(explanation(error, "taking a question"))
            await self.see_to(caller, lambda: said)
        await ack()
        if key:
            self._taking.begin(key)

    def tell(self, caller: Caller, message: Message) -> None:
        """Show it to the caller alone. Raises Refused, GaveUp and NotInstalled."""
        client = self._parts.workspaces.client(caller.team, caller.enterprise)
        ForTheAsker(client, self._asked(caller), self.patience(), self._parts.webhook).give(message)

    def patience(self) -> Patience:
        return Patience(self._pause, seconds=PATIENCE_SECONDS)

    def close(self) -> None:
        """Wait for what is being done; what waits for Slack waits no longer."""
        self._closed.set()
        self._threads.shutdown(wait=True, cancel_futures=True)

    def _asked(self, caller: Caller) -> Asked:
        return caller.asked("", How.MENTION if caller.message_ts else How.COMMAND)  # only a message has a thread

    def _pause(self, seconds: float) -> None:
        if self._closed.wait(seconds):
            raise GaveUp("the process stops")

    def _see_to(self, work: Work, tell: Callable[[Message], None]) -> None:
        try:
            message = work()
        except Exception as error:
            message = notice(explanation(error, "what was pressed or typed in Slack"))
        try:
            if message:
                tell(message)
        except Exception as error:
            _log.error("whoever pressed or typed something cannot be told: %s: %.200s", type(error).__name__, error)
