"""The Slack door, put together: the bot, what answers its questions durably, and its transports."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager

from starlette.routing import Route

from answer.keeping import AnswersKept
from answer.ports import Answerer
from answer.watches import Watches
from bot.app import Bot, create_bot
from bot.delivery.first_signs import SECONDS, FirstSigns
from bot.delivery.parts import Parts
from bot.delivery.patience import Patience, Pause
from bot.delivery.replying import Replier
from bot.delivery.speech import InThread, Speech
from bot.delivery.whisper import ForTheAsker
from bot.install.installations import Installations
from bot.install.oauth import install_routes
from bot.interaction.watch_starting import DOOR
from bot.interaction.watching import SlackAnnouncer
from bot.permission.access import Access
from bot.permission.people import People
from bot.ports import Health, Shelf, Taken
from bot.transport.http import slack_routes
from bot.transport.socket import socket_mode
from bot.transport.socket_keeper import SocketState
from corpus.database import Database
from corpus.registry import Registry
from dealdesk.durable import Durable, Kind
from dealdesk.errors import BadSetting
from dealdesk.records.permissions import SqlPermissions
from dealdesk.records.questions import SqlQuestions
from dealdesk.settings import Settings, secret
from dealdesk.slack_policy import policy_of
from dealdesk.slack_workspaces import clients_of, workspaces_of
from dealdesk.watch_keeping import WatchKeeping
from index.health import Check


class SlackDoor:
    """To be made before `durable` is launched; answers while it runs."""

    def __init__(
        self,
        settings: Settings,
        durable: Durable,
        database: Database,
        answerer: Answerer,
        answers: AnswersKept,
        watches: Watches,
        shelf: Shelf,
        health: Health,
        answer_timeout_seconds: float = 60.0,
        pause: Pause | None = None,
        sign_seconds: float = SECONDS,
    ) -> None:
        """pause: sleeps between two calls of Slack; default: as long as asked, or until `durable` stops. sign_seconds:
        for how long a question may go without a sign.

        Raises BadSetting where there is no way for events to come.
        """
        self._signing_secret = secret(settings.slack_signing_secret)
        self._app_token = secret(settings.slack_app_token)
        self._socket: Callable[[], SocketState] | None = None
        if not self._signing_secret and not self._app_token:
            raise BadSetting(
                "Slack's token is set, but no way for events to come: set DEALDESK_SLACK_SIGNING_SECRET for HTTP, or "
                "DEALDESK_SLACK_APP_TOKEN for Socket Mode"
            )
        self._clients = clients_of(settings)
        workspaces = workspaces_of(settings, self._clients, database.lent)
        self._installing = install_routes(workspaces, database.lent()) if isinstance(workspaces, Installations) else []
        self._durable = durable
        self._questions = SqlQuestions(database)
        permissions = SqlPermissions(database)
        self.parts = Parts(
            workspaces=workspaces,
            access=Access(People(workspaces), permissions, policy_of(settings)),
            answerer=answerer,
            questions=self._questions,
            permissions=permissions,
            answers=answers,
            watches=watches,
            shelf=shelf,
            health=health,
            begin=self._begin,
            sources=Registry(database),
            webhook=self._clients.webhook,
            signs=FirstSigns(self._questions, workspaces, self._clients.webhook, sign_seconds),
            answer_timeout_seconds=answer_timeout_seconds,
        )
        self._pause = pause or durable.pause
        self._replier = Replier(self.parts, self._in_thread, self._for_the_asker, self._pause)
        durable.teach(Kind.REPLY, self._reply, left=self._begin_left)
        self.bot: Bot = create_bot(self.parts, signing_secret=self._signing_secret, api_url=settings.slack_api_url)

    def watched_by(self, keeping: WatchKeeping) -> None:
        """Let changes of the answers that are watched in Slack be told there."""
        parts = self.parts
        announcer = SlackAnnouncer(
            parts.watches, parts.answers, parts.access, parts.workspaces, keeping.begin, self._pause
        )
        keeping.add_door(DOOR, announcer, announcer.tell)

    def check(self) -> Check:
        """Whether Slack reaches us, as far as that can be told."""
        state = self._socket() if self._socket else None
        if not self._app_token:
            return Check("slack", True, "events come over HTTP")
        if state and state.connected_since:
            return Check("slack", True, f"connected since {state.connected_since.isoformat(timespec='seconds')}")
        return Check("slack", False, f"not connected ({state.reason if state else 'not begun yet'}): it is tried again")

    def routes(self) -> list[Route]:
        """For events over HTTP, where they are signed, and for installing from a browser."""
        events = slack_routes(self.bot) if self._signing_secret else []
        return [*events, *self._installing]

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """Events come while the block runs, over Socket Mode where there is an app token."""
        async with AsyncExitStack() as stack:
            stack.callback(self.bot.close)
            if self._app_token:
                self._socket = await stack.enter_async_context(socket_mode(self.bot, self._app_token))
            yield

    def _begin(self, key: str) -> None:
        self._durable.begin(Kind.REPLY, key)

    def _begin_left(self) -> None:
        for key in self._questions.unfinished():
            if not self._durable.has_in_hand(key):
                self._begin(key)

    def _reply(self, key: str) -> bool:
        self._replier.reply(key)
        return False

    def _in_thread(self, taken: Taken, patience: Patience) -> Speech:
        return InThread(self.parts.client(taken.asked, patience), taken, self._questions, patience)

    def _for_the_asker(self, taken: Taken, patience: Patience) -> Speech:
        return ForTheAsker(self.parts.client(taken.asked, patience), taken.asked, patience, self._clients.webhook)
