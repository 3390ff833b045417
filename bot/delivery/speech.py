"""The one message that a question gets, however often answering it is begun."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Protocol

from slack_sdk import WebClient
from slack_sdk.web import SlackResponse

from bot.asked import Place
from bot.delivery.patience import GaveUp, Patience, Refused, Unsure, now
from bot.delivery.standing import Mark, is_marked, messages_of
from bot.ports import Questions, Taken
from bot.said import Said
from bot.shown.blocks import Message, pieces_of
from bot.shown.elements import escaped
from bot.shown.room import clipped
from corpus.errors import CorpusError

EVENT_TYPE = "dealdesk_reply"
AS_WRITTEN = {"parse": "none", "link_names": False}
QUIET = {"unfurl_links": False, "unfurl_media": False, "mrkdwn": False, **AS_WRITTEN}

_TITLE_CHARS = 100
_BLOCKS_REFUSED = {"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long"}
Show = Callable[[Mapping[str, Any]], None]

_log = logging.getLogger(__name__)


class Speech(Protocol):
    """One question's message. Raises Refused and GaveUp where it cannot be given at all."""

    def is_given(self) -> bool:
        """Whether an earlier attempt gave it. To be asked first."""
        ...

    def begin(self) -> bool:
        """Show that the question is being worked on. Returns whether the asker sees it."""
        ...

    def give(self, message: Message) -> None:
        """Show the reply, once."""
        ...


class InThread:
    """A message in the question's thread: streamed or, where Slack refuses that, posted whole. Of one attempt.

    It carries the question's key as metadata once it is whole. A message whose ts is known is changed, which twice is
    once. Where an earlier attempt, or a call that was not answered, may have posted one that is not known, the thread
    is read before another is posted.
    """

    def __init__(self, client: WebClient, taken: Taken, questions: Questions, patience: Patience) -> None:
        self._client = client
        self._asked = taken.asked
        self._questions = questions
        self._patience = patience
        self._mark = Mark(EVENT_TYPE, "key", taken.asked.key)
        self._ts = taken.message_ts
        self._is_unsure = taken.attempts > 1
        self._streams = False

    def is_given(self) -> bool:
        return self._ts is None and self._is_unsure and self._look()

    def begin(self) -> bool:
        if self._ts:
            return False  # whatever stands there was not finished: it shows no sign of life
        asked, is_seen = self._asked, False
        with suppress(Refused, Unsure):  # a kindness, and not in every kind of thread
            self._at_once(
                "assistant.threads.setStatus", channel_id=asked.channel, thread_ts=asked.thread_ts, status=Said.WORKING
            )
            is_seen = True
        to = {"recipient_team_id": asked.user_team or asked.team, "recipient_user_id": asked.user}
        try:
            started = self._at_once("chat.startStream", channel=asked.channel, thread_ts=asked.thread_ts, **to)
            self._streams = self._keep(started)
        except Unsure:
            self._is_unsure = True
        except Refused as error:
            _log.info("no stream for %s: %s", asked.key, error)
        return is_seen or self._streams

    def give(self, message: Message) -> None:
        if not (self._streams and self._stream(message)):
            in_blocks_or_words(message, self._write)
        self._entitle()

    def _entitle(self) -> None:
        """Name a conversation in the agent pane by the question that began it."""
        asked = self._asked
        if asked.place is Place.DIRECT and asked.thread_ts == asked.ts:
            target = {"channel_id": asked.channel, "thread_ts": asked.thread_ts}
            with suppress(Refused, Unsure):  # a kindness, and not in every kind of direct message
                self._at_once("assistant.threads.setTitle", **target, title=escaped(clipped(asked.text, _TITLE_CHARS)))

    def _stream(self, message: Message) -> bool:
        """Piece after piece, the last with our mark. False where the message is to be written whole instead."""
        target = {"channel": self._asked.channel, "ts": self._ts}
        *first, last = pieces_of(message)
        try:
            for piece in first:
                self._call("chat.appendStream", **target, chunks=[{"type": "blocks", "blocks": list(piece)}])
            self._call("chat.stopStream", **target, blocks=list(last), metadata=self._mark.as_metadata())
        except (Refused, Unsure) as error:
            _log.warning("the reply to %s cannot be streamed (%s): it is written whole", self._asked.key, error)
            return False
        return True

    def _write(self, shown: Mapping[str, Any]) -> None:
        """Make what stands there, or a new message, the whole reply. Twice is once."""
        while not (self._ts is None and self._is_unsure and self._look()):
            try:
                if self._ts and self._change(self._ts, shown):
                    return
                if self._ts is None and not self._is_unsure:
                    self._post(shown)
                    return
                self._ts = None  # it cannot be changed, and where we are unsure another may stand there
            except Unsure as error:
                self._is_unsure = True
                self._patience.back_off(error)

    def _change(self, ts: str, shown: Mapping[str, Any]) -> bool:
        """False where the message cannot be changed; then it is taken away."""
        target = {"channel": self._asked.channel, "ts": ts}
        with suppress(Refused):  # it may be no stream, or be stopped already
            self._call("chat.stopStream", **target)
        try:
            self._call("chat.update", **target, **shown, **AS_WRITTEN, metadata=self._mark.as_metadata())
        except Refused as error:
            if error.code in _BLOCKS_REFUSED:
                raise
            _log.warning("the reply to %s cannot be changed (%s): another is posted", self._asked.key, error)
            with suppress(Refused):
                self._call("chat.delete", **target)
            return False
        return True

    def _post(self, shown: Mapping[str, Any]) -> None:
        where = {"channel": self._asked.channel, "thread_ts": self._asked.thread_ts}
        self._keep(self._call("chat.postMessage", **where, **shown, **QUIET, metadata=self._mark.as_metadata()))

    def _look(self) -> bool:
        """Whether the reply stands in the thread; what stands there of nobody is taken over."""
        asked = self._asked
        try:
            messages = messages_of(self._client, self._patience, asked.channel, asked.thread_ts, asked.ts)
        except (Refused, GaveUp) as error:  # an answer twice is better than none
            _log.warning("the thread of %s cannot be read (%s): an answer may stand there twice", asked.key, error)
            messages = []
        self._is_unsure = False
        ours = [message for message in messages if message.get("user") == (asked.bot_user or message.get("user"))]
        if any(self._mark.is_on(message) for message in ours):
            return True
        self._ts = next(filter(self._take_over, ours), {}).get("ts")
        return False

    def _take_over(self, message: Mapping[str, Any]) -> bool:
        """Whether a message without a mark was begun for this question, by an attempt that was killed before it knew
        its name."""
        asked, ts = self._asked, str(message.get("ts"))
        is_begun = bool(asked.bot_user) and not is_marked(message) and ts > asked.ts
        return is_begun and self._questions.posting(asked.key, ts)

    def _keep(self, posted: SlackResponse) -> bool:
        """False where another question, being unsure, has taken the message for its own meanwhile."""
        ts = str(posted.get("ts"))
        try:
            is_ours = self._questions.posting(self._asked.key, ts)
        except CorpusError as error:
            _log.warning("the name of the reply to %s is not kept: %s", self._asked.key, error)
            is_ours = True
        self._ts = ts if is_ours else None
        return is_ours

    def _call(self, method: str, **arguments: Any) -> SlackResponse:
        return self._patience.once(lambda: self._client.api_call(method, json=arguments))

    def _at_once(self, method: str, **arguments: Any) -> SlackResponse:
        return now(lambda: self._client.api_call(method, json=arguments))


def in_blocks_or_words(message: Message, show: Show) -> None:
    """Show the blocks or, where Slack refuses them, the same in words."""
    try:
        show({"text": message.text, "blocks": list(message.blocks)})
    except Refused as error:
        if error.code not in _BLOCKS_REFUSED:
            raise
        _log.error("Slack refused the blocks of a reply (%s): sent as text", error.code)
        show({"text": message.text, "blocks": []})
