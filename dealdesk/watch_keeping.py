"""While a server runs: watched questions are asked again when the articles changed, and changes are told."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from threading import Event, Thread

from answer.grounding import StoredArticles
from answer.keeping import AnswersKept
from answer.ports import Answerer
from answer.watcher import Watcher
from answer.watches import Announcer, Notice, Watch, Watches
from corpus.article import EVERYTHING, Selection
from corpus.errors import CorpusError
from corpus.jobs import Job, JobKind
from dealdesk.callbacks import Callbacks
from dealdesk.durable import Durable, Kind
from dealdesk.http_watches import DOOR, HttpWatches
from index.errors import SearchIndexError

logger = logging.getLogger(__name__)

_LOOK_SECONDS = 1.0
_AGAIN_SECONDS = 300.0  # then what could not be seen to is tried again, and what is watched since is looked at
_PATIENCE_SECONDS = 600.0  # for jobs that change articles: the longest that watches wait for their end
_CHANGING = (JobKind.REFRESH, JobKind.UPLOAD, JobKind.PUSH, JobKind.PUT, JobKind.MODEL)

Tell = Callable[[Watch, Notice], None]
"""Tells whoever watches, and then `Watches.told`. It is tried again when it raises."""


class WatchKeeping:
    """All that watches are made of. Before the durable work is launched, doors are added.

    answerer: asked at every look at every watch, so better one without an LLM.
    """

    def __init__(
        self,
        watches: Watches,
        answers: AnswersKept,
        answerer: Answerer,
        stored: StoredArticles,
        index_version: Callable[[Selection], str],
        durable: Durable,
        callbacks: Callbacks,
    ) -> None:
        self._watches = watches
        self._durable = durable
        self._index_version = index_version
        self._announcers: dict[str, Announcer] = {}
        self._tell: dict[str, Tell] = {}
        self.http = HttpWatches(watches, answers, answerer, callbacks, self.begin)
        self.add_door(DOOR, self.http, self.http.tell)
        self.watcher = Watcher(watches, answers, answerer, stored, self._announcers, index_version)
        durable.teach(Kind.NOTICE, self._is_to_be_told, self._tell_notice, self._begin_left)

    def add_door(self, name: str, announcer: Announcer, tell: Tell) -> None:
        """What the watches of another door need: `announcer.announce` may leave the telling to `begin`."""
        self._announcers[name] = announcer
        self._tell[name] = tell

    def begin(self, notice_id: str) -> None:
        """See to it that a notice is told by its door, now or after a restart; twice is once."""
        self._durable.begin(Kind.NOTICE, notice_id)

    @contextmanager
    def keeping_current(self, unfinished: Callable[[], list[Job]]) -> Iterator[None]:
        """While the block runs, watches are looked at: at its start, and when the articles changed."""
        stopped = Event()
        thread = Thread(target=self._run, args=[stopped, unfinished], name="watches", daemon=True)
        thread.start()
        try:
            yield
        finally:
            stopped.set()
            thread.join()

    def _run(self, stopped: Event, unfinished: Callable[[], list[Job]]) -> None:
        seen, again, changed_at = "", 0.0, 0.0
        while not stopped.is_set():
            try:
                version, now = self._index_version(EVERYTHING), time.monotonic()
                changed_at = changed_at if version != seen and changed_at else now
                is_busy = any(job.kind in _CHANGING for job in unfinished()) and now < changed_at + _PATIENCE_SECONDS
                if (version != seen and not is_busy) or now >= again:
                    self._begin_left()
                    self.watcher.look(partial(_goes_on, stopped))
                    seen, again, changed_at = version, now + _AGAIN_SECONDS, 0.0
            except (CorpusError, SearchIndexError) as error:
                logger.warning("watches cannot be looked at now: %s", error)
            stopped.wait(_LOOK_SECONDS)

    def _is_to_be_told(self, notice_id: str) -> bool:
        found = self._untold(notice_id)
        return found is not None and found[0].door in self._tell

    def _tell_notice(self, notice_id: str) -> None:
        found = self._untold(notice_id)
        if found:
            self._tell[found[0].door](*found)

    def _untold(self, notice_id: str) -> tuple[Watch, Notice] | None:
        notice = self._watches.notice(notice_id)
        watch = self._watches.get(notice.watch_id) if notice and not notice.told_at else None
        return (watch, notice) if watch and notice else None

    def _begin_left(self) -> None:
        """Also what could not be told, however often it was tried."""
        for notice in self._watches.untold():
            if not self._durable.has_in_hand(notice.id):
                self.begin(notice.id)


def _goes_on(stopped: Event) -> bool:
    return not stopped.is_set()
