"""Workspaces that install the app, over a database of the test's own."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from slack_sdk.oauth.installation_store.models.installation import Installation

from bot.install.clients import Clients
from bot.install.installations import EVERYBODY, Installations
from bot.install.sealing import Seal, new_key
from corpus.database import Database
from tests.bot.loopback_slack import LoopbackSlack
from tests.bot.slack.tokens import CLIENT_ID, CLIENT_SECRET, Workspace

KEY = new_key()
HOUR = 3600


@contextmanager
def database_at(folder: Path) -> Iterator[Database]:
    database = Database(folder / "catalogue.sqlite3")
    try:
        yield database
    finally:
        database.close()


def installations_in(
    database: Database,
    slack: LoopbackSlack,
    keys: str = KEY,
    now: Callable[[], float] = time.time,
    admitted: Collection[str] = (EVERYBODY,),
) -> Installations:
    clients = Clients(slack.api_url, timeout_seconds=20)
    return Installations(
        database.lent(),
        Seal(keys),
        clients,
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
        admitted=admitted,
        now=now,
    )


def install(
    installations: Installations,
    slack: LoopbackSlack,
    workspace: Workspace,
    token: str,
    *,
    ends_in: float | None = None,
    installed_at: float | None = None,
    user_token: str | None = None,
) -> Installation:
    """As if somebody had let the app in. ends_in: seconds, for a token that rotates."""
    slack.tokens.add(token, workspace, expires_in=ends_in)
    installation = Installation(
        app_id=workspace.app_id,
        enterprise_id=workspace.enterprise or None,
        team_id=None if workspace.is_org_wide else workspace.team,
        team_name=workspace.name,
        bot_token=token,
        bot_id=workspace.bot_id,
        bot_user_id=workspace.bot_user,
        bot_refresh_token=None if ends_in is None else slack.tokens.may_refresh(workspace),
        bot_token_expires_at=None if ends_in is None else int(time.time() + ends_in),
        user_id=workspace.installer,
        user_token=user_token,
        is_enterprise_install=workspace.is_org_wide,
        installed_at=installed_at or time.time(),
    )
    installations.keep(installation)
    return installation
