"""One message in Slack, however often it is tried: it carries a mark, and is looked for before it is posted again."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from slack_sdk import WebClient

from bot.delivery.patience import Patience, Refused, Unsure
from bot.delivery.speech import QUIET, in_blocks_or_words
from bot.delivery.standing import Mark, messages_of
from bot.shown.blocks import Message

_CLOCKS_APART_SECONDS = 300.0  # at most, ours and Slack's

_log = logging.getLogger(__name__)


class Once:
    """Of one attempt, in one thread. thread_ts: "" for the channel itself; since: it cannot stand there from before."""

    def __init__(
        self, client: WebClient, channel: str, thread_ts: str, mark: Mark, since: datetime, patience: Patience
    ) -> None:
        self._client = client
        self._channel = channel
        self._thread_ts = thread_ts
        self._mark = mark
        self._since = since
        self._patience = patience
        self._ts = ""
        self._is_unsure = True

    def post(self, message: Message) -> str:
        """Returns the message's ts. Raises Refused and GaveUp where it cannot be posted."""
        in_blocks_or_words(message, self._show)
        return self._ts

    def _show(self, shown: Mapping[str, Any]) -> None:
        where = {"channel": self._channel} | ({"thread_ts": self._thread_ts} if self._thread_ts else {})
        body = {**where, **shown, **QUIET, "metadata": self._mark.as_metadata()}
        while not (self._is_unsure and self._stands()):
            try:
                posted = self._patience.once(lambda: self._client.api_call("chat.postMessage", json=body))
                self._ts = str(posted.get("ts"))
                return
            except Unsure as error:
                self._is_unsure = True
                self._patience.back_off(error)

    def _stands(self) -> bool:
        try:
            oldest = f"{self._since.timestamp() - _CLOCKS_APART_SECONDS:.6f}"
            messages = messages_of(self._client, self._patience, self._channel, self._thread_ts, oldest)
        except Refused as error:  # twice is better than not at all
            _log.warning("what stands in %s cannot be read (%s): a message may stand there twice", self._channel, error)
            messages = []
        self._is_unsure = False
        self._ts = next((str(message.get("ts")) for message in messages if self._mark.is_on(message)), "")
        return bool(self._ts)
