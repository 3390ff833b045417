"""Questions that are watched over HTTP: their changes are posted to a callback, or looked up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from answer.differences import Difference
from answer.errors import InvalidQuestion
from answer.keeping import AnswersKept, Kept
from answer.ports import Answerer
from answer.reply import Question, Reply
from answer.watches import Notice, Watch, Watches, new_watch, what_changed
from api.door.callers import OWNER, Caller, Callers, Everybody
from api.recorded import sees
from api.schema.watches import notice_body
from corpus.article import Selection
from dealdesk.callbacks import Callbacks

DOOR = "http"
MAX_WATCHES = 1_000


class HttpWatches:
    """api.routes.watches.WatchedQuestions, and the Announcer of its door. Thread-safe.

    A watch belongs to the caller who started it: it is answered, and told, within what they reach at the moment.
    begin: sees to it that `tell` is called with a notice, now or after a restart. most: how many a caller may have.
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
        self._callers: Callers = Everybody()

    def known_by(self, callers: Callers) -> None:
        """Who may still ask, and within what: whatever a server is asked by."""
        self._callers = callers

    def start(self, caller: Caller, question: Question, callback_url: str | None) -> Watch:
        if callback_url is not None:
            self._callbacks.check(callback_url)
        if len(self._of(caller.id)) >= self._most:
            raise InvalidQuestion(f"{self._most} questions are watched already: stop some that nobody needs")
        question = replace(question, selection=caller.within(question.selection))
        reply = self._answerer.ask(question)
        self._answers.keep(reply, caller.id)
        return self._watches.start(new_watch(question, reply, caller.id, DOOR, callback_url or ""))

    def list(self, caller: Caller) -> Sequence[Watch]:
        return self._of(None if caller.sees_all else caller.id)

    def get(self, caller: Caller, watch_id: str) -> Watch | None:
        watch = self._watches.get(watch_id)
        return watch if watch and watch.door == DOOR and caller.owns(watch.asker) else None

    def stop(self, caller: Caller, watch_id: str) -> bool:
        return self.get(caller, watch_id) is not None and self._watches.stop(watch_id)

    def known(self, caller: Caller, watch: Watch) -> Reply | None:
        kept = self._kept(caller, watch.answer_id)
        return kept.reply if kept else None

    def changes(self, caller: Caller, watch: Watch) -> Sequence[tuple[Notice, Difference]]:
        found = ((notice, self._change(caller, notice)) for notice in self._watches.notices(watch.id))
        return [(notice, change) for notice, change in found if change]

    def selection(self, watch: Watch) -> Selection | None:
        caller = self._watcher(watch)
        return caller.within(watch.question.selection) if caller else None

    def announce(self, notice: Notice) -> None:
        watch = self._watches.get(notice.watch_id)
        if watch and watch.address:
            self._begin(notice.id)
        else:  # whoever watches looks it up
            self._watches.told(notice.id)

    def tell(self, watch: Watch, notice: Notice) -> None:
        """Raises FetchRefused and FetchFailed. Who may not ask now is told when they may again."""
        caller = self._watcher(watch)
        if caller is None:
            return
        change = self._change(caller, notice)
        if change and watch.address:
            self._callbacks.post(watch.address, notice_body(watch, notice, change))
        self._watches.told(notice.id)

    def _of(self, asker: str | None) -> Sequence[Watch]:
        return [watch for watch in self._watches.active(asker) if watch.door == DOOR]

    def _watcher(self, watch: Watch) -> Caller | None:
        """Whose watch it is. What was watched before there were callers is the owner's."""
        return OWNER if watch.asker == DOOR else self._callers.present(watch.asker)

    def _kept(self, caller: Caller, answer_id: str | None) -> Kept | None:
        kept = self._answers.get(answer_id) if answer_id else None
        return kept if kept and sees(caller, kept) else None

    def _change(self, caller: Caller, notice: Notice) -> Difference | None:
        """What changed, where the caller may read both replies now."""
        if self._kept(caller, notice.old_answer) and self._kept(caller, notice.new_answer):
            return what_changed(notice, self._answers)
        return None
