"""A Slack on 127.0.0.1: the Web API that checks what it is sent, response URLs, and the Socket Mode server.

    async with LoopbackSlack() as slack: ...         # on the test's own loop
    with LoopbackSlack.in_thread() as slack: ...     # on a thread of its own, for tests that are not asynchronous

Everything may be read from any thread, and every coroutine awaited on any loop. `tests/bot/slack` holds the parts,
`slack_events.py` makes what Slack sends, `slack_limits.py` says what it refuses.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from tests.bot.slack.exchange import Call, Exchange
from tests.bot.slack.faults import Fault, Faults
from tests.bot.slack.handles import Handles
from tests.bot.slack.messages import Ephemeral, Message
from tests.bot.slack.people import Channel, Person, Usergroup
from tests.bot.slack.running import Running
from tests.bot.slack.sockets import Envelope, EnvelopeKind, Reason, Socket, SocketMode, new_envelope
from tests.bot.slack.surfaces import Surfaces
from tests.bot.slack.tokens import APP_TOKEN, BOT_TOKEN, Tokens, Workspace
from tests.bot.slack.waiting import Changes, Clock, Gate
from tests.bot.slack.world import World

__all__ = ["APP_TOKEN", "BOT_TOKEN", "Call", "Channel", "Clock", "Fault", "Gate", "LoopbackSlack", "Person"]
__all__ += ["Usergroup", "Workspace"]

T = TypeVar("T")
_SAID = ("", "bot_message", "file_share", "thread_broadcast")


class LoopbackSlack(Running):
    """One Slack with one app, installed in the workspace T1 with BOT_TOKEN.

    clock: moves when a test moves it. calls: of the Web API, all of them; violations: what the validator refused.
    faults: what goes wrong next. ephemerals: what one person saw. surfaces: modals, homes, statuses, prompts.
    tokens: installations. house_rules: whether it also refuses what Slack takes and this bot must not send.
    sockets, sockets_opened, envelopes, acknowledged: Socket Mode. responded: what came to response URLs.
    """

    def __init__(self, *, house_rules: bool = True) -> None:
        self.clock = Clock()
        self.faults = Faults(self.clock)
        self.tokens = Tokens(self.clock)
        self.world = World(self.clock, self.tokens, Handles(self.clock), has_house_rules=house_rules)
        self.tokens.add(BOT_TOKEN, Workspace())
        changes = Changes()
        super().__init__(changes, Exchange(self.world, self.faults, changes), SocketMode(changes, self.faults))

    @property
    def api_url(self) -> str:
        return f"{self.origin}/api/"

    @property
    def calls(self) -> list[Call]:
        return self._exchange.calls

    @property
    def posts(self) -> list[dict[str, Any]]:
        """Every chat.postMessage body received, whatever became of it."""
        return self.bodies("chat.postMessage")

    def bodies(self, method: str) -> list[dict[str, Any]]:
        """What one method was sent, whatever became of it."""
        return [call.body for call in list(self.calls) if call.method == method]

    @property
    def violations(self) -> list[str]:
        return self.world.violations

    @property
    def responded(self) -> list[dict[str, Any]]:
        return self._exchange.responded

    @property
    def ephemerals(self) -> list[Ephemeral]:
        return self.world.ephemerals

    @property
    def surfaces(self) -> Surfaces:
        return self.world.surfaces

    def messages(self, channel: str = "") -> list[Message]:
        """Every message that stands, oldest first; of one channel, or of all."""
        return [message for message in self.world.messages.visible() if channel in ("", message.channel)]

    def thread(self, channel: str, ts: str) -> list[Message]:
        """The root, where `hear` was told of it, and its replies."""
        return self.world.messages.thread(channel, ts)

    def replies_to(self, channel: str, ts: str) -> list[Message]:
        """What the bot said in the thread of `ts`, as it stands now; a stream that goes on is among it."""
        return self.world.messages.replies_to(channel, ts)

    def add(self, *known: Person | Channel | Usergroup) -> None:
        """Let Slack know them, in place of who had the id before."""
        for one in known:
            if isinstance(one, Person):
                self.world.people[one.id] = one
            elif isinstance(one, Channel):
                self.world.channels[one.id] = one
            else:
                self.world.usergroups[one.id] = one

    def forget(self, id: str) -> None:
        """From now on there is no such person, channel or group."""
        for known in (self.world.people, self.world.channels, self.world.usergroups):
            known.pop(id, None)

    def hear(self, payload: dict[str, Any]) -> None:
        """Put the message an event tells of into its channel, as it is before the event is sent."""
        event = payload.get("event", {})
        is_message = event.get("type") in ("message", "app_mention") and event.get("subtype", "") in _SAID
        channel, ts = event.get("channel"), event.get("ts")
        if (
            is_message
            and isinstance(channel, str)
            and isinstance(ts, str)
            and not self.world.messages.knows(channel, ts)
        ):
            said = Message(channel, ts, event.get("text", ""), user=event.get("user", ""))
            said.thread_ts, said.bot_id = event.get("thread_ts", ""), event.get("bot_id", "")
            said.team = payload.get("team_id", "T1")
            self.world.messages.add(said)

    def remove(self, channel: str, ts: str) -> None:
        """Somebody deletes the message."""
        message = self.world.messages.find(channel, ts) or self.world.messages.add(Message(channel, ts))
        message.deleted = True

    def clicked(self, channel: str = "C1", user: str = "U1", original: str = "") -> dict[str, str]:
        """A trigger id and a response URL, as keywords for the makers of commands and interactions."""
        name = self.world.handles.new_response(channel, user, original)
        return {"trigger_id": self.world.handles.new_trigger(), "response_url": f"{self.origin}/response/{name}"}

    def slow_replies(self, per_minute: int = 1, limit: int = 15) -> None:
        """conversations.replies as it is for an app outside the Marketplace."""
        self.world.replies_per_minute, self.world.replies_limit = per_minute, limit

    @property
    def sockets(self) -> list[Socket]:
        return self.socket_mode.sockets

    @property
    def sockets_opened(self) -> int:
        return self.socket_mode.opened

    @property
    def envelopes(self) -> list[Envelope]:
        return self.socket_mode.envelopes

    @property
    def acknowledged(self) -> list[str]:
        """The ids of envelopes, in the order their acknowledgements came; twice where they came twice."""
        return self.socket_mode.acknowledged

    async def send_event(self, payload: dict[str, Any], retry: int = 0) -> str:
        """Send an event over the newest socket, and wait for its acknowledgement. Returns the envelope's id."""
        envelope = await self.deliver(payload, retry=retry)
        await self.until(lambda: envelope.acknowledged)
        return envelope.id

    async def deliver(
        self,
        payload: dict[str, Any],
        kind: EnvelopeKind = "events_api",
        *,
        retry: int = 0,
        socket: Socket | None = None,
    ) -> Envelope:
        """Send without waiting for the acknowledgement. A command's form is its payload."""
        self.hear(payload)
        return await self._here(self.socket_mode.send(new_envelope(payload, kind, retry), socket))

    async def resend_unacknowledged(self) -> list[Envelope]:
        """What Slack does after a socket is lost: the next one gets what nobody acknowledged, as retries."""
        return await self._here(self.socket_mode.resend())

    async def disconnect(self, reason: Reason, socket: Socket | None = None, *, close: bool = False) -> None:
        """Slack says why it will end a socket; `close` ends it at once."""
        await self._here(self.socket_mode.disconnect(reason, socket, close=close))

    async def ask_to_reconnect(self) -> None:
        """What Slack says before it closes a socket; waits for the next one."""
        opened = self.sockets_opened
        await self.disconnect("refresh_requested")
        await self.until(lambda: self.sockets_opened > opened)

    async def drop_socket(self, socket: Socket | None = None) -> None:
        """The connection breaks, without a closing frame."""
        await self._here(_done(lambda: self.socket_mode.drop(socket)))

    async def freeze_socket(self, socket: Socket | None = None) -> Socket:
        """The connection goes half-open: it stays, but Slack reads nothing from it and answers no ping."""
        return await self._here(_done(lambda: self.socket_mode.half_open(socket)))


async def _done(work: Callable[[], T]) -> T:
    return work()
