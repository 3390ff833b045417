"""Taking questions: kept before they are acknowledged, or the asker is told why they were not."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from threading import Condition, Lock
from typing import TypeVar

from bot.asked import Asked, How
from bot.delivery.parts import Parts
from bot.delivery.patience import Refused, Unsure, now
from bot.delivery.speech import QUIET
from bot.errors import BotError
from bot.events import is_only_overheard
from bot.ports import State
from bot.said import Said
from bot.shown.blocks import notice
from corpus.errors import CorpusError

REFUSAL = "dealdesk_refusal"
_REMEMBERED = 1_000
_TELLERS = 8
_AT_ONCE = 256  # each waits where the database is locked
_MOST_BEHIND_SECONDS = 0.5

_log = logging.getLogger(__name__)

T = TypeVar("T")


class Taking:
    """Thread-safe."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._refused: OrderedDict[str, None] = OrderedDict()
        self._lock = Lock()
        self._telling = ThreadPoolExecutor(_TELLERS, thread_name_prefix="telling")
        self._none_arriving = Condition()
        self._arriving = 0
        self._taking = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="taking")
        self._beginning = ThreadPoolExecutor(1, thread_name_prefix="beginning")

    async def in_thread(self, work: Callable[[], T]) -> T:
        """In one of those for taking: nothing else waits for them, nor they for anything else."""
        return await asyncio.get_running_loop().run_in_executor(self._taking, work)

    def knows_thread(self, team: str, channel: str, thread_ts: str) -> bool:
        """Whether anybody addressed us there; False where it cannot be found out."""
        try:
            return self._parts.questions.knows_thread(team, channel, thread_ts)
        except CorpusError as error:
            _log.warning("whether we were asked in a thread cannot be found out: %s", error)
            return False

    def take(self, asked: Asked) -> str | None:
        """Keep a question. Returns its key, to be begun once it is acknowledged; None where there is nothing to do."""
        waits = not is_only_overheard(asked) and self._parts.signs.wait(asked)
        is_new = False
        try:
            if asked.how is How.UNASKED and not self._answers_unasked(asked):
                return None
            is_new = self._parts.questions.take(asked)
            if is_new:
                return asked.key
            # Whoever took it may have been killed before it was begun; begun twice is once.
            taken = self._parts.questions.get(asked.key)
            return asked.key if taken and taken.state is State.TAKEN else None
        except CorpusError as error:
            _log.error("%s cannot be kept: %s", asked.key, error)
            if not is_only_overheard(asked) and self._is_first_refusal(asked.key):
                self._telling.submit(self._tell_why, asked)
            return None
        finally:
            if waits and not is_new:
                self._parts.signs.seen(asked.key)

    @contextmanager
    def arriving(self) -> Iterator[None]:
        """While a question is being taken; what is begun meanwhile waits a little, for Slack waits for us."""
        with self._none_arriving:
            self._arriving += 1
        try:
            yield
        finally:
            with self._none_arriving:
                self._arriving -= 1
                self._none_arriving.notify_all()

    def begin(self, key: str) -> None:
        """See to it that a question is answered. Returns at once."""
        self._beginning.submit(self._begin, key)

    def _begin(self, key: str) -> None:
        with self._none_arriving:
            self._none_arriving.wait_for(lambda: self._arriving == 0, _MOST_BEHIND_SECONDS)
        self._parts.begin(key)

    def close(self) -> None:
        """Wait until those are told who could not be answered. What is taken and not begun, the next process begins."""
        self._taking.shutdown(wait=True)
        self._beginning.shutdown(wait=False, cancel_futures=True)
        self._parts.signs.close()
        self._telling.shutdown(wait=True)

    def _answers_unasked(self, asked: Asked) -> bool:
        binding = self._parts.access.binding(asked.team, asked.channel)
        return binding is not None and binding.unasked

    def _is_first_refusal(self, key: str) -> bool:
        """Slack repeats what it was not told of, and the reason is given once. Known to this process alone."""
        with self._lock:
            known = key in self._refused
            self._refused[key] = None
            if len(self._refused) > _REMEMBERED:
                self._refused.popitem(last=False)
            return not known

    def _tell_why(self, asked: Asked) -> None:
        message = notice(Said.CANNOT_KEEP)
        to = {"channel": asked.channel, "thread_ts": asked.thread_ts, "text": message.text, "blocks": message.blocks}
        method = "chat.postMessage"
        if asked.how in (How.COMMAND, How.SHORTCUT):
            method, to = "chat.postEphemeral", {**to, "user": asked.user}
            del to["thread_ts"]
        with suppress(Refused, Unsure, BotError):
            client = now(lambda: self._parts.workspaces.client(asked.team, asked.enterprise))
            # The mark keeps a later attempt from taking it for the beginning of a reply.
            mark = {"event_type": REFUSAL, "event_payload": {"key": asked.key}}
            now(lambda: client.api_call(method, json={**to, **QUIET, "metadata": mark}))
