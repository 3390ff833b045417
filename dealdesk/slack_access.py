"""Who may read what in Slack, as the command line shows and changes it: in the database, also beside a server."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from typing import Any

from bot.ports import Binding
from corpus.article import Selection
from corpus.catalogue import Catalogue
from corpus.database import Database
from dealdesk.backup import catalogue_file
from dealdesk.errors import BadSetting
from dealdesk.records.permissions import SqlPermissions
from dealdesk.settings import Settings
from dealdesk.slack_policy import CHANNEL, PERSON_OR_GROUP, policy_of

BY = "command line"


class AccessRecords:
    """What is bound and granted. team: None for the only workspace that is known."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings = settings
        self._catalogue = Catalogue(database)
        self._permissions = SqlPermissions(database)

    def shown(self) -> dict[str, Any]:
        """As JSON. A team of null stands for the settings."""
        policy = policy_of(self._settings)
        channels = [_channel(None, channel, Binding(names)) for channel, names in sorted(policy.channels.items())]
        grants = [_grant(None, grantee, names) for grantee, names in sorted(policy.grants.items())]
        for team in self._permissions.teams():
            channels += [_channel(team, channel, binding) for channel, binding in self._permissions.bindings(team)]
            for grantee, rows in groupby(self._permissions.grants(team), key=lambda row: row[0]):
                grants.append(_grant(team, grantee, [name for _, name in rows]))
        return {
            "strangers": policy.strangers.value,
            "admins": sorted(policy.admins),
            "channels": channels,
            "grants": grants,
        }

    def bind(self, channel: str, binding: Binding | None, team: str | None) -> str:
        """Returns the workspace."""
        _check(channel, CHANNEL, "a channel, such as C0123ABCD")
        team = team or self._only_team()
        self._permissions.bind(team, channel, binding, BY)
        return team

    def grant(self, grantee: str, collections: Sequence[str], team: str | None) -> str:
        """Returns the workspace."""
        _check(grantee, PERSON_OR_GROUP, "a person or user group, such as U0123ABCD or S0123ABCD")
        team = team or self._only_team()
        self._permissions.grant(team, grantee, collections, BY)
        return team

    def revoke(self, grantee: str, collections: Sequence[str], team: str | None) -> list[str]:
        """collections: none for all. Returns what was taken away."""
        team = team or self._only_team()
        theirs = [name for who, name in self._permissions.grants(team) if who == grantee]
        taken = [name for name in theirs if not collections or name in collections]
        self._permissions.revoke(team, grantee, taken)
        return taken

    def empty(self, collections: Sequence[str]) -> list[str]:
        """Those that hold no article, perhaps misspelt."""
        return [name for name in collections if not self._catalogue.holds(Selection(collections=(name,)))]

    def _only_team(self) -> str:
        known = self._permissions.teams()
        if len(known) != 1:
            said = f"{', '.join(known)} are known" if known else "none is known yet"
            raise BadSetting(f"which workspace? {said}: name its id with --team, such as T0123ABCD")
        return known[0]


@contextmanager
def access_records(settings: Settings) -> Iterator[AccessRecords]:
    """Over the database itself. Raises CatalogueUnusable."""
    file = catalogue_file(settings)
    file.parent.mkdir(parents=True, exist_ok=True)
    database = Database(file)
    try:
        yield AccessRecords(settings, database)
    finally:
        database.close()


def names_in(collections: str) -> tuple[str, ...]:
    """Names that are parted by commas, each once. Raises ValueError."""
    names = tuple(dict.fromkeys(name.strip() for name in collections.split(",") if name.strip()))
    if not names:
        raise ValueError("name at least one collection, as in deals,public")
    return names


def _check(given: str, form: re.Pattern[str], wanted: str) -> None:
    if not form.fullmatch(given):
        raise ValueError(f"{given[:60]!r} is no id of {wanted}: Slack shows it with the details")


def _channel(team: str | None, channel: str, binding: Binding) -> dict[str, Any]:
    told = {"collections": list(binding.collections), "shared": binding.shared, "unasked": binding.unasked}
    return {"team": team, "channel": channel} | told


def _grant(team: str | None, grantee: str, collections: Sequence[str]) -> dict[str, Any]:
    return {"team": team, "grantee": grantee, "collections": list(collections)}
