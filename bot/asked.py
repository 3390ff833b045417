"""A question as it came from Slack: who asked, where, how, and in what words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class How(StrEnum):
    """How a question reached us."""

    MENTION = "mention"
    DIRECT = "direct"  # a direct message, or the agent pane
    FOLLOW_UP = "follow_up"  # in a thread that we were asked in before, without a mention
    UNASKED = "unasked"  # said to nobody, in a channel that lets us answer when we are sure
    COMMAND = "command"  # /dealdesk ask; only the asker sees the answer
    SHORTCUT = "shortcut"  # "Ask about this" on a message; only the asker sees the answer


class Place(StrEnum):
    """What kind of conversation it is, as Slack's channel_type."""

    CHANNEL = "channel"
    PRIVATE = "group"
    GROUP = "mpim"
    DIRECT = "im"


@dataclass(frozen=True)
class Asked:
    """One question in Slack. ts: of the message, or what makes a command unique; thread_ts: the thread to answer in.

    text: as the asker saw it, without mentions. user_team: the asker's own workspace, where Slack says it is another.
    shared: whether the channel is shared with another company (Slack Connect). response_url: where an answer goes that
    only the asker sees. enterprise: the Enterprise organisation's id, or "". bot_user: our own user's id there.
    """

    team: str
    channel: str
    ts: str
    thread_ts: str
    text: str
    user: str
    how: How
    place: Place = Place.CHANNEL
    user_team: str = ""
    enterprise: str = ""
    shared: bool = False
    response_url: str = ""
    bot_user: str = ""

    @property
    def key(self) -> str:
        """The same for everything Slack sends about one message: its retries, and its mention and message twins."""
        return f"{self.team}:{self.channel}:{self.ts}"

    @property
    def asker(self) -> str:
        """Whose question it is, among the askers of all doors."""
        return f"slack:{self.team}:{self.user}"

    @property
    def only_for_the_asker(self) -> bool:
        """Whether nobody else sees the answer."""
        return self.how in (How.COMMAND, How.SHORTCUT) or self.place is Place.DIRECT
