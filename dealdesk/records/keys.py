"""The API keys: of the keys themselves, SHA-256 alone."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from api.door.callers import Role
from api.door.keys import ApiKey, Keys, NewKey
from corpus.catalogue import utc_now
from corpus.database import Database
from corpus.moments import said_utc
from corpus.schema import api_keys
from dealdesk.records.aside import Aside

PREFIX = "dd"
_NO_HASH = hashlib.sha256().hexdigest()  # of no key: one has more than no characters
_USE_SECONDS = 60.0  # how often the use of a key is written at most


class SqlKeys(Keys):
    """Over the catalogue's database. Nothing is remembered: what another process revokes opens nothing from then on.

    A key is dd_, its id, _ and 256 random bits. aside: writes when keys are used.
    """

    def __init__(self, database: Database, aside: Aside, now: Callable[[], datetime] = utc_now) -> None:
        """now: the present moment, UTC without saying so."""
        self._database = database
        self._aside = aside
        self._now = now
        self._used: dict[str, float] = {}
        self._any_made = False

    def create(self, wanted: NewKey, created_by: str) -> tuple[ApiKey, str]:
        key_id = f"k{secrets.token_hex(6)}"
        itself = f"{PREFIX}_{key_id}_{secrets.token_urlsafe(32)}"
        row = {
            "id": key_id,
            "name": wanted.name,
            "role": wanted.role.value,
            "collections": None if wanted.collections is None else list(wanted.collections),
            "hash": _hash(itself.encode()),
            "requests_per_minute": wanted.requests_per_minute,
            "created_by": created_by,
            "created_at": self._now(),
            "expires_at": wanted.expires_at and wanted.expires_at.astimezone(UTC).replace(tzinfo=None),
        }
        with self._database.writing() as tx:
            tx.execute(api_keys.insert(), row)
            made = tx.execute(sa.select(api_keys).where(api_keys.c.id == key_id)).one()
        return _key(made), itself

    def list(self) -> Sequence[ApiKey]:
        newest_first = sa.select(api_keys).order_by(api_keys.c.created_at.desc(), api_keys.c.id)
        with self._database.reading() as tx:
            return [_key(row) for row in tx.execute(newest_first).all()]

    def get(self, key_id: str) -> ApiKey | None:
        row = self._row(key_id)
        return _key(row) if row else None

    def revoke(self, key_id: str) -> bool:
        this = api_keys.c.id == key_id
        with self._database.writing() as tx:
            tx.execute(api_keys.update().where(this, api_keys.c.revoked_at.is_(None)).values(revoked_at=self._now()))
            return tx.scalar(sa.select(api_keys.c.id).where(this)) is not None

    def opened_by(self, token: bytes) -> ApiKey | None:
        """The key in force that `token` is. An unknown id takes the same work as a wrong key."""
        prefix, _, rest = token.decode(errors="replace").partition("_")
        row = self._row(rest.partition("_")[0]) if prefix == PREFIX else None
        is_right = hmac.compare_digest(_hash(token), row.hash if row else _NO_HASH)
        if row is None or not is_right:
            return None
        key = self._if_in_force(row)
        if key:
            self._note_use(key.id)
        return key

    def in_force(self, key_id: str) -> ApiKey | None:
        row = self._row(key_id)
        return self._if_in_force(row) if row else None

    def any_made(self) -> bool:
        """Whether there ever was a key: they are revoked, never deleted."""
        if not self._any_made:
            with self._database.reading() as tx:
                self._any_made = tx.execute(sa.select(api_keys.c.id).limit(1)).first() is not None
        return self._any_made

    def any_in_force(self) -> bool:
        now = self._now().replace(tzinfo=UTC)
        return any(key.in_force(now) for key in self.list())

    def _row(self, key_id: str) -> Any:
        with self._database.reading() as tx:
            return tx.execute(sa.select(api_keys).where(api_keys.c.id == key_id)).first()

    def _if_in_force(self, row: Any) -> ApiKey | None:
        key = _key(row)
        return key if key.in_force(self._now().replace(tzinfo=UTC)) else None

    def _note_use(self, key_id: str) -> None:
        now = time.monotonic()
        if now - self._used.get(key_id, -_USE_SECONDS) < _USE_SECONDS:
            return
        self._used[key_id] = now
        used_at = self._now()
        statement = api_keys.update().where(api_keys.c.id == key_id).values(last_used_at=used_at)
        self._aside.add(lambda tx: tx.execute(statement))


def _hash(token: bytes) -> str:
    return hashlib.sha256(token).hexdigest()


def _key(row: Any) -> ApiKey:
    names = None if row.collections is None else tuple(row.collections)
    opens = NewKey(row.name, Role(row.role), names, said_utc(row.expires_at), row.requests_per_minute)
    moments = said_utc(row.created_at), said_utc(row.revoked_at), said_utc(row.last_used_at)
    return ApiKey(row.id, opens, row.created_by, *moments)
