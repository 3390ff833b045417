"""Asks watched questions again, and sees to it that each change is told once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from answer.differences import difference
from answer.errors import AnswerError
from answer.grounding import StoredArticles
from answer.keeping import AnswersKept, Kept
from answer.ports import Answerer
from answer.reply import Citation, Reply
from answer.watches import Announcer, Watch, Watches
from corpus.article import Selection
from corpus.errors import CorpusError
from index.errors import SearchIndexError

logger = logging.getLogger(__name__)

_MARGIN = timedelta(minutes=2)  # an answer is kept a while after its articles were looked at


class Watcher:
    """announcers: by door. index_version: what is searched now; a watch that was looked at under it is let be.

    Whatever stops it between two steps, the next look goes on: the new answer is kept, then the watch advanced to it
    with the notice written in one step, which only one of several looks does, then the notice announced.
    """

    def __init__(
        self,
        watches: Watches,
        answers: AnswersKept,
        answerer: Answerer,
        stored: StoredArticles,
        announcers: Mapping[str, Announcer],
        index_version: Callable[[Selection], str],
    ) -> None:
        self._watches = watches
        self._answers = answers
        self._answerer = answerer
        self._stored = stored
        self._announcers = announcers
        self._index_version = index_version

    def look(self, go_on: Callable[[], bool] = lambda: True) -> None:
        """Once over all watches; what cannot be seen to now is left to the next look. go_on: asked before each."""
        self.announce_untold()
        for watch in self._watches.active():
            if not go_on():
                return
            announcer = self._announcers.get(watch.door)
            if announcer is None:
                continue  # a door that is closed now
            try:
                self._look_at(watch, announcer)
            except (AnswerError, CorpusError, SearchIndexError, OSError) as error:
                logger.warning("watch %s cannot be looked at now: %s", watch.id, error)

    def announce_untold(self) -> None:
        """Whatever came between writing a notice and announcing it."""
        for notice in self._watches.untold():
            watch = self._watches.get(notice.watch_id)
            announcer = self._announcers.get(watch.door) if watch else None
            if announcer:
                try:
                    announcer.announce(notice)
                except OSError as error:
                    logger.warning("the notice %s cannot be told yet: %s", notice.id, error)

    def _look_at(self, watch: Watch, announcer: Announcer) -> None:
        selection = announcer.selection(watch)
        if selection is None or watch.index_version == self._index_version(selection):
            return  # nothing may be read, or nothing is new
        reply = self._answerer.ask(replace(watch.question, selection=selection))
        if reply.note:
            return  # it was made with less than there is, such as by words alone, and may differ for that
        kept = self._answers.get(watch.answer_id) if watch.answer_id else None
        if kept is None or not _may_be_told(kept, selection):
            self._answers.keep(reply, watch.asker)
            self._watches.renewed(watch, reply.id, reply.index_version)
        elif kept.reply.index_version == reply.index_version:
            # No article came or went in between: if it differs, it was only answered in another way.
            self._answers.keep(reply, watch.asker)
            self._watches.renewed(watch, reply.id, reply.index_version)
        elif self._has_changed(kept, reply, selection):
            self._answers.keep(reply, watch.asker)
            notice = self._watches.changed(watch, reply.id, reply.index_version)
            if notice:
                announcer.announce(notice)
        else:
            self._watches.looked_at(watch, reply.index_version)

    def _has_changed(self, known: Kept, reply: Reply, selection: Selection) -> bool:
        """Whether it says otherwise for articles that came or went since, and not for how they are ranked now."""
        change = difference(known.reply, reply)
        if change is None:
            return False
        came = any(self._came_since(told.citation.article.id, known.asked_at - _MARGIN) for told in change.new)
        return came or (bool(change.old) and not any(self._stands(told.citation, selection) for told in change.old))

    def _came_since(self, article_id: str, moment: datetime) -> bool:
        stored = self._stored.live(article_id)
        return stored is not None and stored.stored_at > moment

    def _stands(self, citation: Citation, selection: Selection) -> bool:
        """Whether the article still says what was quoted from it."""
        stored = self._stored.live(citation.article.id)
        return (
            stored is not None and selection.admits(stored.article.collection) and citation.quote in stored.article.text
        )


def _may_be_told(known: Kept, selection: Selection) -> bool:
    """Whether who watches may still read what was quoted then."""
    return all(selection.admits(collection) for collection in known.collections)
