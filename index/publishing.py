"""Making article versions live, each wholly or not at all.

What happens to an article, in this order, so that a crash at any point leaves it wholly old or wholly new:
its passages and vectors are stored under new ids; the vector store takes them; one transaction makes the version
live and changes the lexical index; then the old passages are forgotten. What a crash leaves behind is dead, is met by
nobody, and is swept at the next start.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock

from corpus.article import Article, Passage, Span
from corpus.catalogue import Catalogue, StagedPassage, StoredVectors
from corpus.change import Change, Outcome
from corpus.cleaning import cleaned
from corpus.database import Transaction
from corpus.errors import CorpusError
from corpus.sentences import sentence_spans
from corpus.splitter import Splitter
from index.errors import ModelMismatch
from index.fts5 import Fts5Index
from index.ports import Embedder
from index.vector_cache import VectorCache
from index.work import Unwatched, Work

logger = logging.getLogger(__name__)

_MODEL = "embedding_model"


@dataclass(frozen=True)
class Prepared:
    """An article, split, with what is embedded of each passage and the key of its vector."""

    article: Article
    location: str | None
    raw: str | None
    passages: list[Passage]
    texts: list[str]
    keys: list[bytes]


class Publisher:
    """The only writer of the index. Thread-safe: changes take turns under `lock`, embedding does not."""

    def __init__(
        self,
        catalogue: Catalogue,
        embedder: Embedder,
        splitter: Splitter,
        lexical: Fts5Index,
        cache: VectorCache,
        lock: Lock,
    ) -> None:
        self._catalogue = catalogue
        self._embedder = embedder
        self._splitter = splitter
        self._lexical = lexical
        self._cache = cache
        self._lock = lock

    def prepare(self, article: Article, location: str | None, raw: str | None = None) -> Prepared:
        """The article, as it is stored, split and keyed. Raises CorpusError and SearchIndexError."""
        self._claim_model()
        passages = self._splitter.split(article)
        texts = [self._embedded_text(passage) for passage in passages]
        return Prepared(article, location, raw, passages, texts, [self._key(text) for text in texts])

    def publish(self, group: Sequence[Prepared], work: Work | None = None) -> tuple[list[Outcome], int]:
        """Make prepared articles live. Returns what became of each, and how many passages had to be embedded.

        Raises before any of them is live, or not at all.
        """
        work = work or Unwatched()
        embedded = self._embed(group, work)
        with self._lock:
            embedded += self._embed(group, work)  # nothing, unless unused vectors were dropped in between
            outcomes, dead = self._flip(group, work)
            self._if_possible(lambda: self._forget(dead))
        return outcomes, embedded

    def retire(self, article_ids: Sequence[str], work: Work | None = None) -> list[Outcome]:
        """Take articles out of every answer. Those that are not live are passed over."""
        dead: dict[int, list[int]] = {}
        outcomes: list[Outcome] = []
        with self._lock:
            with self._catalogue.writing() as tx:
                for article_id in article_ids:
                    if self._catalogue.live_pk(tx, article_id) is None:
                        continue
                    _merge(dead, self._unlist(tx, article_id))
                    self._catalogue.flip(tx, article_id, None)
                    outcomes.append(Outcome(article_id, Change.REMOVED))
                (work or Unwatched()).done(tx, outcomes)
            self._if_possible(lambda: self._forget(dead))
        return outcomes

    def sweep(self) -> None:
        """Forget what a stopped process left behind: passages of versions that never became live, or no longer are."""
        with self._lock:
            self._sweep()

    def _embed(self, group: Sequence[Prepared], work: Work) -> int:
        """Store the vectors that are not there yet. Vectors that belong to no passage do no harm."""
        wanted = {
            key: (text, passage.text)
            for prepared in group
            for key, text, passage in zip(prepared.keys, prepared.texts, prepared.passages, strict=True)
        }
        known = self._catalogue.known_vectors(wanted)
        new = {key: texts for key, texts in wanted.items() if key not in known}
        if new:
            vectors = self._vectors(list(new.values()), work)
            with self._catalogue.writing() as tx:
                self._catalogue.store_vectors(tx, dict(zip(new, vectors, strict=True)))
        return len(new)

    def _vectors(self, texts: Sequence[tuple[str, str]], work: Work) -> list[StoredVectors]:
        """Of pairs of what is embedded and the passage's text that it ends with."""
        sentences = [
            [Span(len(text) - len(own) + s.start, len(text) - len(own) + s.end) for s in sentence_spans(own)]
            for text, own in texts
        ]
        done = 0

        def progress(more: int) -> None:
            nonlocal done
            done += more
            work.embedding(done, len(texts))

        embedded = self._embedder.embed_passages([text for text, _ in texts], sentences, progress)
        return [
            StoredVectors(passage.astype("<f4").tobytes(), of_sentences.astype("<f2").tobytes())
            for passage, of_sentences in zip(embedded.passages, embedded.sentences, strict=True)
        ]

    def _flip(self, group: Sequence[Prepared], work: Work) -> tuple[list[Outcome], dict[int, list[int]]]:
        """Stage the group, hand it to the vector store, and make it live in one transaction."""
        with self._catalogue.writing() as tx:
            live = self._catalogue.live_versions(tx, [prepared.article.id for prepared in group])
            changed = [p for p in group if live.get(p.article.id, (None, None))[0] != p.article.version]
            staged = [self._catalogue.stage(tx, p.article, _staged(p), p.raw) for p in changed]
            new_rows = [list(self._catalogue.rows(tx, ids)) for _, ids in staged]
        by_collection: dict[int, list[int]] = {}
        for row in (row for rows in new_rows for row in rows):
            by_collection.setdefault(row.collection_id, []).append(row.id)
        dead: dict[int, list[int]] = {}
        outcomes = [_outcome(prepared, live) for prepared in group]
        try:
            for collection_id, ids in by_collection.items():
                self._cache.add(collection_id, ids)
            with self._catalogue.writing() as tx:
                for prepared, (version_pk, _), rows in zip(changed, staged, new_rows, strict=True):
                    _merge(dead, self._unlist(tx, prepared.article.id))
                    self._catalogue.flip(tx, prepared.article.id, version_pk)
                    self._lexical.add(tx, rows)
                for prepared in group:
                    self._catalogue.set_source(tx, prepared.article.id, prepared.location)
                work.done(tx, outcomes)
        except BaseException:
            self._if_possible(self._sweep)
            raise
        return outcomes, dead

    def _unlist(self, tx: Transaction, article_id: str) -> dict[int, list[int]]:
        """Take the live version's passages out of the lexical index; their ids by collection."""
        live_pk = self._catalogue.live_pk(tx, article_id)
        rows = list(self._catalogue.rows(tx, self._catalogue.ids_of_version(tx, live_pk))) if live_pk else []
        self._lexical.remove(tx, rows)
        return {rows[0].collection_id: [row.id for row in rows]} if rows else {}

    def _sweep(self) -> None:
        with self._catalogue.reading() as tx:
            dead = self._catalogue.dead_passages(tx)
        self._forget(dead)

    def _if_possible(self, forget: Callable[[], None]) -> None:
        """What is dead is met by nobody, so that it stays is no failure: the next sweep takes it."""
        try:
            forget()
        except CorpusError as error:
            logger.warning("dead passages are left to the next sweep: %s", error)

    def _forget(self, dead: dict[int, list[int]]) -> None:
        for collection_id, ids in dead.items():
            self._cache.remove(collection_id, ids)
        if dead:
            with self._catalogue.writing() as tx:
                self._catalogue.drop_passages(tx, [i for ids in dead.values() for i in ids])

    def _claim_model(self) -> None:
        """Record the embedding model with the first passage. Raises ModelMismatch when another one is recorded."""
        if check_model(self._catalogue, self._embedder) is None:
            with self._catalogue.writing() as tx:
                self._catalogue.set_state(tx, _MODEL, str(self._embedder.fingerprint))

    def _embedded_text(self, passage: Passage) -> str:
        header = passage.header
        room = self._embedder.max_tokens - self._splitter.max_tokens
        starts = self._embedder.token_starts(header)
        if len(starts) > room:
            header = header[: starts[room]].rstrip()
        return f"{header}\n{passage.text}"

    def _key(self, text: str) -> bytes:
        return hashlib.sha256(f"{self._embedder.fingerprint}\0{text}".encode()).digest()


def as_stored(article: Article) -> Article:
    """What is kept of an article that came in. Raises InvalidArticle."""
    return cleaned(article)


def check_model(catalogue: Catalogue, embedder: Embedder) -> str | None:
    """The embedding model the index was built by, None while it is empty. Raises ModelMismatch if it is another."""
    recorded, present = catalogue.state(_MODEL), str(embedder.fingerprint)
    if recorded is not None and recorded != present:
        raise ModelMismatch(
            f"the index was built by the embedding model {recorded}, but {present} is configured: set "
            "DEALDESK_EMBEDDING_MODEL back, or refresh into a new DEALDESK_HOME"
        )
    return recorded


def _outcome(prepared: Prepared, live: dict[str, tuple[str, str | None]]) -> Outcome:
    version, _ = live.get(prepared.article.id, (None, None))
    if version == prepared.article.version:
        return Outcome(prepared.article.id, Change.UNCHANGED)
    return Outcome(prepared.article.id, Change.ADDED if version is None else Change.REPLACED)


def _staged(prepared: Prepared) -> list[StagedPassage]:
    return [StagedPassage(p, key) for p, key in zip(prepared.passages, prepared.keys, strict=True)]


def _merge(into: dict[int, list[int]], more: dict[int, list[int]]) -> None:
    for key, ids in more.items():
        into.setdefault(key, []).extend(ids)
