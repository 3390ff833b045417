"""Several workspaces, each with the token it got when somebody installed the app there."""

from __future__ import annotations

import logging
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from threading import Lock

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackTokenRotationError
from slack_sdk.oauth.installation_store.models.bot import Bot
from slack_sdk.oauth.installation_store.models.installation import Installation
from slack_sdk.oauth.token_rotation import TokenRotator

from bot.errors import NotInstalled, SlackNotConfigured
from bot.install.addresses import INSTALL_PATH
from bot.install.clients import Clients, refusal
from bot.install.installation_store import SealedInstallations
from bot.install.sealing import Seal
from bot.install.workspaces import Workspace
from corpus.errors import CorpusError
from corpus.lent import Lent

EVERYBODY = "*"
RENEWED_BEFORE_SECONDS = 2 * 60 * 60
_AGAIN_SECONDS = 60.0
_WHATEVER_IS_LEFT = 60 * 24 * 365 * 100  # minutes: the SDK renews what ends within them
_FOR_GOOD = {"invalid_refresh_token", "token_revoked", "account_inactive", "invalid_auth"}

_log = logging.getLogger(__name__)
_Key = tuple[str, str]


class Installations:
    """Finds tokens, and renews those that end: one at a time for each workspace. Thread-safe, also between processes.

    admitted: the ids of workspaces and organisations that may have the app, or EVERYBODY; others are as if they had
    never installed it. now: seconds since 1970. Raises CatalogueUnusable, and SlackNotConfigured where the tokens
    cannot be decrypted.
    """

    def __init__(
        self,
        lent: Lent,
        seal: Seal,
        clients: Clients,
        *,
        client_id: str,
        client_secret: str,
        admitted: Collection[str],
        now: Callable[[], float] = time.time,
    ) -> None:
        if not client_id or not client_secret:
            raise SlackNotConfigured(
                "installing needs the app's credentials: set DEALDESK_SLACK_CLIENT_ID and "
                "DEALDESK_SLACK_CLIENT_SECRET (Basic Information)"
            )
        if not admitted:
            raise SlackNotConfigured(
                "say which workspaces may install the app: set DEALDESK_SLACK_WORKSPACES to their ids, with commas, as "
                "T0123ABCD (in the address of Slack in a browser), or to * for every workspace there is"
            )
        self.client_id = client_id
        self.client_secret = client_secret
        self.clients = clients
        self._admitted = frozenset(admitted)
        self._store = SealedInstallations(lent, seal, client_id)
        self._now = now
        self._renewing: defaultdict[_Key, Lock] = defaultdict(Lock)
        self._unkept: dict[_Key, Bot] = {}  # tokens that Slack gave us and the disk had no room for
        self._failed_at: dict[_Key, float] = {}
        self._turn = Lock()

    def client(self, team: str, enterprise: str = "") -> WebClient:
        """The Web API with this workspace's token. Raises NotInstalled; and, when a token that has ended cannot be
        renewed just now, what a client raises."""
        bot = self._bot(team, enterprise)
        ends_at = bot.bot_token_expires_at
        if ends_at is not None and ends_at < self._now() + RENEWED_BEFORE_SECONDS:
            bot = self._renewed_in_time(bot, ends_at)
        return self.clients.client(bot.bot_token, lambda used: self._renewed(bot, used).bot_token)

    def knows(self, team: str, enterprise: str = "") -> bool:
        return self._found(team, enterprise) is not None

    def installed(self) -> Sequence[Workspace]:
        """All of them. Raises NotInstalled where there is none."""
        found = [_workspace(bot) for bot in self._store.all() if self.admits(bot)]
        if not found:
            raise NotInstalled(f"no workspace has installed the app yet: open {INSTALL_PATH} in a browser")
        return found

    def forget(self, team: str, enterprise: str = "", until: datetime | None = None) -> None:
        self._store.remove(team, enterprise, until or datetime.now(UTC))

    def admits(self, installed: Bot | Installation) -> bool:
        """Whether a workspace, or the organisation that it is in, may have the app."""
        return bool(self._admitted & {EVERYBODY, installed.team_id, installed.enterprise_id})

    def keep(self, installation: Installation) -> None:
        """The app was installed. Raises NotInstalled where it may not be, and gives the token back."""
        if self.admits(installation):
            self._store.save(installation)
            return
        who = installation.team_id or installation.enterprise_id
        with suppress(SlackApiError, OSError):
            self.clients.client(installation.bot_token).auth_revoke()
        raise NotInstalled(
            f"the workspace {who} is not among those that may install the app: DEALDESK_SLACK_WORKSPACES"
        )

    def _found(self, team: str, enterprise: str) -> Bot | None:
        bot = self._store.latest(team, enterprise)
        return bot if bot and self.admits(bot) else None

    def _bot(self, team: str, enterprise: str) -> Bot:
        bot = self._found(team, enterprise)
        if bot is None:
            raise NotInstalled(f"the app is not installed in the workspace {team}: open {INSTALL_PATH} there")
        return bot

    def _renewed_in_time(self, bot: Bot, ends_at: float) -> Bot:
        """The same where that fails while the token is still good; it is tried again a little later."""
        key, now = _key(bot), self._now()
        if now < ends_at and now - self._failed_at.get(key, 0.0) < _AGAIN_SECONDS:
            return bot
        try:
            return self._renewed(bot, bot.bot_token)
        except (SlackApiError, OSError, NotInstalled, CorpusError) as error:
            self._failed_at[key] = now
            if ends_at <= now:
                raise
            _log.warning("a Slack token that ends soon could not be renewed yet: %s", type(error).__name__)
            return bot

    def _renewed(self, bot: Bot, used: str) -> Bot:
        """The installation with another token than the one used, kept before anybody gets it."""
        key = _key(bot)
        with self._turn:
            renewing = self._renewing[key]
        with renewing:
            bot = self._bot(*key)
            if bot.bot_token != used:
                return bot  # somebody else renewed it meanwhile
            renewed = self._unkept.get(key)
            if renewed is None or renewed.installed_at != bot.installed_at:
                renewed = self._unkept[key] = self._ask_for_another(bot)
            found = self._store.renewed(renewed)
            del self._unkept[key]
        if not found:
            raise NotInstalled(f"the app was removed from the workspace {bot.team_id}: install it again")
        return renewed

    def _ask_for_another(self, bot: Bot) -> Bot:
        rotator = TokenRotator(
            client_id=self.client_id, client_secret=self.client_secret, client=self.clients.client(None)
        )
        try:
            renewed = rotator.perform_bot_token_rotation(bot=bot, minutes_before_expiration=_WHATEVER_IS_LEFT)
        except SlackTokenRotationError as error:
            refused: SlackApiError = error.api_error
            after = self._bot(*_key(bot))
            if after.bot_token != bot.bot_token:
                return after  # another process was first; a refresh token is good once
            if refusal(refused) not in _FOR_GOOD:
                raise refused from error
            raise _lost(bot, refusal(refused)) from error
        if renewed is None:
            raise _lost(bot, "no token was given")
        return renewed


def _key(bot: Bot) -> _Key:
    return bot.team_id or "", bot.enterprise_id or ""


def _workspace(bot: Bot) -> Workspace:
    name = (bot.team_name if bot.team_id else bot.enterprise_name) or ""
    return Workspace(bot.team_id or "", bot.enterprise_id or "", name)


def _lost(bot: Bot, reason: str) -> NotInstalled:
    return NotInstalled(
        f"the token of the workspace {bot.team_id or bot.enterprise_id} has ended and Slack gives no other ({reason}): "
        f"open {INSTALL_PATH} there and install the app again"
    )
