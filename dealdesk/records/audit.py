"""Who asked and changed what, as long as it is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from api.door.audit import Audit, Done, Entry
from corpus.catalogue import utc_now
from corpus.database import Database
from corpus.moments import said_utc
from corpus.schema import audit
from dealdesk.records.aside import Aside

_MAX_ABOUT_CHARS = 200
_SETTLE_SECONDS = 2.0  # who looks sees what was just done, unless the database is busy


class SqlAudit(Audit):
    """Over the catalogue's database. aside: writes the entries. keep_days: for how long they are kept."""

    def __init__(
        self,
        database: Database,
        aside: Aside,
        with_texts: bool = False,
        keep_days: int = 365,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        """now: the present moment, UTC without saying so."""
        self._database = database
        self._aside = aside
        self._with_texts = with_texts
        self._keep_days = keep_days
        self._now = now

    @property
    def with_texts(self) -> bool:
        return self._with_texts

    def note(self, done: Done) -> None:
        row = {
            "at": self._now(),
            "caller": done.caller,
            "operation": done.operation,
            "about": _storable(done.about)[:_MAX_ABOUT_CHARS] if done.about else None,
            "status": done.status,
            "text": _storable(done.text) if done.text and self._with_texts else None,
        }
        self._aside.add(lambda tx: tx.execute(audit.insert(), row))

    def latest(self, caller: str | None, before: int | None, limit: int) -> Sequence[Entry]:
        self._aside.settle(_SETTLE_SECONDS)
        query = sa.select(audit).order_by(audit.c.id.desc()).limit(limit)
        if caller is not None:
            query = query.where(audit.c.caller == caller)
        if before is not None:
            query = query.where(audit.c.id < before)
        with self._database.reading() as tx:
            return [_entry(row) for row in tx.execute(query).all()]

    def forget_old(self) -> int:
        """Returns how many entries were forgotten."""
        limit = self._now() - timedelta(days=self._keep_days)
        with self._database.writing() as tx:
            return tx.execute(audit.delete().where(audit.c.at < limit)).rowcount


def _storable(text: str) -> str:
    """Without halves of surrogate pairs, which no database takes."""
    return text.encode(errors="replace").decode()


def _entry(row: sa.Row[int, datetime, str, str, str, int, str]) -> Entry:
    return Entry(row.id, said_utc(row.at), Done(row.caller, row.operation, row.about, row.status, row.text))
