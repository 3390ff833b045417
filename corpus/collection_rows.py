"""What the catalogue knows of its collections, the units of access."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import reduce
from operator import xor

import sqlalchemy as sa

from corpus.article import EVERYTHING, Selection
from corpus.database import Transaction
from corpus.listing import CollectionSize
from corpus.queries import IS_LIVE, of_collections
from corpus.rows import Rows
from corpus.schema import articles, collections, versions

_NOTHING = "0" * 16


class CollectionRows(Rows):
    """The part of the catalogue that holds collections. Thread-safe."""

    def collections(self) -> tuple[str, ...]:
        """The names of the collections that hold live articles, in alphabetical order."""
        query = sa.select(collections.c.name).where(
            collections.c.id.in_(sa.select(versions.c.collection_id).join_from(articles, versions, IS_LIVE))
        )
        with self.reading() as tx:
            return tuple(sorted(tx.scalars(query)))

    def collection_sizes(self, selection: Selection = EVERYTHING) -> tuple[CollectionSize, ...]:
        """Those that hold live articles, in alphabetical order, as far as `selection` admits them."""
        query = (
            sa.select(collections.c.name, sa.func.count())
            .select_from(articles.join(versions, IS_LIVE).join(collections))
            .where(*of_collections(selection))
            .group_by(collections.c.name)
            .order_by(collections.c.name)
        )
        with self.reading() as tx:
            return tuple(CollectionSize(name, count) for name, count in tx.execute(query))

    def collection_ids(self, selection: Selection = EVERYTHING) -> dict[int, str]:
        """The numbers and names of the collections that `selection` admits."""
        with self.reading() as tx:
            rows = tx.execute(sa.select(collections.c.id, collections.c.name).order_by(collections.c.id)).all()
        return {row.id: row.name for row in rows if selection.admits(row.name)}

    def fingerprint(self, selection: Selection = EVERYTHING) -> str:
        """Hash of which versions are live in the collections that `selection` admits, 16 hex digits: the same articles
        give the same one, in any order, and what other collections hold makes no difference.
        """
        with self.reading() as tx:
            rows = tx.execute(sa.select(collections.c.name, collections.c.fingerprint)).all()
        return joined(row.fingerprint for row in rows if selection.admits(row.name))

    def mix_into_fingerprint(self, tx: Transaction, collection_id: int, article_id: str, version: str) -> None:
        """Tell that this version of this article came into a collection, or went."""
        this = collections.c.id == collection_id
        before = tx.scalar(sa.select(collections.c.fingerprint).where(this)) or _NOTHING
        mixed = joined([before, version_hash(article_id, version)])
        tx.execute(collections.update().where(this).values(fingerprint=mixed))


def version_hash(article_id: str, version: str) -> str:
    """What one version adds to a fingerprint, 16 hex digits."""
    return hashlib.sha256(f"{article_id}\0{version}".encode()).hexdigest()[:16]


def joined(fingerprints: Iterable[str]) -> str:
    """The fingerprint of all together. Joining one twice takes it out again."""
    return f"{reduce(xor, (int(each, 16) for each in fingerprints), 0):016x}"
