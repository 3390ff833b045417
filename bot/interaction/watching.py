"""How Slack's watchers are told."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC

from answer.differences import Difference
from answer.keeping import AnswersKept
from answer.watches import Notice, Watch, Watches, what_changed
from bot.delivery.once import Once
from bot.delivery.patience import Patience, Pause, Refused
from bot.delivery.standing import Mark
from bot.errors import BotError, NotInstalled
from bot.install.workspaces import Workspaces
from bot.interaction.watch_starting import WatchPlace
from bot.permission.access import Access, may_read
from bot.permission.channels import Channels
from bot.shown.watch_notice import watch_notice
from corpus.article import Selection

EVENT_TYPE = "dealdesk_notice"

_log = logging.getLogger(__name__)


class SlackAnnouncer:
    """answer.watches.Announcer for what is watched in Slack; each notice stands there once. Thread-safe.

    begin: sees to it that a notice is told by `tell`, now or after a restart. pause: as that of a Replier.
    """

    def __init__(
        self,
        watches: Watches,
        answers: AnswersKept,
        access: Access,
        workspaces: Workspaces,
        begin: Callable[[str], None],
        pause: Pause,
    ) -> None:
        self._watches = watches
        self._answers = answers
        self._access = access
        self._channels = Channels(workspaces)
        self._workspaces = workspaces
        self._begin = begin
        self._pause = pause

    def selection(self, watch: Watch) -> Selection | None:
        """In a channel's thread the channel's collections, and else the watcher's own."""
        try:
            return self._now(watch)
        except (BotError, ValueError) as error:
            _log.warning("what may answer watch %s cannot be found out now: %s", watch.id, error)
            return None

    def announce(self, notice: Notice) -> None:
        self._begin(notice.id)

    def tell(self, watch: Watch, notice: Notice) -> None:
        """Say what changed. Where the watcher may not know of it any more, or it cannot be said there, nothing is said,
        and never will be. Raises LookUpFailed and GaveUp where it is to be tried again."""
        changed = self._changed(watch, notice)
        message_ts = None
        if changed:
            try:
                message_ts = self._post(watch, notice, changed)
            except (Refused, NotInstalled, ValueError) as error:
                _log.error("the notice %s cannot be told: %s", notice.id, error)
        self._watches.told(notice.id, message_ts)

    def _changed(self, watch: Watch, notice: Notice) -> Difference | None:
        """What may be told of a notice; rights may have changed since it was written."""
        replies = [self._answers.get(answer_id) for answer_id in (notice.old_answer, notice.new_answer)]
        selection = self._now(watch)
        if not all(kept and may_read(selection, kept) for kept in replies):
            return None
        return what_changed(notice, self._answers)

    def _post(self, watch: Watch, notice: Notice, changed: Difference) -> str:
        place = WatchPlace.at(watch.address)
        client = self._workspaces.client(place.team, place.enterprise)
        mark, since = Mark(EVENT_TYPE, "notice", notice.id), notice.made_at.replace(tzinfo=UTC)
        once = Once(client, place.channel, place.thread_ts, mark, since, Patience(self._pause))
        return once.post(watch_notice(watch.question.text, changed, watch_id=watch.id, answer_id=notice.new_answer))

    def _now(self, watch: Watch) -> Selection | None:
        """What the watcher may be told. Raises LookUpFailed."""
        place = WatchPlace.at(watch.address)
        if not place.is_visible:
            return self._access.of_person(place.team, place.user, enterprise=place.enterprise)
        shared = self._channels.is_shared(place.team, place.channel, place.enterprise)
        return self._access.in_channel(place.team, place.channel, shared, place.user, enterprise=place.enterprise)
