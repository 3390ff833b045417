"""Beginning and ending watches in Slack, and the address that says where a watcher is told."""

from __future__ import annotations

from dataclasses import dataclass

from answer.reply import Abstention, Question, Reply
from answer.watches import Watches, new_watch
from bot.install.workspaces import Workspaces
from bot.interaction.attending import Attendant
from bot.interaction.caller import Caller
from bot.said import Said
from bot.shown.actions_named import UNWATCH
from bot.shown.blocks import Message, notice
from bot.shown.elements import button, button_row

DOOR = "slack"
MAX_WATCHES = 50  # of one person
_NOT_YOURS = "Somebody else watches this, so it goes on. Only who began a watch can stop it."


@dataclass(frozen=True)
class WatchPlace:
    """Where a watcher is told. thread_ts: "" for the conversation itself. is_visible: whether a whole channel sees it,
    so that the channel's collections answer."""

    team: str
    channel: str
    thread_ts: str
    user: str
    enterprise: str = ""

    @property
    def is_visible(self) -> bool:
        return not self.channel.startswith("D")

    @property
    def address(self) -> str:
        return "/".join((self.team, self.channel, self.thread_ts, self.user, self.enterprise))

    @classmethod
    def at(cls, address: str) -> WatchPlace:
        """Raises ValueError for what is no such address."""
        parts = address.split("/")
        if len(parts) != 5:
            raise ValueError(f"{address[:100]!r} is no place in Slack")
        return cls(*parts)


class Watching:
    """Begins and ends watches. Thread-safe."""

    def __init__(self, watches: Watches, workspaces: Workspaces, attendant: Attendant) -> None:
        self._watches = watches
        self._workspaces = workspaces
        self._attendant = attendant

    def start(self, caller: Caller, question: Question, reply: Reply) -> Message:
        """reply: kept already. Who pressed a button on a message that stands in Slack is told in its thread, and
        everybody else in a direct message. Returns what the caller is told now."""
        if len(self._watches.active(caller.asker)) >= MAX_WATCHES:  # each is asked again whenever articles come
            return notice(Said.TOO_MANY_WATCHES.format(count=MAX_WATCHES))
        watch = self._watches.start(new_watch(question, reply, caller.asker, DOOR, self._place(caller).address))
        said = notice(Said.WATCHING_FOR_A_FIRST if isinstance(reply, Abstention) else Said.WATCHING)
        return Message((*said.blocks, button_row([button("Stop watching", UNWATCH, watch.id)])), said.text)

    def stop(self, caller: Caller, watch_id: str) -> Message:
        if self._watches.stop(watch_id, caller.asker):
            return notice(Said.WATCH_STOPPED)
        return notice(_NOT_YOURS if self._watches.get(watch_id) else Said.WATCH_GONE)

    def _place(self, caller: Caller) -> WatchPlace:
        channel, thread_ts = (caller.channel, caller.thread_ts) if caller.stands else (self._direct(caller), "")
        return WatchPlace(caller.team, channel, thread_ts, caller.user, caller.enterprise)

    def _direct(self, caller: Caller) -> str:
        client = self._workspaces.client(caller.team, caller.enterprise)
        opened = self._attendant.patience().once(lambda: client.conversations_open(users=caller.user))
        return str((opened.get("channel") or {}).get("id") or "")
