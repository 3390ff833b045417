"""The requests that came with an Idempotency-Key, and what was answered, kept for a day and over restarts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from corpus.catalogue import utc_now
from corpus.claim import Claim, KeptReply
from corpus.database import Database
from corpus.schema import requests

KEPT_HOURS = 24


class RequestsLog:
    """Thread-safe. A request that runs is known to this process alone: when it is killed, its requests may be
    repeated.
    """

    def __init__(self, database: Database, now: Callable[[], datetime] = utc_now) -> None:
        """now: the present moment, UTC without saying so."""
        self._database = database
        self._now = now
        self._running: dict[str, str] = {}
        self._lock = Lock()

    def claim(self, key: str, digest: str) -> Claim | KeptReply:
        """Take `key` for the request with this digest. NEW obliges the caller to `finish` or `release` it."""
        with self._lock:
            if key in self._running:
                return Claim.RUNNING if self._running[key] == digest else Claim.DIFFERENT
            # Under the lock: a request that ends between the two looks would be carried out twice.
            kept = self._kept(key)
            if kept is None:
                self._running[key] = digest
                return Claim.NEW
        return KeptReply(kept.status, kept.headers, kept.body) if kept.digest == digest else Claim.DIFFERENT

    def finish(self, key: str, reply: KeptReply) -> None:
        """Keep what was answered. Raises CatalogueUnusable, and the key is free again."""
        row = {
            "digest": self._running[key],
            "asked_at": self._now(),
            "status": reply.status,
            "headers": dict(reply.headers),
            "body": reply.body,
        }
        try:
            with self._database.writing() as tx:
                statement = insert(requests).values(key=key, **row)
                tx.execute(statement.on_conflict_do_update(index_elements=["key"], set_=row))
        finally:
            self.release(key)

    def release(self, key: str) -> None:
        """Forget that the request runs: the next one with its key is a first one."""
        with self._lock:
            self._running.pop(key, None)

    def forget_before(self, moment: datetime | None = None) -> int:
        """Drop what was answered before `moment` (UTC), or longer ago than it is kept. Returns how many."""
        limit = moment.replace(tzinfo=None) if moment else self._oldest()
        with self._database.writing() as tx:
            return tx.execute(requests.delete().where(requests.c.asked_at < limit)).rowcount

    def _kept(self, key: str) -> sa.Row[str, int, dict[str, str], bytes] | None:
        query = sa.select(requests.c.digest, requests.c.status, requests.c.headers, requests.c.body)
        with self._database.reading() as tx:
            return tx.execute(
                query.where(
                    requests.c.key == key, requests.c.asked_at >= self._oldest(), requests.c.status.is_not(None)
                )
            ).first()

    def _oldest(self) -> datetime:
        return self._now() - timedelta(hours=KEPT_HOURS)
