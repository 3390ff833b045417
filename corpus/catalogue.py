"""The catalogue: every article version with its text, passages and vectors, and which version is live.

It is the truth. What the vector store and the lexical index hold follows from it.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from corpus import history
from corpus.article import EVERYTHING, Article, Passage, Selection, Span
from corpus.article_rows import ArticleRows
from corpus.database import Database, Transaction
from corpus.passage_rows import PassageRow as PassageRow
from corpus.passage_rows import PassageRows
from corpus.queries import IS_LIVE, LIVE, batches, of_collections, shelves
from corpus.schema import articles, collections, passages, versions
from corpus.state_rows import StateRows
from corpus.vector_rows import StoredVectors as StoredVectors


@dataclass(frozen=True)
class StagedPassage:
    """A passage with the key of its vector, about to be stored."""

    passage: Passage
    vector_key: bytes


class Catalogue(ArticleRows, PassageRows, StateRows):
    """Thread-safe. Changes are made in `writing()` transactions, so that the lexical index can share them."""

    def __init__(self, database: Database, now: Callable[[], datetime] | None = None) -> None:
        """now: the present moment, UTC without saying so."""
        super().__init__(database)
        self._now = now or utc_now

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
        change = [old.pk] if old else []
        change += [version_pk] if version_pk else []
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
        for row in tx.execute(sa.select(versions).where(versions.c.pk.in_(change))).all():
            self.mix_into_fingerprint(tx, row.collection_id, article_id, row.version)

    def set_source(self, tx: Transaction, article_id: str, source: str | None) -> None:
        tx.execute(articles.update().where(articles.c.id == article_id).values(source=source))

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

    def live_pk(self, tx: Transaction, article_id: str, within: Selection = EVERYTHING) -> int | None:
        """Key of the live version; None where there is none, or it stands beyond the collections of `within`."""
        query = sa.select(articles.c.live).join_from(articles, versions, IS_LIVE)
        return tx.scalar(query.where(articles.c.id == article_id, *of_collections(within)))


def utc_now() -> datetime:
    """The present moment as the catalogue keeps it: UTC, without saying so."""
    return datetime.now(UTC).replace(tzinfo=None)
