"""Questions that are watched over HTTP: their changes are posted to a callback, or looked up."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from answer.differences import Difference
from answer.errors import InvalidQuestion
from answer.keeping import AnswersKept
from answer.ports import Answerer
from answer.reply import Question, Reply
from answer.watches import Notice, Watch, Watches, new_watch, what_changed
from api.schema.watches import notice_body
from corpus.article import Selection
from dealdesk.callbacks import Callbacks

DOOR = "http"
MAX_WATCHES = 1_000


class HttpWatches:
    """api.routes.watches.WatchedQuestions, and the Announcer of its door. Thread-safe.

    begin: sees to it that `tell` is called with a notice, now or after a restart. most: how many there may be.
    """

    def __init__(
        self,
        watches: Watches,
        answers: AnswersKept,
        answerer: Answerer,
        callbacks: Callbacks,
        begin: Callable[[str], None],
        most: int = MAX_WATCHES,
    ) -> None:
        self._watches = watches
        self._answers = answers
        self._answerer = answerer
        self._callbacks = callbacks
        self._begin = begin
        self._most = most

    def start(self, question: Question, callback_url: str | None) -> Watch:
        if callback_url is not None:
            self._callbacks.check(callback_url)
        if len(self.list()) >= self._most:
            raise InvalidQuestion(f"{self._most} questions are watched already: stop some that nobody needs")
        reply = self._answerer.ask(question)
        self._answers.keep(reply, DOOR)
        return self._watches.start(new_watch(question, reply, DOOR, DOOR, callback_url or ""))

    def list(self) -> Sequence[Watch]:
        return self._watches.active(DOOR)

    def get(self, watch_id: str) -> Watch | None:
        watch = self._watches.get(watch_id)
        return watch if watch and watch.door == DOOR else None

    def stop(self, watch_id: str) -> bool:
        return self._watches.stop(watch_id, DOOR)

    def known(self, watch: Watch) -> Reply | None:
        kept = self._answers.get(watch.answer_id) if watch.answer_id else None
        return kept.reply if kept else None

    def changes(self, watch: Watch) -> Sequence[tuple[Notice, Difference]]:
        found = ((notice, what_changed(notice, self._answers)) for notice in self._watches.notices(watch.id))
        return [(notice, change) for notice, change in found if change]

    def selection(self, watch: Watch) -> Selection | None:
        return watch.question.selection

    def announce(self, notice: Notice) -> None:
        watch = self._watches.get(notice.watch_id)
        if watch and watch.address:
            self._begin(notice.id)
        else:  # whoever watches looks it up
            self._watches.told(notice.id)

    def tell(self, watch: Watch, notice: Notice) -> None:
        """Raises FetchRefused and FetchFailed."""
        change = what_changed(notice, self._answers)
        if change and watch.address:
            self._callbacks.post(watch.address, notice_body(watch, notice, change))
        self._watches.told(notice.id)
