"""The catalogue: every article version with its text, passages and vectors, and which version is live.

It is the truth. What the vector store and the lexical index hold follows from it.
"""

from __future__ import annotations

import hashlib
import uuid
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from corpus.article import EVERYTHING, Article, DateFound, Passage, Selection, Span
from corpus.database import Database, Transaction
from corpus.queries import IS_LIVE, LIVE, LIVE_PASSAGES, VERSION, admitted, batches, by_collection
from corpus.schema import articles, collections, passages, state, vectors, versions
from corpus.stored import StoredArticle
from corpus.version_cache import VersionCache

_CORPUS_HASH = "corpus_hash"
_IDENTITY = "identity"


@dataclass(frozen=True)
class StoredVectors:
    """Of a passage: its own (float32 bytes), and its sentences' one after the other (float16 bytes)."""

    passage: bytes
    sentences: bytes | None = None


@dataclass(frozen=True)
class StagedPassage:
    """A passage with the key of its vector, about to be stored."""

    passage: Passage
    vector_key: bytes


@dataclass(frozen=True)
class PassageRow:
    """A stored passage as the indexes see it. collection_id: the catalogue's number of the access collection."""

    id: int
    collection_id: int
    header: str
    text: str


class Catalogue:
    """Thread-safe. Changes are made in `writing()` transactions, so that the lexical index can share them."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.reading = database.reading
        self.writing = database.writing
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
        """Live articles in the order of their ids, from the first id after `after`."""
        query = LIVE.where(*admitted(selection)).order_by(articles.c.id).limit(limit)
        if after is not None:
            query = query.where(articles.c.id > after)
        with self.reading() as tx:
            return [self._stored(tx, row) for row in tx.execute(query).all()]

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
        """The publishers of the live articles that `selection` admits, in alphabetical order."""
        query = sa.select(versions.c.publisher).join_from(articles, versions, IS_LIVE).where(*admitted(selection))
        known = query.where(versions.c.publisher.is_not(None)).distinct().order_by(versions.c.publisher)
        with self.reading() as tx:
            return tuple(publisher for publisher in tx.scalars(known) if publisher is not None)

    def holds(self, selection: Selection) -> bool:
        """Whether `selection` admits any live article."""
        query = sa.select(articles.c.id).join_from(articles, versions, IS_LIVE).where(*admitted(selection)).limit(1)
        with self.reading() as tx:
            return tx.scalar(query) is not None

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
                stored_at=utc_now(),
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
        """Make a staged version the live one; with None, remove the article. Its old version stays as history."""
        old = tx.execute(LIVE.where(articles.c.id == article_id)).first()
        new = (
            tx.execute(sa.select(versions.c.version).where(versions.c.pk == version_pk)).scalar()
            if version_pk
            else None
        )
        statement = insert(articles).values(id=article_id, live=version_pk)
        tx.execute(statement.on_conflict_do_update(index_elements=["id"], set_={"live": version_pk}))
        if old:
            tx.execute(versions.update().where(versions.c.pk == old.pk).values(ended_at=utc_now()))
        self._mix_into_state(tx, [(article_id, old.version if old else None), (article_id, new)])

    def set_source(self, tx: Transaction, article_id: str, source: str | None) -> None:
        tx.execute(articles.update().where(articles.c.id == article_id).values(source=source))

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

    def drop_unused_vectors(self, tx: Transaction) -> int:
        """Forget vectors that belong to no passage. Returns how many."""
        unused = ~sa.exists().where(passages.c.vector_key == vectors.c.key)
        return tx.execute(vectors.delete().where(unused)).rowcount

    # Vectors

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

    def vectors(self, ids: Sequence[int]) -> dict[int, bytes]:
        """The vectors (float32 bytes) of passages."""
        query = sa.select(passages.c.id, vectors.c.data).join_from(
            passages, vectors, passages.c.vector_key == vectors.c.key
        )
        with self.reading() as tx:
            return {
                row.id: row.data for batch in batches(ids) for row in tx.execute(query.where(passages.c.id.in_(batch)))
            }

    def sentence_vectors(self, ids: Sequence[int]) -> dict[int, StoredVectors]:
        """The vectors of passages and of their sentences, where they have any."""
        query = (
            sa.select(passages.c.id, vectors.c.data, vectors.c.sentences)
            .join_from(passages, vectors, passages.c.vector_key == vectors.c.key)
            .where(vectors.c.sentences.is_not(None))
        )
        with self.reading() as tx:
            return {
                row.id: StoredVectors(row.data, row.sentences)
                for batch in batches(ids)
                for row in tx.execute(query.where(passages.c.id.in_(batch)))
            }

    # Passages

    def live_ids(self, selection: Selection = EVERYTHING) -> dict[int, list[int]]:
        """Ids of the live passages that `selection` admits, by collection number."""
        query = (
            sa.select(versions.c.collection_id, passages.c.id).select_from(LIVE_PASSAGES).where(*admitted(selection))
        )
        with self.reading() as tx:
            return by_collection(tx.execute(query.order_by(passages.c.id)))

    def passages(self, ids: Sequence[int], selection: Selection = EVERYTHING) -> dict[int, Passage]:
        """Those of `ids` that are live and admitted, cut from their stored version."""
        found: dict[int, Passage] = {}
        query = sa.select(
            passages.c.id, passages.c.start, passages.c.end, passages.c.heading, passages.c.version_pk
        ).select_from(LIVE_PASSAGES)
        with self.reading() as tx:
            for batch in batches(ids):
                for row in tx.execute(query.where(passages.c.id.in_(batch), *admitted(selection))).all():
                    article = self._article(tx, row.version_pk)
                    found[row.id] = article.cut(Span(row.start, row.end), row.heading)
        return found

    def rows(self, tx: Transaction, ids: Sequence[int]) -> Iterator[PassageRow]:
        """Stored passages, live or not, as the indexes see them."""
        query = sa.select(
            passages.c.id,
            versions.c.collection_id,
            passages.c.header,
            sa.func.substr(versions.c.text, passages.c.start + 1, passages.c.end - passages.c.start).label("text"),
        ).join_from(passages, versions, passages.c.version_pk == versions.c.pk)
        for batch in batches(ids):
            for row in tx.execute(query.where(passages.c.id.in_(batch))):
                yield PassageRow(row.id, row.collection_id, row.header, row.text)

    def ids_of_version(self, tx: Transaction, version_pk: int) -> list[int]:
        return list(tx.scalars(sa.select(passages.c.id).where(passages.c.version_pk == version_pk)))

    def live_pk(self, tx: Transaction, article_id: str) -> int | None:
        return tx.scalar(sa.select(articles.c.live).where(articles.c.id == article_id))

    # State

    def state(self, key: str) -> str | None:
        with self.reading() as tx:
            return tx.scalar(sa.select(state.c.value).where(state.c.key == key))

    def set_state(self, tx: Transaction, key: str, value: str) -> None:
        tx.execute(
            insert(state)
            .values(key=key, value=value)
            .on_conflict_do_update(index_elements=["key"], set_={"value": value})
        )

    def fingerprint(self) -> str:
        """Hash of which versions are live, 16 hex digits: the same articles give the same one, in any order."""
        return self.state(_CORPUS_HASH) or "0" * 16

    def identity(self) -> str:
        """A name for this catalogue that no other one has, made when it is first asked for."""
        found = self.state(_IDENTITY)
        if found is None:
            found = uuid.uuid4().hex[:12]
            with self.writing() as tx:
                self.set_state(tx, _IDENTITY, found)
        return found

    def _mix_into_state(self, tx: Transaction, pairs: Iterable[tuple[str, str | None]]) -> None:
        present = int(tx.scalar(sa.select(state.c.value).where(state.c.key == _CORPUS_HASH)) or "0", 16)
        for article_id, version in pairs:
            if version is not None:
                present ^= int.from_bytes(hashlib.sha256(f"{article_id}\0{version}".encode()).digest()[:8], "big")
        self.set_state(tx, _CORPUS_HASH, f"{present:016x}")

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
