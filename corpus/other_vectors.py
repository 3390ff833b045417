"""Vectors of a second embedding model beside the live one's: being built, or kept from before.

Both models' vectors lie in one table, under keys that tell them apart; `passages.other_key` says which one a passage
has under the other model.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from corpus.database import Database, Transaction
from corpus.queries import LIVE_PASSAGES, batches, by_collection
from corpus.schema import passages, past_passages, vectors, versions

_IS_THERE = sa.exists().where(passages.c.other_key == vectors.c.key)


class OtherVectors:
    """Thread-safe."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def missing(self) -> list[int]:
        """Ids of the live passages that have no vector under the other model, ascending."""
        query = sa.select(passages.c.id).select_from(LIVE_PASSAGES).where(~_IS_THERE).order_by(passages.c.id)
        with self._database.reading() as tx:
            return list(tx.scalars(query))

    def live_ids(self) -> dict[int, list[int]]:
        """Ids of the live passages that have one, by collection number."""
        query = sa.select(versions.c.collection_id, passages.c.id).select_from(LIVE_PASSAGES).where(_IS_THERE)
        with self._database.reading() as tx:
            return by_collection(tx.execute(query.order_by(passages.c.id)))

    def past_ids(self) -> list[int]:
        """Ids of all passages of the past."""
        with self._database.reading() as tx:
            return list(tx.scalars(sa.select(past_passages.c.id).order_by(past_passages.c.id)))

    def vectors(self, ids: Sequence[int]) -> dict[int, bytes]:
        """The vectors (float32 bytes) of passages under the other model, of those that have one."""
        query = sa.select(passages.c.id, vectors.c.data).join_from(
            passages, vectors, passages.c.other_key == vectors.c.key
        )
        with self._database.reading() as tx:
            return {
                row.id: row.data for batch in batches(ids) for row in tx.execute(query.where(passages.c.id.in_(batch)))
            }

    def keep(self, tx: Transaction, keys: Mapping[int, bytes]) -> None:
        """Remember which vectors passages have under the other model."""
        _set(tx, passages, "other_key", keys)

    def forget(self, tx: Transaction) -> None:
        """Begin with another other model. The vectors go when unused ones are dropped."""
        tx.execute(passages.update().where(passages.c.other_key.is_not(None)).values(other_key=None))

    def exchange(self, tx: Transaction, past: Mapping[int, bytes]) -> None:
        """Make the other model's vectors the live ones, and the live ones the other's.

        past: what passages of the past, which know one model only, have under the other.
        """
        exchanged = {"vector_key": passages.c.other_key, "other_key": passages.c.vector_key}
        tx.execute(passages.update().where(passages.c.other_key.is_not(None)).values(exchanged))
        _set(tx, past_passages, "vector_key", past)


def _set(tx: Transaction, table: sa.Table, column: str, keys: Mapping[int, bytes]) -> None:
    if keys:
        changed = table.update().where(table.c.id == sa.bindparam("passage_id")).values({column: sa.bindparam("new")})
        tx.execute(changed, [{"passage_id": passage_id, "new": key} for passage_id, key in keys.items()])
