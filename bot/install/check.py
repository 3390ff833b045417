"""Trying what the Slack door needs, without posting anything: what is there, what is missing, and what to do."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.errors import BotError
from bot.install.addresses import is_loopback
from bot.install.clients import Clients, refusal
from bot.install.manifest import SCOPES
from bot.install.workspaces import Workspace, Workspaces

_SIGNING_SECRET = re.compile(r"[0-9a-f]{32}")
_HELLO_SECONDS = 10.0

_COPY_AGAIN = "copy the Bot User OAuth Token again (OAuth & Permissions), or install the app again"
_REMEDIES: Mapping[str, str] = {
    "invalid_auth": _COPY_AGAIN,
    "not_authed": _COPY_AGAIN,
    "token_revoked": _COPY_AGAIN,
    "token_expired": _COPY_AGAIN,
    "account_inactive": _COPY_AGAIN,
    "missing_scope": "add the right in the app's settings, or paste the manifest again, and install the app again",
    "not_allowed_token_type": "the token is one of another kind: xoxb- belongs to the bot, xapp- to Socket Mode",
    "ratelimited": "Slack has had too many calls: try again in a minute",
}
_UNKNOWN = "see https://docs.slack.dev for this code"
_UNREACHABLE = "see whether this machine reaches Slack: the network, and HTTPS_PROXY where there is a proxy"
_MAKE_ANOTHER = (
    "make an app-level token with connections:write (Basic Information), and set DEALDESK_SLACK_APP_TOKEN to it"
)
_SOCKET_OFF = "switch Socket Mode on in the app's settings (`dealdesk slack manifest --transport socket`)"


@dataclass(frozen=True)
class Checked:
    """One thing that was tried. remedy: what to do, where it is not well; workspace: whose it is, "" for the app's."""

    what: str
    is_well: bool
    found: str
    remedy: str = ""
    workspace: str = ""


def check_slack(
    workspaces: Workspaces, clients: Clients, *, signing_secret: str | None, app_token: str | None
) -> list[Checked]:
    """Everything there is to try: the app's own, then each workspace's."""
    return [*_events(clients, signing_secret, app_token), *_workspaces(workspaces)]


def _events(clients: Clients, signing_secret: str | None, app_token: str | None) -> list[Checked]:
    found = []
    if signing_secret:
        found.append(check_signing_secret(signing_secret))
    if app_token:
        found.append(_tried("app token", lambda: _socket(clients, app_token), _SOCKET_REMEDIES))
    if not found:
        remedy = "set DEALDESK_SLACK_APP_TOKEN for Socket Mode, or DEALDESK_SLACK_SIGNING_SECRET for HTTP"
        found.append(Checked("events", False, "there is no way for them to come", remedy))
    return found


def check_signing_secret(secret: str) -> Checked:
    """Its shape. Whether it is the right one only shows when Slack signs with it."""
    if _SIGNING_SECRET.fullmatch(secret):
        return Checked(
            "signing secret", True, "has the right shape; an event from Slack shows whether it is the right one"
        )
    remedy = "copy it again from Basic Information > Signing Secret into DEALDESK_SLACK_SIGNING_SECRET"
    return Checked("signing secret", False, "is not 32 digits and letters a to f", remedy)


def _workspaces(workspaces: Workspaces) -> list[Checked]:
    installed: list[Workspace] = []

    def find() -> str:
        installed.extend(workspaces.installed())
        return ""

    trouble = _tried("bot token", find)
    if not trouble.is_well:
        return [trouble]
    return [checked for workspace in installed for checked in _workspace(workspaces, workspace)]


def _workspace(workspaces: Workspaces, workspace: Workspace) -> list[Checked]:
    name = workspace.name or workspace.team or workspace.enterprise
    answered: list[SlackResponse] = []

    def who() -> str:
        answered.append(workspaces.client(workspace.team, workspace.enterprise).auth_test())
        return f"speaks as {answered[0].get('user') or answered[0].get('user_id')}"

    token = _tried("bot token", who, workspace=name)
    if not answered:
        return [token]
    granted = _granted(answered[0])
    rights = [token, _scopes(granted, name), _posting(granted, name)]
    if {"channels:read", "groups:read"} <= granted:
        rights.append(_tried("channels", lambda: _channels(workspaces, workspace), workspace=name))
    return rights


def _granted(answered: SlackResponse) -> set[str]:
    headers = {name.lower(): value for name, value in answered.headers.items()}
    return {scope.strip() for scope in str(headers.get("x-oauth-scopes", "")).split(",") if scope.strip()}


def _scopes(granted: set[str], workspace: str) -> Checked:
    missing = [scope for scope in SCOPES if scope not in granted]
    if not missing:
        return Checked("rights", True, f"all {len(SCOPES)} are granted", workspace=workspace)
    found = "missing: " + "; ".join(f"{scope} ({SCOPES[scope]})" for scope in missing)
    return Checked("rights", False, found, _REMEDIES["missing_scope"], workspace)


def _posting(granted: set[str], workspace: str) -> Checked:
    if "chat:write" in granted:
        return Checked("posting", True, "is allowed (nothing was posted)", workspace=workspace)
    return Checked(
        "posting", False, "is not allowed: no question would be answered", _REMEDIES["missing_scope"], workspace
    )


def _channels(workspaces: Workspaces, workspace: Workspace) -> str:
    client = workspaces.client(workspace.team, workspace.enterprise)
    told: Any = client.users_conversations(types="public_channel,private_channel", exclude_archived=True, limit=200)
    count, more = len(told.get("channels") or []), bool((told.get("response_metadata") or {}).get("next_cursor"))
    if not count:
        return "the bot is in none yet: /invite it where it is to answer"
    return f"the bot is in {count}{' and more' if more else ''}"


def _socket(clients: Clients, app_token: str) -> str:
    if not app_token.startswith("xapp-"):
        raise _Unusable("does not start with xapp-", _MAKE_ANOTHER)
    url = str(clients.client(None).apps_connections_open(app_token=app_token)["url"])
    hello = asyncio.run(_hello(url))
    if hello.get("type") != "hello":
        raise _Unusable("opens a socket, but Slack does not greet on it", _SOCKET_OFF)
    others = int(hello.get("num_connections") or 1) - 1
    return "opens a socket" + (
        f"; {others} more of this app are open, perhaps of a dealdesk that runs" if others else ""
    )


async def _hello(url: str) -> Mapping[str, Any]:
    """The first message of a socket. An event that comes behind it is not acknowledged, so Slack sends it again."""
    timeout = aiohttp.ClientTimeout(total=_HELLO_SECONDS)
    async with (
        aiohttp.ClientSession(timeout=timeout, trust_env=not is_loopback(url)) as session,
        session.ws_connect(url) as socket,
    ):
        greeted = await socket.receive_json(timeout=_HELLO_SECONDS)
        return greeted if isinstance(greeted, Mapping) else {}


class _Unusable(Exception):
    def __init__(self, found: str, remedy: str) -> None:
        super().__init__(found)
        self.remedy = remedy


_SOCKET_REMEDIES: Mapping[str, str] = {
    **_REMEDIES,
    **dict.fromkeys(("invalid_auth", "not_authed", "token_revoked", "missing_scope"), _MAKE_ANOTHER),
    "forbidden_team": _SOCKET_OFF,
    "socket_mode_disabled": _SOCKET_OFF,
}


def _tried(
    what: str, attempt: Callable[[], str], remedies: Mapping[str, str] = _REMEDIES, workspace: str = ""
) -> Checked:
    """What came of an attempt. No address is told: a socket's carries its ticket."""
    try:
        return Checked(what, True, attempt(), workspace=workspace)
    except SlackApiError as error:
        code = refusal(error)
        if not code:
            return Checked(what, False, "what answers is not Slack's Web API", _UNREACHABLE, workspace)
        return Checked(what, False, f"Slack refuses it: {code}", remedies.get(code, _UNKNOWN), workspace)
    except _Unusable as error:
        return Checked(what, False, str(error), error.remedy, workspace)
    except BotError as error:
        found, _, remedy = str(error).partition(": ")
        return Checked(what, False, found, remedy, workspace)
    except (OSError, TimeoutError, aiohttp.ClientError, TypeError, ValueError) as error:
        return Checked(what, False, f"Slack cannot be reached ({type(error).__name__})", _UNREACHABLE, workspace)
