"""Passages as the indexes see them: their ids, their words, and which of them are dead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from corpus import history
from corpus.article import EVERYTHING, Selection
from corpus.database import Transaction
from corpus.queries import batches, by_collection, by_table, shelves
from corpus.schema import articles, passages, versions
from corpus.vector_rows import VectorRows


@dataclass(frozen=True)
class PassageRow:
    """A stored passage as the indexes see it. collection_id: the catalogue's number of the access collection. id: below
    zero for one of the past.
    """

    id: int
    collection_id: int
    header: str
    text: str


class PassageRows(VectorRows):
    """The part of the catalogue that the indexes are built from. Thread-safe. Ids below zero are of the past."""

    def live_ids(self, selection: Selection = EVERYTHING) -> dict[int, list[int]]:
        """Ids of the live passages that `selection` admits, by collection number."""
        return self._ids(selection, past=False)

    def past_ids(self, selection: Selection) -> dict[int, list[int]]:
        """Ids of the passages of the past that `selection` admits, by collection number."""
        return self._ids(selection, past=True)

    def all_past_ids(self) -> dict[int, list[int]]:
        """Ids of all passages of the past, by collection number."""
        with self.reading() as tx:
            return history.all_ids(tx)

    def _ids(self, selection: Selection, *, past: bool) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        with self.reading() as tx:
            for shelf in shelves(selection):
                if shelf.is_past is past:
                    query = sa.select(versions.c.collection_id, shelf.passages.c.id).select_from(shelf.standing)
                    found = by_collection(tx.execute(query.where(*shelf.conditions).order_by(shelf.passages.c.id)))
        return found

    def rows(self, tx: Transaction, ids: Sequence[int]) -> Iterator[PassageRow]:
        """Stored passages, live or not, as the indexes see them."""
        for table, batch in by_table(ids):
            query = sa.select(
                table.c.id,
                versions.c.collection_id,
                table.c.header,
                sa.func.substr(versions.c.text, table.c.start + 1, table.c.end - table.c.start).label("text"),
            ).join_from(table, versions, table.c.version_pk == versions.c.pk)
            for row in tx.execute(query.where(table.c.id.in_(batch))):
                yield PassageRow(row.id, row.collection_id, row.header, row.text)

    def ids_of_version(self, tx: Transaction, version_pk: int) -> list[int]:
        return list(tx.scalars(sa.select(passages.c.id).where(passages.c.version_pk == version_pk)))

    def dead_passages(self, tx: Transaction) -> dict[int, list[int]]:
        """Ids of passages whose version is not live, by collection number."""
        query = (
            sa.select(versions.c.collection_id, passages.c.id)
            .join_from(passages, versions, passages.c.version_pk == versions.c.pk)
            .where(~sa.exists().where(articles.c.live == passages.c.version_pk))
        )
        return by_collection(tx.execute(query))

    def drop_passages(self, tx: Transaction, ids: Sequence[int]) -> None:
        """Forget passages that no index holds any more."""
        for batch in batches(ids):
            tx.execute(passages.delete().where(passages.c.id.in_(batch)))
