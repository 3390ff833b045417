"""Vectors of passages: what was embedded once is never embedded again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from corpus.database import Transaction
from corpus.queries import batches, by_table
from corpus.rows import Rows
from corpus.schema import passages, past_passages, vectors


@dataclass(frozen=True)
class StoredVectors:
    """Of a passage: its own (float32 bytes), and its sentences' one after the other (float16 bytes)."""

    passage: bytes
    sentences: bytes | None = None


class VectorRows(Rows):
    """The part of the catalogue that keeps vectors. Thread-safe. Ids below zero are those of past passages."""

    def known_vectors(self, keys: Iterable[bytes]) -> set[bytes]:
        """Which of `keys` have a vector already."""
        with self.reading() as tx:
            found: set[bytes] = set()
            for batch in batches(list(keys)):
                found.update(tx.scalars(sa.select(vectors.c.key).where(vectors.c.key.in_(batch))))
            return found

    def store_vectors(self, tx: Transaction, new: Mapping[bytes, StoredVectors]) -> None:
        if new:
            rows = [{"key": key, "data": each.passage, "sentences": each.sentences} for key, each in new.items()]
            tx.execute(insert(vectors).on_conflict_do_nothing(), rows)

    def drop_unused_vectors(self, tx: Transaction) -> int:
        """Forget vectors that belong to no passage. Returns how many."""
        keys = sa.union_all(
            sa.select(passages.c.vector_key),
            sa.select(passages.c.other_key).where(passages.c.other_key.is_not(None)),
            sa.select(past_passages.c.vector_key),
        )
        return tx.execute(vectors.delete().where(vectors.c.key.not_in(keys))).rowcount

    def vectors(self, ids: Sequence[int]) -> dict[int, bytes]:
        """The vectors (float32 bytes) of passages."""
        found: dict[int, bytes] = {}
        with self.reading() as tx:
            for table, batch in by_table(ids):
                query = sa.select(table.c.id, vectors.c.data).join_from(
                    table, vectors, table.c.vector_key == vectors.c.key
                )
                found.update((row.id, row.data) for row in tx.execute(query.where(table.c.id.in_(batch))))
        return found

    def sentence_vectors(self, ids: Sequence[int]) -> dict[int, StoredVectors]:
        """The vectors of passages and of their sentences, where they have any."""
        found: dict[int, StoredVectors] = {}
        with self.reading() as tx:
            for table, batch in by_table(ids):
                query = sa.select(table.c.id, vectors.c.data, vectors.c.sentences).join_from(
                    table, vectors, table.c.vector_key == vectors.c.key
                )
                wanted = query.where(table.c.id.in_(batch), vectors.c.sentences.is_not(None))
                found.update((row.id, StoredVectors(row.data, row.sentences)) for row in tx.execute(wanted))
        return found
