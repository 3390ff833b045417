"""One question, one reply: what is taken is answered once, in its thread, with a reason where there is no answer."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections import OrderedDict
from collections.abc import Sequence

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from answer.errors import AnswerError
from answer.ports import Answerer
from answer.reply import Question
from bot.asked import Asked
from bot.blocks import Message, message_for, notice
from bot.elements import Block
from corpus.article import Selection
from index.errors import SearchIndexError

HELP = "Ask me something about the deal articles, such as “Who will operate the Ohio plant?” I answer with the proof."

_EXPLAINED: tuple[tuple[type[Exception], str], ...] = (
    (AnswerError, "I cannot answer this as it is: {error}"),
    (SearchIndexError, "I cannot search the articles right now: {error}"),
    (TimeoutError, "This took too long, so I stopped waiting. Ask again, or ask for something narrower."),
)
_UNEXPLAINED = "Something failed on my side, so I have no answer. Please ask again, or give your admin this: {}"
_BLOCKS_REFUSED = {"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"}

_log = logging.getLogger(__name__)


class Seen:
    """Remembers the last `capacity` keys, in memory."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._keys: OrderedDict[str, None] = OrderedDict()

    def first(self, key: str) -> bool:
        """Whether `key` is new; from then on it is not."""
        if key in self._keys:
            return False
        self._keys[key] = None
        if len(self._keys) > self._capacity:
            self._keys.popitem(last=False)
        return True


class Delivery:
    """Answers each question taken, once. Belongs to one event loop."""

    def __init__(
        self,
        answerer: Answerer,
        client: AsyncWebClient,
        *,
        selection: Selection,
        answer_timeout_seconds: float,
        remembered: int,
    ) -> None:
        self._answerer = answerer
        self._client = client
        self._selection = selection
        self._timeout_seconds = answer_timeout_seconds
        self._seen = Seen(remembered)
        self._under_way: set[asyncio.Task[None]] = set()  # the loop itself keeps tasks only weakly

    def take(self, asked: Asked) -> None:
        """Start answering, unless this very message was taken before. Returns at once."""
        if self._seen.first(asked.key):
            task = asyncio.create_task(self._reply(asked))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)

    async def drain(self, timeout_seconds: float) -> None:
        """Wait for the replies under way; those not done in time are given up."""
        if not self._under_way:
            return
        _, late = await asyncio.wait(self._under_way, timeout=timeout_seconds)
        for task in late:
            task.cancel()
        if late:
            _log.warning("gave up %d unfinished replies at shutdown", len(late))
            await asyncio.wait(late)

    async def _reply(self, asked: Asked) -> None:
        message = await self._message_for(asked)
        try:
            await self._post(asked, message)
        except Exception:
            # Not repeated: Slack may have posted it all the same, and two replies are worse than a logged failure.
            _log.exception("could not post the reply to %s", asked.key)

    async def _message_for(self, asked: Asked) -> Message:
        if not asked.text:
            return notice(HELP)
        try:
            question = Question(asked.text, selection=self._selection)
            async with asyncio.timeout(self._timeout_seconds):
                return message_for(await asyncio.to_thread(self._answerer.ask, question))
        except Exception as error:
            return notice(_explanation(error, asked))

    async def _post(self, asked: Asked, message: Message) -> None:
        try:
            await self._send(asked, message.text, message.blocks)
        except SlackApiError as error:
            if _refusal(error) not in _BLOCKS_REFUSED:
                raise
            _log.error("Slack refused the blocks of the reply to %s: %s; sent as text", asked.key, _refusal(error))
            await self._send(asked, message.text, None)

    async def _send(self, asked: Asked, text: str, blocks: Sequence[Block] | None) -> None:
        await self._client.chat_postMessage(
            channel=asked.channel,
            thread_ts=asked.thread_ts,
            text=text,
            blocks=blocks,
            mrkdwn=False,
            parse="none",
            link_names=False,
            unfurl_links=False,
            unfurl_media=False,
        )


def _explanation(error: Exception, asked: Asked) -> str:
    for kind, words in _EXPLAINED:
        if isinstance(error, kind):
            _log.warning("no answer to %s: %s", asked.key, type(error).__name__)
            return words.format(error=error)
    reference = uuid.uuid4().hex[:8]
    _log.error("no answer to %s, reference %s", asked.key, reference, exc_info=error)
    return _UNEXPLAINED.format(reference)


def _refusal(error: SlackApiError) -> str:
    data = getattr(error.response, "data", None)
    return str(data.get("error", "")) if isinstance(data, dict) else ""
