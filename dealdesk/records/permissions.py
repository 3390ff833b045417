"""Which collections channels are bound to, and which people and user groups may read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from bot.ports import Binding
from corpus.catalogue import utc_now
from corpus.database import Database
from corpus.schema import slack_channels as channels
from corpus.schema import slack_grants as granting
from corpus.schema import slack_questions

_BINDING = (channels.c.collections, channels.c.shared, channels.c.unasked)


class SqlPermissions:
    """bot.ports.Permissions over the catalogue's database. Nothing is remembered: a change counts at once."""

    def __init__(self, database: Database, now: Callable[[], datetime] = utc_now) -> None:
        """now: the present moment, UTC without saying so."""
        self._database = database
        self._now = now

    def binding(self, team: str, channel: str) -> Binding | None:
        wanted = sa.select(*_BINDING).where(channels.c.team == team, channels.c.channel == channel)
        with self._database.reading() as tx:
            row = tx.execute(wanted).first()
        return Binding(tuple(row.collections), row.shared, row.unasked) if row else None

    def bind(self, team: str, channel: str, binding: Binding | None, by: str) -> None:
        with self._database.writing() as tx:
            tx.execute(channels.delete().where(channels.c.team == team, channels.c.channel == channel))
            if binding:
                row = {
                    "team": team,
                    "channel": channel,
                    "collections": list(dict.fromkeys(binding.collections)),
                    "shared": binding.shared,
                    "unasked": binding.unasked,
                    "bound_by": by,
                    "bound_at": self._now(),
                }
                tx.execute(channels.insert(), row)

    def bindings(self, team: str) -> Sequence[tuple[str, Binding]]:
        """(channel, what it is bound to), in order."""
        wanted = sa.select(channels.c.channel, *_BINDING).where(channels.c.team == team).order_by(channels.c.channel)
        with self._database.reading() as tx:
            rows = tx.execute(wanted).all()
        return [(row.channel, Binding(tuple(row.collections), row.shared, row.unasked)) for row in rows]

    def granted(self, team: str, grantees: Sequence[str]) -> frozenset[str]:
        wanted = sa.select(granting.c.collection).where(granting.c.team == team, granting.c.grantee.in_(grantees))
        with self._database.reading() as tx:
            return frozenset(tx.scalars(wanted))

    def grant(self, team: str, grantee: str, collections: Sequence[str], by: str) -> None:
        at = self._now()
        rows = [
            {"team": team, "grantee": grantee, "collection": name, "granted_by": by, "granted_at": at}
            for name in dict.fromkeys(collections)
        ]
        if rows:
            with self._database.writing() as tx:
                tx.execute(insert(granting).on_conflict_do_nothing(), rows)

    def revoke(self, team: str, grantee: str, collections: Sequence[str]) -> None:
        theirs = (granting.c.team == team, granting.c.grantee == grantee)
        with self._database.writing() as tx:
            tx.execute(granting.delete().where(*theirs, granting.c.collection.in_(collections)))

    def grants(self, team: str) -> Sequence[tuple[str, str]]:
        wanted = sa.select(granting.c.grantee, granting.c.collection).where(granting.c.team == team)
        with self._database.reading() as tx:
            rows = tx.execute(wanted.order_by(granting.c.grantee, granting.c.collection)).all()
        return [(row.grantee, row.collection) for row in rows]

    def teams(self) -> Sequence[str]:
        """The workspaces in which anything is bound, is granted or was asked, in order."""
        known = sa.union(*(sa.select(table.c.team) for table in (channels, granting, slack_questions)))
        with self._database.reading() as tx:
            return sorted(tx.scalars(known))
