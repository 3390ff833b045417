"""One workspace, with the token that the settings give."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from threading import Lock

from slack_sdk import WebClient

from bot.errors import NotInstalled, SlackNotConfigured
from bot.install.clients import Clients
from bot.install.workspaces import Workspace

_TURN_SECONDS = 1.0


class OneWorkspace:
    """The workspace that a bot token belongs to, or the organisation. Thread-safe."""

    def __init__(self, bot_token: str, clients: Clients) -> None:
        """Raises SlackNotConfigured."""
        if not bot_token.startswith(("xoxb-", "xoxe.xoxb-")):
            raise SlackNotConfigured(
                "no Slack bot token: set DEALDESK_SLACK_BOT_TOKEN to the one that starts with xoxb-"
            )
        self._token = bot_token
        self._clients = clients
        self._own: Workspace | None = None
        self._asking = Lock()

    def client(self, team: str, enterprise: str = "") -> WebClient:
        """The Web API with the token. Raises NotInstalled for another workspace than the token's own.

        The first call asks Slack which that is: it raises what a client raises then.
        """
        self._workspace()
        if not self.knows(team, enterprise):
            raise NotInstalled(
                f"DEALDESK_SLACK_BOT_TOKEN is another workspace's than {team}: give that one's token, or let several "
                "workspaces install the app (docs/slack-install.md)"
            )
        return self._clients.client(self._token)

    def knows(self, team: str, enterprise: str = "") -> bool:
        """True also as long as nobody needed to know whose the token is."""
        own = self._own
        return own is None or team == own.team or (not own.team and enterprise == own.enterprise)

    def installed(self) -> Sequence[Workspace]:
        return [self._workspace()]

    def forget(self, team: str, enterprise: str = "", until: datetime | None = None) -> None:
        """Nothing: the token is the settings' own, and Slack refuses it from now on."""

    def _workspace(self) -> Workspace:
        own = self._own
        if own is None:
            with self._turn():
                own = self._own = self._own or self._asked()
        return own

    def _asked(self) -> Workspace:
        told = self._clients.client(self._token).auth_test()
        enterprise = str(told.get("enterprise_id") or "")
        of_all = bool(told.get("is_enterprise_install"))
        team = "" if of_all else str(told.get("team_id") or "")
        return Workspace(team, enterprise, str(told.get("team") or ""))

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """One asks for all; but behind a Slack that does not answer, nobody waits for others to find that out."""
        is_first = self._asking.acquire(timeout=_TURN_SECONDS)
        try:
            yield
        finally:
            if is_first:
                self._asking.release()
