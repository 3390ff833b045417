"""Articles as readers meet them: live ones, lists of them, and the versions that are kept."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from datetime import UTC
from typing import Any

import sqlalchemy as sa

from corpus import history
from corpus.article import EVERYTHING, Article, DateFound, Selection
from corpus.collection_rows import CollectionRows
from corpus.database import Database, Transaction
from corpus.list_query import count_of, page_of, place_of
from corpus.listing import Listing, Page, Place, Sort
from corpus.queries import IS_LIVE, LIVE, LIVE_PASSAGES, VERSION, of_collections, shelves
from corpus.schema import articles, versions
from corpus.stored import StoredArticle, StoredVersion
from corpus.version_cache import VersionCache


class ArticleRows(CollectionRows):
    """The part of the catalogue that holds articles and their versions. Thread-safe."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._texts = VersionCache()

    def live(self, article_id: str) -> StoredArticle | None:
        """The live version of an article, or None."""
        with self.reading() as tx:
            row = tx.execute(LIVE.where(articles.c.id == article_id)).first()
            return self._stored(tx, row) if row else None

    def raw(self, article_id: str, version: str) -> str | None:
        """The text that a version was cleaned from, where page furniture was removed from it."""
        query = sa.select(versions.c.raw).where(versions.c.article_id == article_id, versions.c.version == version)
        with self.reading() as tx:
            data = tx.scalar(query.order_by(versions.c.pk.desc()).limit(1))
        return zlib.decompress(data).decode() if data else None

    def listed(self, listing: Listing, behind: Place | None = None, limit: int = 100) -> Page:
        """At most `limit` articles of a list, from the first one behind a place: as they are live, or were at the
        moment that its selection looks back to.
        """
        with self.reading() as tx:
            rows = tx.execute(page_of(listing, behind, limit + 1)).all()
            found = [self._stored(tx, row) for row in rows[:limit]]
            total = tx.scalar(count_of(listing)) or 0
        return Page(found, total, place_of(rows[limit - 1], listing.sort) if len(rows) > limit else None)

    def page(
        self, selection: Selection = EVERYTHING, after: str | None = None, limit: int = 100
    ) -> list[StoredArticle]:
        """Articles in the order of their ids, from the first id after `after`: for who walks through all of them."""
        return self._page(Listing(selection), None if after is None else (after,), limit)

    def newest(
        self, selection: Selection, limit: int, *, about: Sequence[str] = (), skip: int = 0
    ) -> list[StoredArticle]:
        """The latest published first; those without a date come last, the latest stored first. about: as in Listing;
        skip: how many are left out at the beginning.
        """
        return self._page(Listing(selection, tuple(about), sort=Sort.PUBLISHED, descending=True), None, limit, skip)

    def count(self, selection: Selection, *, about: Sequence[str] = ()) -> int:
        """How many articles `selection` admits. about: as in Listing."""
        with self.reading() as tx:
            return tx.scalar(count_of(Listing(selection, tuple(about)))) or 0

    def versions(self, article_id: str) -> list[StoredVersion]:
        """The history of an article as far as it is kept, the newest version first; also of one that was removed."""
        with self.reading() as tx:
            return history.versions_of(tx, article_id)

    def version(self, article_id: str, version: str) -> StoredArticle | None:
        """One version of an article as it was stored the last time, live or not; None where it is not kept."""
        query = (
            sa.select(versions.c.pk, versions.c.stored_at, articles.c.source)
            .join_from(articles, versions, versions.c.article_id == articles.c.id)
            .where(articles.c.id == article_id, versions.c.version == version)
            .order_by(versions.c.pk.desc())
        )
        with self.reading() as tx:
            row = tx.execute(query.limit(1)).first()
            return self._stored(tx, row) if row else None

    def all_live(self) -> Iterator[tuple[Article, int]]:
        """Every live article with the number of its collection."""
        numbers = {name: number for number, name in self.collection_ids().items()}
        after: str | None = None
        while page := self.page(after=after):
            yield from ((stored.article, numbers[stored.article.collection]) for stored in page)
            after = page[-1].article.id

    def live_versions(
        self, tx: Transaction, only: Sequence[str] | None = None, within: Selection = EVERYTHING
    ) -> dict[str, tuple[str, str | None]]:
        """Version hash and source of every live article in the collections of `within`, or of `only` those ids."""
        query = sa.select(articles.c.id, versions.c.version, articles.c.source).join_from(articles, versions, IS_LIVE)
        query = query.where(*of_collections(within))
        rows = tx.execute(query if only is None else query.where(articles.c.id.in_(only)))
        return {row.id: (row.version, row.source) for row in rows}

    def count_live(self) -> tuple[int, int]:
        """How many articles and passages are live."""
        with self.reading() as tx:
            count_articles = tx.scalar(
                sa.select(sa.func.count()).select_from(articles).where(articles.c.live.is_not(None))
            )
            count_passages = tx.scalar(sa.select(sa.func.count()).select_from(LIVE_PASSAGES))
            return count_articles or 0, count_passages or 0

    def publishers(self, selection: Selection = EVERYTHING) -> tuple[str, ...]:
        """The publishers of the articles that `selection` admits, in alphabetical order."""
        found: set[str] = set()
        with self.reading() as tx:
            for shelf in shelves(selection):
                query = sa.select(versions.c.publisher).select_from(shelf.versions).where(*shelf.conditions).distinct()
                found.update(publisher for publisher in tx.scalars(query) if publisher is not None)
        return tuple(sorted(found))

    def holds(self, selection: Selection) -> bool:
        """Whether `selection` admits any article."""
        with self.reading() as tx:
            return any(
                tx.scalar(sa.select(articles.c.id).select_from(shelf.versions).where(*shelf.conditions).limit(1))
                for shelf in shelves(selection)
            )

    def _page(self, listing: Listing, behind: Place | None, limit: int, skip: int = 0) -> list[StoredArticle]:
        with self.reading() as tx:
            return [self._stored(tx, row) for row in tx.execute(page_of(listing, behind, limit, skip)).all()]

    # Stored versions never change, so an article once read can be kept.

    def _stored(self, tx: Transaction, row: sa.Row[*tuple[Any, ...]]) -> StoredArticle:
        return StoredArticle(self._article(tx, row.pk), row.stored_at.replace(tzinfo=UTC), row.source)

    def _article(self, tx: Transaction, version_pk: int) -> Article:
        article = self._texts.get(version_pk)
        if article is None:
            row = tx.execute(VERSION.where(versions.c.pk == version_pk)).one()
            article = _article_of(row)
            self._texts.put(version_pk, article)
        return article


def _article_of(row: sa.Row[*tuple[Any, ...]]) -> Article:
    return Article(
        row.article_id,
        row.title,
        row.text,
        row.publisher,
        row.published,
        row.url,
        row.name,
        row.byline,
        DateFound(row.date_found) if row.date_found else None,
        row.language,
        tuple(row.pages or ()),
    )
