"""What only the asker sees: the answer to a command or a shortcut."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from http.client import HTTPException
from typing import Any

from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from bot.asked import Asked, How
from bot.delivery.patience import SERVER_ERRORS, TOO_MANY, Patience, PutOff, Refused, Unsure, now
from bot.delivery.speech import QUIET, in_blocks_or_words
from bot.errors import Malformed
from bot.install.retries import wait_seconds
from bot.shown.blocks import Message

_log = logging.getLogger(__name__)


class ForTheAsker:
    """Answers to where Slack said, for half an hour, and then in the channel, still for the asker alone.

    Slack shows none of it to anybody else and keeps none of it, so a message twice harms nobody.
    """

    def __init__(
        self, client: WebClient, asked: Asked, patience: Patience, webhook: Callable[[str], WebhookClient]
    ) -> None:
        """webhook: of a response_url."""
        self._client = client
        self._asked = asked
        self._patience = patience
        self._webhook = webhook

    def is_given(self) -> bool:
        return False

    def begin(self) -> bool:
        """Slack shows nothing of its own while it waits."""
        return False

    def give(self, message: Message) -> None:
        in_blocks_or_words(message, self._show)

    def _show(self, shown: Mapping[str, Any]) -> None:
        while True:
            try:
                return self._send(shown)
            except PutOff as error:
                self._patience.wait(error.seconds)
            except Unsure as error:
                self._patience.back_off(error)

    def _send(self, shown: Mapping[str, Any]) -> None:
        if self._asked.response_url:
            try:
                self._respond(shown)
                return
            except PutOff:
                raise
            except (Refused, Malformed) as error:
                _log.info("%s cannot be answered where it was asked (%s)", self._asked.key, error)
        to = {"channel": self._asked.channel, "user": self._asked.user}
        if self._asked.how not in (How.COMMAND, How.SHORTCUT) and self._asked.thread_ts != self._asked.ts:
            to["thread_ts"] = self._asked.thread_ts  # in a thread that nobody replied in yet, Slack shows it nobody
        self._patience.once(lambda: self._client.api_call("chat.postEphemeral", json={**to, **shown, **QUIET}))

    def _respond(self, shown: Mapping[str, Any]) -> None:
        body = {"response_type": "ephemeral", "replace_original": False, **shown, **QUIET}
        try:
            answer = self._webhook(self._asked.response_url).send_dict(body)
        except Malformed as error:
            raise Refused(str(error)) from error
        except (OSError, HTTPException, ValueError) as error:
            raise Unsure(type(error).__name__) from error
        if answer.status_code == TOO_MANY:
            raise PutOff(wait_seconds(answer.headers))
        if answer.status_code >= SERVER_ERRORS:
            raise Unsure(str(answer.status_code))
        if answer.status_code >= 400:
            raise Refused(answer.body[:100])


def tell_directly(client: WebClient, asked: Asked, message: Message) -> None:
    """Where nothing can be said where it was asked: in a direct message. Raises Refused and Unsure."""
    opened = now(lambda: client.conversations_open(users=asked.user)).get("channel") or {}
    shown = {"channel": str(opened.get("id") or ""), "text": message.text, "blocks": list(message.blocks), **QUIET}
    now(lambda: client.api_call("chat.postMessage", json=shown))
