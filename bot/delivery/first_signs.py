"""A first sign for whoever asked us something, soon, whatever everything else waits for."""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Condition, Event, Thread

from slack_sdk.webhook import WebhookClient

from bot.asked import Asked
from bot.delivery.patience import GaveUp, Patience
from bot.delivery.whisper import ForTheAsker
from bot.install.workspaces import Workspaces
from bot.ports import Questions, State
from bot.said import Said
from bot.shown.blocks import notice
from corpus.errors import CorpusError

SECONDS = 6.0
_PATIENCE_SECONDS = 20.0  # for Slack to take the sign
_AT_ONCE = 32
_REMEMBERED = 1_000

_log = logging.getLogger(__name__)


class FirstSigns:
    """Waits beside all other work, and needs nothing of it but Slack. Known to this process alone. Thread-safe."""

    def __init__(
        self,
        questions: Questions,
        workspaces: Workspaces,
        webhook: Callable[[str], WebhookClient],
        seconds: float = SECONDS,
    ) -> None:
        """webhook: of a response_url. seconds: for how long a question may go without a sign."""
        self._questions = questions
        self._workspaces = workspaces
        self._webhook = webhook
        self._seconds = seconds
        self._waiting: OrderedDict[str, tuple[float, Asked]] = OrderedDict()  # the first to be told first
        self._told: OrderedDict[str, None] = OrderedDict()
        self._changed = Condition()
        self._closed = Event()
        self._watcher: Thread | None = None
        self._tellers = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="first signs")

    def wait(self, asked: Asked) -> bool:
        """Somebody waits for a sign from now on. False where they do already, or were given one here."""
        with self._changed:
            if asked.key in self._waiting or asked.key in self._told or self._closed.is_set():
                return False
            self._waiting[asked.key] = time.monotonic() + self._seconds, asked
            if self._watcher is None:
                self._watcher = Thread(target=self._watch, name="first signs", daemon=True)
                self._watcher.start()
            self._changed.notify_all()
            return True

    def seen(self, key: str) -> None:
        """There is something to see, or there will never be."""
        with self._changed:
            self._waiting.pop(key, None)

    def close(self) -> None:
        """Nobody is told any more."""
        with self._changed:
            self._closed.set()
            self._changed.notify_all()
        self._tellers.shutdown(wait=True, cancel_futures=True)

    def _watch(self) -> None:
        with self._changed:
            while not self._closed.is_set():
                left = self._seconds_left()
                if left is None or left > 0:
                    self._changed.wait(left)
                else:
                    key, (_, asked) = self._waiting.popitem(last=False)
                    self._remember(key)
                    self._tellers.submit(self._tell, asked)

    def _seconds_left(self) -> float | None:
        """Until the next is to be told; None when nobody waits."""
        due = next(iter(self._waiting.values()), None)
        return due[0] - time.monotonic() if due else None

    def _remember(self, key: str) -> None:
        self._told[key] = None
        if len(self._told) > _REMEMBERED:
            self._told.popitem(last=False)

    def _tell(self, asked: Asked) -> None:
        try:
            if not self._is_shown(asked.key):
                client = self._workspaces.client(asked.team, asked.enterprise)
                patience = Patience(self._pause, seconds=_PATIENCE_SECONDS)
                ForTheAsker(client, asked, patience, self._webhook).give(notice(Said.STILL_WORKING))
        except Exception as error:
            _log.warning("%s gets no sign that it takes longer: %s: %.100s", asked.key, type(error).__name__, error)

    def _is_shown(self, key: str) -> bool:
        """Whether another process was quicker."""
        try:
            taken = self._questions.get(key)
        except CorpusError:
            return False
        return taken is not None and (taken.message_ts is not None or taken.state is not State.TAKEN)

    def _pause(self, seconds: float) -> None:
        if self._closed.wait(seconds):
            raise GaveUp("the process stops")
