"""Bringing the index to the corpus's present state: add, replace, remove. Twice is once.

What happens to an article, in this order, so that a crash at any point leaves it wholly old or wholly new:
its passages and vectors are stored under new ids; the vector store takes them; one transaction makes the version
live and changes the lexical index; then the old passages are forgotten. What a crash leaves behind is dead, is met by
nobody, and is swept at the next start.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from threading import Lock

from corpus.article import Article, Passage, Span
from corpus.catalogue import Catalogue, StagedPassage, StoredVectors
from corpus.cleaning import cleaned
from corpus.database import Transaction
from corpus.errors import CorpusError
from corpus.folder import SourceItem
from corpus.sentences import sentence_spans
from corpus.splitter import Splitter
from index.change import Change, Outcome, RefreshReport
from index.errors import ModelMismatch, SearchIndexError
from index.fts5 import Fts5Index
from index.plan import RefreshPlan
from index.ports import Embedder, Progress
from index.vector_cache import VectorCache

logger = logging.getLogger(__name__)

_GROUP_PASSAGES = 512  # how many passages are embedded, stored and made live together
_MODEL = "embedding_model"


@dataclass(frozen=True)
class _Prepared:
    """A changed article, split, with what is embedded of each passage and the key of its vector."""

    article: Article
    source: str | None
    change: Change
    passages: list[Passage]
    texts: list[str]
    keys: list[bytes]


class Refresher:
    """The only writer of the index. Thread-safe: changes take turns under `lock`."""

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

    def put(self, article: Article, source: str | None = None) -> Outcome:
        """Add or replace one article; it is searchable when this returns. Raises CorpusError, SearchIndexError.

        Who puts an article decides: it replaces one of any source. Without a `source` it keeps the one it had.
        """
        with self._lock:
            with self._catalogue.reading() as tx:
                live = self._catalogue.live_versions(tx, [article.id])
            prepared = self._prepare(article, source or live.get(article.id, (None, None))[1], live)
            if prepared is None:
                return Outcome(article.id, Change.UNCHANGED)
            self._publish([prepared])
            return Outcome(article.id, prepared.change)

    def remove(self, article_id: str) -> Outcome | None:
        """Take an article out of every answer; None when there is no such article."""
        with self._lock:
            if self._catalogue.live(article_id) is None:
                return None
            self._retire([article_id])
            return Outcome(article_id, Change.REMOVED)

    def refresh(self, items: Iterable[SourceItem], root: str, progress: Progress | None = None) -> RefreshReport:
        """Make the live articles from below `root` those of `items`. progress counts articles.

        A failed article keeps its old version live and is reported; so are articles of a file that cannot be read.
        """
        started = time.perf_counter()
        report = RefreshReport()
        with self._lock:
            self.sweep()
            with self._catalogue.reading() as tx:
                live = self._catalogue.live_versions(tx)
            plan = RefreshPlan({article_id: source for article_id, (_, source) in live.items()}, root)
            for group in _groups(self._changes(items, plan, live, report, progress)):
                self._publish_reporting(group, report)
                if progress:
                    progress(len(group))
            gone = plan.gone()
            self._retire(gone)
            report.outcomes += [Outcome(article_id, Change.REMOVED) for article_id in gone]
        report.seconds = time.perf_counter() - started
        return report

    def sweep(self) -> None:
        """Forget what a stopped process left behind: passages of versions that never became live, or no longer are."""
        with self._catalogue.reading() as tx:
            dead = self._catalogue.dead_passages(tx)
        self._forget(dead)

    def _changes(
        self,
        items: Iterable[SourceItem],
        plan: RefreshPlan,
        live: dict[str, tuple[str, str | None]],
        report: RefreshReport,
        progress: Progress | None,
    ) -> Iterator[_Prepared]:
        for item in items:
            outcome = plan.refused(item)
            if outcome is None and isinstance(item.reading, Article):
                try:
                    prepared = self._prepare(item.reading, item.source, live)
                except ModelMismatch:
                    raise
                except (CorpusError, SearchIndexError) as error:
                    outcome = Outcome(item.reading.id, Change.FAILED, str(error))
                else:
                    if prepared is not None:
                        yield prepared
                        continue
                    outcome = Outcome(item.reading.id, Change.UNCHANGED)
            if outcome is not None:
                report.outcomes.append(outcome)
            if progress:
                progress(1)

    def _prepare(
        self, article: Article, source: str | None, live: dict[str, tuple[str, str | None]]
    ) -> _Prepared | None:
        """The article split and keyed, or None when it is live as it is."""
        article = cleaned(article)
        version, owner = live.get(article.id, (None, None))
        if version == article.version:
            if owner != source:
                with self._catalogue.writing() as tx:
                    self._catalogue.set_source(tx, article.id, source)
            return None
        self._claim_model()
        passages = self._splitter.split(article)
        texts = [self._embedded_text(passage) for passage in passages]
        change = Change.ADDED if version is None else Change.REPLACED
        return _Prepared(article, source, change, passages, texts, [self._key(text) for text in texts])

    def _publish_reporting(self, group: Sequence[_Prepared], report: RefreshReport) -> None:
        try:
            report.embedded += self._publish(group)
        except (SearchIndexError, CorpusError, RuntimeError, ValueError, OSError) as error:
            if len(group) > 1:  # find out which article it was
                for prepared in group:
                    self._publish_reporting([prepared], report)
                return
            report.outcomes.append(Outcome(group[0].article.id, Change.FAILED, f"{type(error).__name__}: {error}"))
            return
        report.passages += sum(len(prepared.passages) for prepared in group)
        report.outcomes += [Outcome(prepared.article.id, prepared.change) for prepared in group]

    def _publish(self, group: Sequence[_Prepared]) -> int:
        """Make prepared articles live, each wholly. Returns how many passages had to be embedded.

        Raises before any of them is live, or not at all.
        """
        wanted = {
            key: (text, passage.text)
            for prepared in group
            for key, text, passage in zip(prepared.keys, prepared.texts, prepared.passages, strict=True)
        }
        known = self._catalogue.known_vectors(wanted)
        new = {key: texts for key, texts in wanted.items() if key not in known}
        vectors = self._embed(list(new.values())) if new else []
        with self._catalogue.writing() as tx:
            self._catalogue.store_vectors(tx, dict(zip(new, vectors, strict=True)))
            staged = [self._catalogue.stage(tx, p.article, _staged(p)) for p in group]
            new_rows = [list(self._catalogue.rows(tx, ids)) for _, ids in staged]
        by_collection: dict[int, list[int]] = {}
        for row in (row for rows in new_rows for row in rows):
            by_collection.setdefault(row.collection_id, []).append(row.id)
        dead: dict[int, list[int]] = {}
        try:
            for collection_id, ids in by_collection.items():
                self._cache.add(collection_id, ids)
            with self._catalogue.writing() as tx:
                for prepared, (version_pk, _), rows in zip(group, staged, new_rows, strict=True):
                    _merge(dead, self._unlist(tx, prepared.article.id))
                    self._catalogue.flip(tx, prepared.article.id, version_pk, prepared.source)
                    self._lexical.add(tx, rows)
        except BaseException:
            self._if_possible(self.sweep)
            raise
        self._if_possible(lambda: self._forget(dead))
        return len(new)

    def _embed(self, texts: Sequence[tuple[str, str]]) -> list[StoredVectors]:
        """Of pairs of what is embedded and the passage's text that it ends with."""
        sentences = [
            [Span(len(text) - len(own) + s.start, len(text) - len(own) + s.end) for s in sentence_spans(own)]
            for text, own in texts
        ]
        embedded = self._embedder.embed_passages([text for text, _ in texts], sentences)
        return [
            StoredVectors(passage.astype("<f4").tobytes(), of_sentences.astype("<f2").tobytes())
            for passage, of_sentences in zip(embedded.passages, embedded.sentences, strict=True)
        ]

    def _retire(self, article_ids: Sequence[str]) -> None:
        dead: dict[int, list[int]] = {}
        with self._catalogue.writing() as tx:
            for article_id in article_ids:
                _merge(dead, self._unlist(tx, article_id))
                self._catalogue.flip(tx, article_id, None)
        self._if_possible(lambda: self._forget(dead))

    def _unlist(self, tx: Transaction, article_id: str) -> dict[int, list[int]]:
        """Take the live version's passages out of the lexical index; their ids by collection."""
        live_pk = self._catalogue.live_pk(tx, article_id)
        rows = list(self._catalogue.rows(tx, self._catalogue.ids_of_version(tx, live_pk))) if live_pk else []
        self._lexical.remove(tx, rows)
        return {rows[0].collection_id: [row.id for row in rows]} if rows else {}

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


def check_model(catalogue: Catalogue, embedder: Embedder) -> str | None:
    """The embedding model the index was built by, None while it is empty. Raises ModelMismatch if it is another."""
    recorded, present = catalogue.state(_MODEL), str(embedder.fingerprint)
    if recorded is not None and recorded != present:
        raise ModelMismatch(
            f"the index was built by the embedding model {recorded}, but {present} is configured: set "
            "DEALDESK_EMBEDDING_MODEL back, or refresh into a new DEALDESK_HOME"
        )
    return recorded


def _staged(prepared: _Prepared) -> list[StagedPassage]:
    return [StagedPassage(p, key) for p, key in zip(prepared.passages, prepared.keys, strict=True)]


def _groups(changes: Iterable[_Prepared]) -> Iterator[list[_Prepared]]:
    group: list[_Prepared] = []
    size = 0
    for prepared in changes:
        group.append(prepared)
        size += len(prepared.passages)
        if size >= _GROUP_PASSAGES:
            yield group
            group, size = [], 0
    if group:
        yield group


def _merge(into: dict[int, list[int]], more: dict[int, list[int]]) -> None:
    for key, ids in more.items():
        into.setdefault(key, []).extend(ids)
