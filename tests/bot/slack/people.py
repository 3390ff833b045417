"""Who and what there is at Slack: people, user groups, channels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, Self

TEAM = "T1"
OTHER_TEAM = "T9"
Kind = Literal["channel", "group", "im", "mpim"]  # as events name them; a group is a private channel


@dataclass(frozen=True)
class Person:
    """A user, as users.info tells of them. is_stranger: external, and in no channel that the bot sees."""

    id: str
    team: str = TEAM
    name: str = "somebody"
    is_admin: bool = False
    is_owner: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_bot: bool = False
    is_stranger: bool = False
    deleted: bool = False
    enterprise: str = ""

    @classmethod
    def member(cls, id: str, team: str = TEAM) -> Self:
        return cls(id, team)

    @classmethod
    def admin(cls, id: str, team: str = TEAM) -> Self:
        return cls(id, team, is_admin=True)

    @classmethod
    def guest(cls, id: str, *, single_channel: bool = False) -> Self:
        return cls(id, is_restricted=True, is_ultra_restricted=single_channel)

    @classmethod
    def external(cls, id: str, team: str = OTHER_TEAM, *, stranger: bool = False) -> Self:
        return cls(id, team, is_stranger=stranger)

    @classmethod
    def deactivated(cls, id: str) -> Self:
        return cls(id, deleted=True)

    @classmethod
    def bot(cls, id: str) -> Self:
        return cls(id, is_bot=True)

    def as_json(self) -> dict[str, Any]:
        told: dict[str, Any] = {
            "id": self.id,
            "team_id": self.team,
            "name": self.name,
            "real_name": self.name.title(),
            "deleted": self.deleted,
            "is_bot": self.is_bot,
            "is_app_user": False,
            "profile": {"real_name": self.name.title(), "display_name": self.name, "team": self.team},
        }
        if self.is_stranger:
            told["is_stranger"] = True
        if self.enterprise:
            told["enterprise_user"] = {"id": self.id, "enterprise_id": self.enterprise, "teams": [self.team]}
        if self.deleted:
            return told  # Slack says nothing of the roles of who has left
        roles = ("is_admin", "is_owner", "is_restricted", "is_ultra_restricted")
        return told | {role: getattr(self, role) for role in roles} | {"is_primary_owner": False}


@dataclass(frozen=True)
class Usergroup:
    id: str
    users: tuple[str, ...]
    handle: str = "analysts"
    team: str = TEAM
    disabled: bool = False

    def as_json(self, *, with_users: bool) -> dict[str, Any]:
        told = {"id": self.id, "team_id": self.team, "handle": self.handle, "name": self.handle, "is_usergroup": True}
        told |= {"date_delete": 1_600_000_000 if self.disabled else 0, "user_count": len(self.users)}
        return told | ({"users": list(self.users)} if with_users else {})


@dataclass(frozen=True)
class Channel:
    """A conversation. teams: the workspaces that see it; user: the other side of a direct message."""

    id: str
    kind: Kind = "channel"
    name: str = "deals"
    teams: tuple[str, ...] = (TEAM,)
    user: str = ""
    is_ext_shared: bool = False
    is_org_shared: bool = False
    is_pending_ext_shared: bool = False
    is_archived: bool = False
    is_member: bool = True

    @classmethod
    def public(cls, id: str) -> Self:
        return cls(id)

    @classmethod
    def private(cls, id: str) -> Self:
        return cls(id, "group", "board")

    @classmethod
    def group(cls, id: str) -> Self:
        """A direct message of several people."""
        return cls(id, "mpim", "mpdm-ann--bob--dealdesk-1")

    @classmethod
    def direct(cls, id: str, user: str) -> Self:
        return cls(id, "im", "", user=user)

    @classmethod
    def shared(cls, id: str, kind: Kind = "channel") -> Self:
        """A Slack Connect channel."""
        return cls(id, kind, "with-others", (TEAM, OTHER_TEAM), is_ext_shared=True)

    def as_json(self, team: str) -> dict[str, Any]:
        told: dict[str, Any] = {
            "id": self.id,
            "created": 1_600_000_000,
            "is_im": self.kind == "im",
            "is_archived": self.is_archived,
            "is_org_shared": self.is_org_shared,
            "context_team_id": team,
        }
        if self.kind == "im":
            return told | {"user": self.user, "is_user_deleted": False, "priority": 0}
        return told | {
            "name": self.name,
            "is_channel": self.kind == "channel",
            "is_group": False,  # true only of private channels made before 2021
            "is_mpim": self.kind == "mpim",
            "is_private": self.kind != "channel",
            "is_member": self.is_member,
            "is_shared": self.is_ext_shared or self.is_org_shared,
            "is_ext_shared": self.is_ext_shared,
            "is_pending_ext_shared": self.is_pending_ext_shared,
            "shared_team_ids": list(self.teams),
        }


def first_people() -> tuple[Person, ...]:
    return (Person.member("U1"), Person.member("U2"), Person.admin("UADMIN"), Person("USLACKBOT", name="slackbot"))


def first_channels() -> tuple[Channel, ...]:
    public = (Channel.public("C1"), Channel.public("C2"), Channel.public("C3"))
    direct = (Channel.direct("D1", "U1"), Channel.direct("D2", "U2"), Channel.direct("DADMIN", "UADMIN"))
    return (*public, Channel.private("CPRIVATE"), Channel.shared("CSHARED"), Channel.group("G1"), *direct)
