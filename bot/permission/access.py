"""Who may see what in Slack. The table is in docs/slack-access.md."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from answer.keeping import Kept
from bot.asked import Asked
from bot.permission.people import People, Person, PersonKind
from bot.ports import Binding, Permissions
from corpus.article import PUBLIC, Selection

ONLY_PUBLIC = Selection(collections=(PUBLIC,))
_GROUP = "S"  # what the ids of user groups begin with; those of people begin with U or W


class Strangers(StrEnum):
    """What those get who are no full members of the workspace: unknown, external, guests, deactivated."""

    PUBLIC = "public"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Policy:
    """What the settings say. channels: collections by channel id, where nobody bound the channel in Slack; grants:
    collections by the id of a user or user group; admins: user ids besides the workspace's own admins and owners.
    """

    strangers: Strangers = Strangers.PUBLIC
    channels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    grants: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    admins: frozenset[str] = frozenset()


class Access:
    """Decides. Thread-safe. Remembers nothing of what is bound and granted: a change counts at once."""

    def __init__(self, people: People, permissions: Permissions, policy: Policy) -> None:
        self._people = people
        self._permissions = permissions
        self._policy = policy

    def selection(self, asked: Asked) -> Selection | None:
        """What may answer; None when nothing may. Raises LookUpFailed when it cannot be found out."""
        if asked.only_for_the_asker:
            return self.of_person(asked.team, asked.user, asked.user_team, asked.enterprise)
        return self.in_channel(asked.team, asked.channel, asked.shared, asked.user, asked.user_team, asked.enterprise)

    def in_channel(
        self, team: str, channel: str, shared: bool, user: str, user_team: str = "", enterprise: str = ""
    ) -> Selection | None:
        """What one person is answered from where a whole channel reads along. Raises LookUpFailed."""
        person = self._people.person(team, user, user_team, enterprise)
        return self.of_channel(team, channel, shared) if person.kind is PersonKind.MEMBER else self._of_others(person)

    def of_channel(self, team: str, channel: str, shared: bool) -> Selection:
        """What the members of a channel may read in it. shared: another company reads it now."""
        binding = self.binding(team, channel)
        if binding is None or (shared and not binding.shared):
            return ONLY_PUBLIC  # it may have become shared after it was bound
        return Selection(collections=binding.collections)

    def of_person(self, team: str, user: str, user_team: str = "", enterprise: str = "") -> Selection | None:
        """What one person may read alone: a direct message, an ephemeral answer, the App Home. Raises LookUpFailed."""
        by_group = self._grants_to_groups(team)
        person = self._people.person(team, user, user_team, enterprise, with_groups=by_group)
        if person.kind is not PersonKind.MEMBER:
            return self._of_others(person)
        grantees = (user, *sorted(person.groups))
        granted = set(self._permissions.granted(team, grantees)).union(*self._in_settings(grantees))
        return Selection(collections=(PUBLIC, *sorted(granted - {PUBLIC})))

    def is_admin(self, team: str, user: str, user_team: str = "", enterprise: str = "") -> bool:
        """Who may bind channels and grant collections. Raises LookUpFailed."""
        person = self._people.person(team, user, user_team, enterprise)
        return person.kind is PersonKind.MEMBER and (person.is_admin or user in self._policy.admins)

    def binding(self, team: str, channel: str) -> Binding | None:
        """As bound in Slack or, where it is not, in the settings."""
        bound = self._permissions.binding(team, channel)
        if bound is None and channel in self._policy.channels:
            return Binding(self._policy.channels[channel])
        return bound

    def forget(self, team: str, user: str = "") -> None:
        """Slack says that somebody, or who is in which user group, changed."""
        self._people.forget(team, user)

    def _of_others(self, person: Person) -> Selection | None:
        """Who is no full member."""
        hears_nothing = person.kind is PersonKind.BOT or self._policy.strangers is Strangers.NOTHING
        return None if hears_nothing else ONLY_PUBLIC

    def _grants_to_groups(self, team: str) -> bool:
        """Only then is Slack asked who is in which."""
        grantees = (*self._policy.grants, *(grantee for grantee, _ in self._permissions.grants(team)))
        return any(grantee.startswith(_GROUP) for grantee in grantees)

    def _in_settings(self, grantees: Iterable[str]) -> list[tuple[str, ...]]:
        return [self._policy.grants.get(grantee, ()) for grantee in grantees]


def may_read(selection: Selection | None, kept: Kept) -> bool:
    """Whether who may meet `selection` may meet all that a reply quotes."""
    return selection is not None and all(selection.admits(collection) for collection in kept.collections)
