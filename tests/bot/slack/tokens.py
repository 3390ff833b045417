"""Workspaces that installed the app, their tokens, and the installing."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

from tests.bot.slack.refusing import Refused
from tests.bot.slack.waiting import Clock

BOT_TOKEN = "xoxb-loopback"
APP_TOKEN = "xapp-loopback"
CLIENT_ID = "1.2"
CLIENT_SECRET = "loopback-client-secret"
TOKEN_SECONDS = 43_200


@dataclass(frozen=True)
class Workspace:
    """An installation. scopes: what the token may do, None for everything; rotates: its tokens end after 12 hours;
    is_org_wide: in the whole organisation, of no workspace of its own."""

    team: str = "T1"
    bot_user: str = "UBOT"
    bot_id: str = "BBOT"
    name: str = "Deals"
    app_id: str = "A1"
    enterprise: str = ""
    installer: str = "UADMIN"
    scopes: tuple[str, ...] | None = None
    rotates: bool = False
    is_org_wide: bool = False


@dataclass
class _Token:
    workspace: Workspace
    ends_at: float | None = None
    revoked: bool = False


class Tokens:
    """Which token speaks for whom. client_id, client_secret: the app's, for installing and rotation."""

    def __init__(self, clock: Clock) -> None:
        self.client_id, self.client_secret = CLIENT_ID, CLIENT_SECRET
        self._clock = clock
        self._tokens: dict[str, _Token] = {}
        self._codes: dict[str, Workspace] = {}
        self._refreshing: dict[str, Workspace] = {}
        self._numbers = itertools.count(1)

    def add(self, token: str, workspace: Workspace, *, expires_in: float | None = None) -> None:
        ends_at = None if expires_in is None else self._clock.now() + expires_in
        self._tokens[token] = _Token(workspace, ends_at)

    def may_refresh(self, workspace: Workspace) -> str:
        """A refresh token, good for one use."""
        token = f"xoxe-1-refresh-{next(self._numbers)}"
        self._refreshing[token] = workspace
        return token

    def approve(self, workspace: Workspace) -> str:
        """Somebody clicks Allow: the code that Slack hands to the redirect URL, good for one use."""
        code = f"code-{next(self._numbers)}"
        self._codes[code] = workspace
        return code

    def revoke(self, token: str) -> None:
        self._tokens[token].revoked = True

    def workspace_of(self, token: str) -> Workspace:
        known = self._tokens.get(token)
        if known is None:
            raise Refused("invalid_auth" if token else "not_authed")
        if known.revoked:
            raise Refused("token_revoked")
        if known.ends_at is not None and known.ends_at <= self._clock.now():
            raise Refused("token_expired")
        return known.workspace

    def workspace_in(self, team: str) -> Workspace:
        """The installation of a workspace, by its id."""
        return next(token.workspace for token in self._tokens.values() if token.workspace.team == team)

    def exchange(self, form: dict[str, Any]) -> dict[str, Any]:
        """oauth.v2.access, for a code or a refresh token."""
        if (form.get("client_id"), form.get("client_secret")) != (self.client_id, self.client_secret):
            raise Refused("bad_client_secret" if form.get("client_id") == self.client_id else "invalid_client_id")
        if form.get("grant_type") == "refresh_token":
            workspace = self._refreshing.pop(str(form.get("refresh_token")), None)
            if workspace is None:
                raise Refused("invalid_refresh_token")
        else:
            workspace = self._codes.pop(str(form.get("code")), None)
            if workspace is None:
                raise Refused("invalid_code")
        return self._installed(workspace)

    def _installed(self, workspace: Workspace) -> dict[str, Any]:
        number = next(self._numbers)
        token = f"xoxe.xoxb-1-{number}" if workspace.rotates else f"xoxb-{workspace.team}-{number}"
        self.add(token, workspace, expires_in=TOKEN_SECONDS if workspace.rotates else None)
        told: dict[str, Any] = {
            "access_token": token,
            "token_type": "bot",
            "scope": ",".join(workspace.scopes or ()),
            "bot_user_id": workspace.bot_user,
            "app_id": workspace.app_id,
            "team": None if workspace.is_org_wide else {"id": workspace.team, "name": workspace.name},
            "enterprise": {"id": workspace.enterprise, "name": "Group"} if workspace.enterprise else None,
            "is_enterprise_install": workspace.is_org_wide,
            "authed_user": {"id": workspace.installer},
        }
        if workspace.rotates:
            told |= {"expires_in": TOKEN_SECONDS, "refresh_token": self.may_refresh(workspace)}
        return told
