"""The catalogue: every article version with its text, passages and vectors, and which version is live.

It is the truth. What the vector store and the lexical index hold follows from it.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from corpus import history
from corpus.article import EVERYTHING, Article, DateFound, Passage, Selection, Span
from corpus.database import Database, Transaction
from corpus.passage_rows import PassageRow as PassageRow
from corpus.passage_rows import PassageRows
from corpus.queries import IS_LIVE, LIVE, LIVE_PASSAGES, VERSION, batches, shelves
from corpus.schema import articles, collections, passages, versions
from corpus.state_rows import StateRows
from corpus.stored import StoredArticle, StoredVersion
from corpus.vector_rows import StoredVectors as StoredVectors
from corpus.version_cache import VersionCache


@dataclass(frozen=True)
class StagedPassage:
    """A passage with the key of its vector, about to be stored."""

    passage: Passage
    vector_key: bytes


class Catalogue(PassageRows, StateRows):
    """Thread-safe. Changes are made in `writing()` transactions, so that the lexical index can share them."""

    def __init__(self, database: Database, now: Callable[[], datetime] | None = None) -> None:
        """now: the present moment, UTC without saying so."""
        super().__init__(database)
        self._now = now or utc_now
        self._texts = VersionCache()

    # Articles

    def live(self, article_id: str) -> StoredArticle | None:
        """The live version of an article, or None."""
        with self.reading() as tx:
            row = tx.execute(LIVE.where(articles.c.id == article_id)).first()
            return self._stored(tx, row) if row else None

    def raw(self, article_id: str) -> str | None:
        """The text that the live version was cleaned from, where page furniture was removed from it."""
        with self.reading() as tx:
            data = tx.scalar(
                sa.select(versions.c.raw).join_from(articles, versions, IS_LIVE).where(articles.c.id == article_id)
            )
        return zlib.decompress(data).decode() if data else None

    def page(
        self, selection: Selection = EVERYTHING, after: str | None = None, limit: int = 100
    ) -> list[StoredArticle]:
        """Articles in the order of their ids, from the first id after `after`: as they are live, or were at the
        moment that `selection` looks back to.
        """
        found: list[StoredArticle] = []
        with self.reading() as tx:
            for shelf in shelves(selection):
                query = (
                    sa.select(versions.c.pk, versions.c.stored_at, articles.c.source)
                    .select_from(shelf.versions)
                    .where(*shelf.conditions)
                    .order_by(articles.c.id)
                    .limit(limit)
                )
                if after is not None:
                    query = query.where(articles.c.id > after)
                found += [self._stored(tx, row) for row in tx.execute(query).all()]
        return sorted(found, key=lambda stored: stored.article.id.encode())[:limit]

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

    def live_versions(self, tx: Transaction, only: Sequence[str] | None = None) -> dict[str, tuple[str, str | None]]:
        """Version hash and source of every live article, or of `only` those ids."""
        query = sa.select(articles.c.id, versions.c.version, articles.c.source).join_from(articles, versions, IS_LIVE)
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

    def collection_ids(self, selection: Selection = EVERYTHING) -> dict[int, str]:
        """The numbers and names of the collections that `selection` admits."""
        with self.reading() as tx:
            rows = tx.execute(sa.select(collections.c.id, collections.c.name).order_by(collections.c.id)).all()
        return {row.id: row.name for row in rows if selection.admits(row.name)}

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

    # Changes

    def stage(
        self, tx: Transaction, article: Article, staged: Sequence[StagedPassage], raw: str | None = None
    ) -> tuple[int, list[int]]:
        """Store a version that is not live yet. Returns its key and the ids of its passages."""
        tx.execute(insert(collections).values(name=article.collection).on_conflict_do_nothing())
        collection_id = tx.scalar(sa.select(collections.c.id).where(collections.c.name == article.collection))
        stored = tx.execute(
            versions.insert().values(
                article_id=article.id,
                version=article.version,
                collection_id=collection_id,
                title=article.title,
                publisher=article.publisher,
                published=article.published,
                url=article.url,
                text=article.text,
                stored_at=self._now(),
                byline=article.byline,
                date_found=article.date_found,
                language=article.language,
                pages=list(article.pages) or None,
                raw=zlib.compress(raw.encode()) if raw is not None else None,
            )
        )
        assert stored.inserted_primary_key is not None
        version_pk: int = stored.inserted_primary_key[0]
        next_id = (tx.scalar(sa.text("SELECT seq FROM sqlite_sequence WHERE name = 'passages'")) or 0) + 1
        ids = list(range(next_id, next_id + len(staged)))
        rows = [
            {
                "id": passage_id,
                "version_pk": version_pk,
                "start": item.passage.span.start,
                "end": item.passage.span.end,
                "heading": item.passage.heading,
                "header": item.passage.header,
                "vector_key": item.vector_key,
            }
            for passage_id, item in zip(ids, staged, strict=True)
        ]
        tx.execute(passages.insert(), rows)
        return version_pk, ids

    def flip(self, tx: Transaction, article_id: str, version_pk: int | None) -> None:
        """Make a staged version the live one, the version before it one of the past; with None, remove the article,
        its past included: only its history still tells of it.
        """
        old = tx.execute(LIVE.where(articles.c.id == article_id)).first()
        new = (
            tx.execute(sa.select(versions.c.version).where(versions.c.pk == version_pk)).scalar()
            if version_pk
            else None
        )
        statement = insert(articles).values(id=article_id, live=version_pk)
        tx.execute(statement.on_conflict_do_update(index_elements=["id"], set_={"live": version_pk}))
        now = max(self._now(), old.stored_at) if old else self._now()  # also where the clock was set back
        if old:
            tx.execute(versions.update().where(versions.c.pk == old.pk).values(ended_at=now))
        if version_pk is None:
            history.forget(tx, article_id)
        else:
            # One moment ends the old and begins the new: at every moment one of them is held, and never both.
            tx.execute(versions.update().where(versions.c.pk == version_pk).values(stored_at=now))
            if old:
                history.keep(tx, old.pk)
        self.mix_into_fingerprint(tx, [(article_id, old.version if old else None), (article_id, new)])

    def set_source(self, tx: Transaction, article_id: str, source: str | None) -> None:
        tx.execute(articles.update().where(articles.c.id == article_id).values(source=source))

    # Passages

    def passages(self, ids: Sequence[int], selection: Selection = EVERYTHING) -> dict[int, Passage]:
        """Those of `ids` that are admitted, cut from their stored version: live ones, or where `selection` looks back
        those of that moment.
        """
        found: dict[int, Passage] = {}
        with self.reading() as tx:
            for shelf in shelves(selection):
                own, rows = [i for i in ids if (i < 0) is shelf.is_past], shelf.passages.c
                query = sa.select(rows.id, rows.start, rows.end, rows.heading, rows.version_pk)
                query = query.select_from(shelf.standing).where(*shelf.conditions)
                for batch in batches(own):
                    for row in tx.execute(query.where(rows.id.in_(batch))).all():
                        article = self._article(tx, row.version_pk)
                        found[row.id] = article.cut(Span(row.start, row.end), row.heading)
        return found

    def live_pk(self, tx: Transaction, article_id: str) -> int | None:
        return tx.scalar(sa.select(articles.c.live).where(articles.c.id == article_id))

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


def utc_now() -> datetime:
    """The present moment as the catalogue keeps it: UTC, without saying so."""
    return datetime.now(UTC).replace(tzinfo=None)


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
