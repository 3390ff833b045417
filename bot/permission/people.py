"""Who somebody in Slack is: looked up, and remembered for a few minutes."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.errors import LookUpFailed
from bot.install.workspaces import Workspaces
from bot.permission.remembered import Remembered

REMEMBER_SECONDS = 300.0
LOOK_UP_SECONDS = 2  # what one call may take; it is not repeated, since whoever asks is owed a word soon
MAX_PEOPLE = 10_000
MAX_TEAMS = 1_000
_NOBODY = ("user_not_found", "user_not_visible")
_BOTS = ("is_bot", "is_workflow_bot", "is_connector_bot")
_ADMINS = ("is_admin", "is_owner", "is_primary_owner")
_GUESTS = ("is_restricted", "is_ultra_restricted")
_SLACKBOT = "USLACKBOT"  # is_bot is false of it
_CODE = re.compile(r"[a-z_]{1,60}")


class PersonKind(StrEnum):
    """What somebody is to the workspace."""

    MEMBER = "member"
    GUEST = "guest"
    EXTERNAL = "external"  # of another company, by Slack Connect
    DEACTIVATED = "deactivated"
    UNKNOWN = "unknown"
    BOT = "bot"


@dataclass(frozen=True)
class Person:
    """groups: the ids of the user groups that a member is in, where they were asked for."""

    id: str
    kind: PersonKind
    is_admin: bool = False
    groups: frozenset[str] = frozenset()


@dataclass(frozen=True)
class _Said:
    """What Slack says of somebody. team: their own."""

    team: str
    enterprise: str
    bot: bool
    deleted: bool
    stranger: bool
    guest: bool
    admin: bool


class People:
    """Looks people up in Slack: each once in REMEMBER_SECONDS, so that a change is seen that late at the latest.

    Thread-safe.
    """

    def __init__(
        self, workspaces: Workspaces, clock: Callable[[], float] = time.monotonic, most: int = MAX_PEOPLE
    ) -> None:
        """most: how many people are remembered."""
        self._workspaces = workspaces
        self._people: Remembered[tuple[str, str], _Said | None] = Remembered(REMEMBER_SECONDS, most, clock)
        self._groups: Remembered[str, Mapping[str, frozenset[str]]] = Remembered(REMEMBER_SECONDS, MAX_TEAMS, clock)

    def person(
        self, team: str, user: str, user_team: str = "", enterprise: str = "", *, with_groups: bool = False
    ) -> Person:
        """user_team: their own workspace as the event has it. enterprise: the organisation that `team` belongs to.

        Raises LookUpFailed when Slack does not say.
        """
        with _or_nothing(f"who {user} is"):
            said = self._people.get((team, user), lambda: self._look_up(team, user, enterprise))
        kind = _kind(said, team, user_team, enterprise)
        if kind is not PersonKind.MEMBER or said is None:
            return Person(user, kind)
        return Person(user, kind, said.admin, self._groups_of(team, user, enterprise) if with_groups else frozenset())

    def forget(self, team: str, user: str = "") -> None:
        """Somebody, or the user groups of a workspace, changed: the next question looks them up again."""
        self._people.forget((team, user))
        self._groups.forget(team)

    def _look_up(self, team: str, user: str, enterprise: str) -> _Said | None:
        try:
            told = self._client(team, enterprise).users_info(user=user)
        except SlackApiError as error:
            if _code(error) in _NOBODY:
                return None
            raise
        return _said(user, told["user"])

    def _groups_of(self, team: str, user: str, enterprise: str) -> frozenset[str]:
        with _or_nothing("who is in which user group"):
            groups = self._groups.get(team, lambda: self._look_up_groups(team, enterprise))
        return groups.get(user, frozenset())

    def _look_up_groups(self, team: str, enterprise: str) -> Mapping[str, frozenset[str]]:
        """The groups of everybody who is in any. Slack leaves out those that were switched off."""
        told = self._client(team, enterprise).usergroups_list(include_users=True, team_id=team)
        groups: dict[str, frozenset[str]] = {}
        for group in told["usergroups"]:
            for user in group.get("users") or ():
                groups[user] = groups.get(user, frozenset()) | {group["id"]}
        return groups

    def _client(self, team: str, enterprise: str) -> WebClient:
        client = self._workspaces.client(team, enterprise)
        client.timeout = min(client.timeout, LOOK_UP_SECONDS)
        client.retry_handlers = []
        return client


def _said(user: str, told: Mapping[str, Any]) -> _Said:
    """Raises ValueError and the like where it is not what Slack says of people."""
    team, organisation = told["team_id"], told.get("enterprise_user") or {}
    if not isinstance(team, str) or not team:
        raise ValueError("no team_id")
    return _Said(
        team=team,
        enterprise=organisation.get("enterprise_id") or "",
        bot=user == _SLACKBOT or _any(told, _BOTS),
        deleted=_any(told, ("deleted",)),
        stranger=_any(told, ("is_stranger",)),
        guest=_any(told, _GUESTS),
        admin=_any(told, _ADMINS),
    )


def _any(told: Mapping[str, Any], flags: tuple[str, ...]) -> bool:
    """Slack leaves out what does not apply; anything but yes and no is not to be guessed at."""
    values = [told.get(flag) for flag in flags]
    if any(value not in (None, True, False) for value in values):
        raise ValueError(f"{flags} should be true or false")
    return any(values)


def _kind(said: _Said | None, team: str, user_team: str, enterprise: str) -> PersonKind:
    if said is None:
        return PersonKind.UNKNOWN
    if said.bot:
        return PersonKind.BOT
    if said.deleted:
        return PersonKind.DEACTIVATED
    same_organisation = enterprise != "" and said.enterprise == enterprise
    elsewhere = said.team != team or user_team not in ("", team)
    if said.stranger or (elsewhere and not same_organisation):
        return PersonKind.EXTERNAL
    return PersonKind.GUEST if said.guest else PersonKind.MEMBER


@contextmanager
def _or_nothing(asked: str) -> Iterator[None]:
    """Whatever goes wrong while Slack is asked, nothing is known then, and so nothing is shown."""
    try:
        yield
    except Exception as error:
        reason = (_code(error) if isinstance(error, SlackApiError) else "") or type(error).__name__
        raise LookUpFailed(
            f"Slack does not say {asked} ({reason}), so nothing is shown: ask again in a minute; "
            "`dealdesk slack check` says what is missing"
        ) from error


def _code(error: SlackApiError) -> str:
    """Slack's own word for it; empty where what came is no answer of Slack's."""
    data = getattr(error.response, "data", None)
    code = data.get("error") if isinstance(data, dict) else None
    return code if isinstance(code, str) and _CODE.fullmatch(code) else ""
