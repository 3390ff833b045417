"""The workspaces that this bot is installed in, and how to speak to each."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient


@dataclass(frozen=True)
class Workspace:
    """One that the app is installed in. team: "" for an installation in a whole Enterprise organisation."""

    team: str
    enterprise: str = ""
    name: str = ""


class Workspaces(Protocol):
    """Thread-safe. enterprise: the id of the Enterprise organisation that a workspace is in, or ""; an installation in
    the whole organisation is found by it alone.
    """

    def client(self, team: str, enterprise: str = "") -> WebClient:
        """The Web API with this workspace's token. Raises NotInstalled where there is none."""
        ...

    def knows(self, team: str, enterprise: str = "") -> bool:
        """Whether there is a token for it, as far as can be said without asking Slack."""
        ...

    def installed(self) -> Sequence[Workspace]:
        """All of them. Raises NotInstalled where there is none."""
        ...

    def forget(self, team: str, enterprise: str = "", until: datetime | None = None) -> None:
        """The app was removed there. until: when that was, since it may be installed again by now; default: just now.

        With a team only that workspace's own installation is forgotten, without one the whole organisation's.
        """
        ...


def authorize_with(workspaces: Workspaces) -> Callable[..., Awaitable[AuthorizeResult | None]]:
    """For Bolt, which by itself calls auth.test before it acknowledges, and drops the event where Slack refuses that.

    It learns no token: what answers asks for a client when it needs one.
    """

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult | None:
        known = await asyncio.to_thread(workspaces.knows, team_id or "", enterprise_id or "")
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id) if known else None

    return authorize


def removed_in(payload: Mapping[str, Any]) -> tuple[str, str, datetime | None] | None:
    """What an app_uninstalled or tokens_revoked event says for `forget`: team, enterprise, moment. None for others."""
    event = payload.get("event")
    if not isinstance(event, Mapping):
        return None
    tokens = event.get("tokens")
    ours_revoked = isinstance(tokens, Mapping) and bool(tokens.get("bot"))
    if event.get("type") != "app_uninstalled" and not (event.get("type") == "tokens_revoked" and ours_revoked):
        return None
    authorized = payload.get("authorizations")
    of_all = isinstance(authorized, list) and any(
        isinstance(one, Mapping) and one.get("is_enterprise_install") is True for one in authorized
    )
    at = payload.get("event_time")
    moment = datetime.fromtimestamp(at, UTC) if isinstance(at, int) and 0 < at < 2**33 else None
    enterprise = payload.get("enterprise_id") or ""
    return "" if of_all and enterprise else str(payload.get("team_id") or ""), str(enterprise), moment
