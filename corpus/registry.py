"""The sources that are kept current."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from corpus.database import Database, Transaction
from corpus.errors import LocationTaken
from corpus.moments import said_utc
from corpus.on_behalf import ITSELF, OnBehalf
from corpus.schema import sources
from corpus.source import RegisteredSource, SourceKind

_DAY_SECONDS = 24 * 3_600
_RETRY_SECONDS = 60  # of a source that has no interval
_MAX_ID_CHARS = 40


class Registry:
    """Thread-safe. now, here and everywhere: UTC."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self,
        kind: SourceKind,
        location: str,
        collection: str,
        every_seconds: int | None,
        now: datetime,
        by: OnBehalf = ITSELF,
    ) -> RegisteredSource:
        """Register a source, due at once. One that is registered already is returned as it is."""
        with self._database.writing() as tx:
            known = tx.execute(sa.select(sources).where(sources.c.location == location)).first()
            if known is None:
                new_id = _new_id(tx, location)
                source = RegisteredSource(new_id, kind, location, collection, now, every_seconds, now, by=by)
                row = {name: value for name, value in vars(source).items() if name != "by"}
                tx.execute(sources.insert(), {**row, "asker": by.asker, "within": by.collections})
                return source
        return _source(known)

    def list(self) -> Sequence[RegisteredSource]:
        """In the order in which they were added."""
        return self._sources(sa.select(sources).order_by(sources.c.added_at, sources.c.id))

    def get(self, source_id: str) -> RegisteredSource | None:
        found = self._sources(sa.select(sources).where(sources.c.id == source_id))
        return found[0] if found else None

    def remove(self, source_id: str) -> bool:
        """Forget a source; its articles stay. False when there is none."""
        with self._database.writing() as tx:
            return tx.execute(sources.delete().where(sources.c.id == source_id)).rowcount > 0

    def due(self, now: datetime) -> Sequence[RegisteredSource]:
        """Those whose time has come, the longest due first."""
        return self._sources(sa.select(sources).where(sources.c.due_at <= now).order_by(sources.c.due_at))

    def postponed(self, source_id: str, now: datetime) -> None:
        """A refresh of the source was given up: it is due when it would have been after one."""
        source = self.get(source_id)
        if source and source.every_seconds:
            self._set(source_id, due_at=now + timedelta(seconds=source.every_seconds))

    def succeeded(self, source_id: str, now: datetime) -> None:
        source = self.get(source_id)
        if source:
            due_at = now + timedelta(seconds=source.every_seconds) if source.every_seconds else None
            self._set(source_id, due_at=due_at, refreshed_at=now, failures=0, error=None)

    def failed(self, source_id: str, now: datetime, error: str, retry_after_seconds: float | None = None) -> None:
        """The source could not be refreshed: the wait doubles with each failure in a row, up to a day.

        retry_after_seconds: how long its server asks to be left alone, at the least.
        """
        source = self.get(source_id)
        if source:
            interval = source.every_seconds or _RETRY_SECONDS
            doubled = interval * 2 ** min(source.failures, 20)
            wait = max(min(doubled, max(interval, _DAY_SECONDS)), min(retry_after_seconds or 0, _DAY_SECONDS))
            self._set(source_id, due_at=now + timedelta(seconds=wait), failures=source.failures + 1, error=error)

    def _set(self, source_id: str, **values: Any) -> None:
        with self._database.writing() as tx:
            tx.execute(sources.update().where(sources.c.id == source_id).values(values))

    def _sources(self, query: sa.Select[Any]) -> Sequence[RegisteredSource]:
        with self._database.reading() as tx:
            return [_source(row) for row in tx.execute(query)]


def check_reach(source: RegisteredSource, by: OnBehalf) -> None:
    """Raises LocationTaken for a source whose collection is beyond `by`."""
    if not by.within.admits(source.collection):
        raise LocationTaken("this location cannot be read for you: name another one")


def _source(row: sa.Row[Any]) -> RegisteredSource:
    moments = {name: said_utc(getattr(row, name)) for name in ("added_at", "due_at", "refreshed_at")}
    stored = row._asdict()
    asker, within = stored.pop("asker"), stored.pop("within")
    by = OnBehalf(asker, None if within is None else tuple(within))
    return RegisteredSource(**{**stored, **moments, "kind": SourceKind(row.kind), "by": by})


def _new_id(tx: Transaction, location: str) -> str:
    """A readable name made of the location, such as "example-com-deals-feed", that no other source has."""
    plain = re.sub(r"^https?://(www\.)?", "", location.lower())
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[-_MAX_ID_CHARS:].strip("-") or "source"
    taken = set(tx.scalars(sa.select(sources.c.id).where(sources.c.id.startswith(slug, autoescape=True))))
    return next(name for name in (slug, *(f"{slug}-{n}" for n in range(2, len(taken) + 3))) if name not in taken)
