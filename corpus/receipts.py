"""What the catalogue remembers of the documents of each source."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from corpus.database import Database, Transaction
from corpus.queries import batches
from corpus.readers.reading import Unreadable
from corpus.schema import documents
from corpus.source import Receipt


class Receipts:
    """Thread-safe. A receipt is a saving, never a promise: without it a document is read again."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, root: str) -> dict[str, Receipt]:
        """By location, those of the source at `root`."""
        with self._database.reading() as tx:
            rows = tx.execute(sa.select(documents).where(documents.c.root == root)).all()
        return {
            row.location: Receipt(
                row.location, row.stamp, row.versions, tuple(Unreadable(*failure) for failure in row.failures)
            )
            for row in rows
        }

    def save(self, tx: Transaction, root: str, receipts: Sequence[Receipt]) -> None:
        """Remember `receipts` instead of what was known of their documents."""
        rows = [
            {
                "location": receipt.location,
                "root": root,
                "stamp": receipt.stamp,
                "versions": dict(receipt.versions),
                "failures": [[failure.name, failure.reason] for failure in receipt.failures],
            }
            for receipt in receipts
        ]
        if rows:
            statement = insert(documents)
            new = {name: statement.excluded[name] for name in ("stamp", "versions", "failures")}
            tx.execute(statement.on_conflict_do_update(index_elements=["root", "location"], set_=new), rows)

    def taken(self, root: str, locations: Sequence[str]) -> dict[str, list[str]]:
        """Those of `locations` that gave articles to another source than that at `root`, with their ids."""
        query = sa.select(documents.c.location, documents.c.versions).where(documents.c.root != root)
        with self._database.reading() as tx:
            rows = [
                row for batch in batches(locations) for row in tx.execute(query.where(documents.c.location.in_(batch)))
            ]
        return {row.location: list(row.versions) for row in rows if row.versions}

    def drop(self, tx: Transaction, root: str, locations: Sequence[str]) -> None:
        """Forget documents of the source at `root`."""
        for batch in batches(locations):
            tx.execute(documents.delete().where(documents.c.root == root, documents.c.location.in_(batch)))
