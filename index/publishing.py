"""Making article versions live, each wholly or not at all.

What happens to an article, in this order, so that a crash at any point leaves it wholly old or wholly new:
its passages and vectors are stored under new ids; the vector store takes them; one transaction makes the version
live and changes the lexical index; then the old passages are forgotten. What a crash leaves behind is dead, is met by
nobody, and is swept at the next start.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from threading import Lock

from corpus import history, story_index
from corpus.article import Article, Passage
from corpus.catalogue import Catalogue, StagedPassage
from corpus.change import Change, Outcome
from corpus.cleaning import cleaned
from corpus.database import Transaction
from corpus.errors import CorpusError, NotYours
from corpus.language import with_language
from corpus.precondition import ALWAYS, Precondition
from corpus.splitter import Splitter
from index.allowed import check_allowed
from index.embedded_text import EmbeddedText, embedded_text, stored_vectors
from index.errors import ModelMismatch
from index.fts5 import Fts5Index
from index.ports import Embedder
from index.vector_cache import VectorCache
from index.work import Unwatched, Work, embedding_told

logger = logging.getLogger(__name__)

_KEPT_TOGETHER = 64  # passages whose vectors are stored in one step: what a kill can cost of the model's work
MODEL = "embedding_model"
"""The state that names, by its fingerprint, the model of the live vectors."""


@dataclass(frozen=True)
class Prepared:
    """An article, split, with what `embedder` is to read of each passage."""

    article: Article
    location: str | None
    raw: str | None
    passages: list[Passage]
    texts: list[EmbeddedText]
    embedder: Embedder


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
        self._model = (embedder, splitter)
        self._lexical = lexical
        self._cache = cache
        self._lock = lock

    def prepare(self, article: Article, location: str | None, raw: str | None = None) -> Prepared:
        """The article, as it is stored, split and keyed. Raises CorpusError and SearchIndexError."""
        return _prepared(article, location, raw, *self._claimed_model())

    def use(self, embedder: Embedder, splitter: Splitter) -> None:
        """Go on with another model: called under `lock` by who made its vectors the live ones."""
        self._model = (embedder, splitter)

    def publish(
        self, group: Sequence[Prepared], work: Work | None = None, supposed: Precondition = ALWAYS
    ) -> tuple[list[Outcome], int]:
        """Make prepared articles live. Returns what became of each, and how many passages had to be embedded.

        Raises before any of them is live, or not at all; NotYours where one reaches beyond `work.within`,
        NotAsExpected where one replaces another version than is `supposed`.
        """
        work = work or Unwatched()
        group, embedded = self._embedded(group, work)
        with self._lock:
            # Nothing is left to do, unless unused vectors were dropped in between, or another model took over.
            group, more = self._embedded(group, work)
            embedded += more
            outcomes, dead = self._flip(group, work, supposed)
            self._if_possible(lambda: self._forget(dead))
        return outcomes, embedded

    def retire(
        self, article_ids: Sequence[str], work: Work | None = None, supposed: Precondition = ALWAYS
    ) -> list[Outcome]:
        """Take articles out of every answer. Those that are not live, or not within `work.within`, are passed over.

        Raises NotAsExpected, and nothing is done, where one is of another version than is `supposed`.
        """
        work = work or Unwatched()
        dead: dict[int, list[int]] = {}
        outcomes: list[Outcome] = []
        with self._lock:
            with self._catalogue.writing() as tx:
                for article_id in article_ids:
                    live = self._catalogue.live_versions(tx, [article_id], work.within)
                    if not live:
                        continue
                    supposed.check(article_id, live[article_id][0])
                    _merge(dead, self._unlist(tx, article_id, remembered=False))
                    self._catalogue.flip(tx, article_id, None)
                    story_index.unlink(tx, article_id)
                    outcomes.append(Outcome(article_id, Change.REMOVED))
                work.done(tx, outcomes)
            self._if_possible(lambda: self._forget(dead))
        return outcomes

    def sweep(self) -> None:
        """Forget what a stopped process left behind: passages of versions that never became live, or no longer are."""
        with self._lock:
            self._sweep()

    def _embedded(self, group: Sequence[Prepared], work: Work) -> tuple[list[Prepared], int]:
        """The group under the model in use, and how many vectors had to be made.

        Those that were not there yet are stored. Vectors that belong to no passage do no harm.
        """
        embedder, splitter = self._model
        group = [
            p if p.embedder is embedder else _prepared(p.article, p.location, p.raw, embedder, splitter) for p in group
        ]
        wanted = {text.key: text for prepared in group for text in prepared.texts}
        known = self._catalogue.known_vectors(wanted)
        # Texts of like length go together, which is what the model is fast with.
        new = sorted((text for key, text in wanted.items() if key not in known), key=lambda text: -len(text.text))
        told = embedding_told(work, len(new))
        for start in range(0, len(new), _KEPT_TOGETHER):
            vectors = stored_vectors(embedder, new[start : start + _KEPT_TOGETHER], told)
            with self._catalogue.writing() as tx:
                self._catalogue.store_vectors(tx, vectors)
        return group, len(new)

    def _flip(
        self, group: Sequence[Prepared], work: Work, supposed: Precondition
    ) -> tuple[list[Outcome], dict[int, list[int]]]:
        """Stage the group, hand it to the vector store, and make it live in one transaction."""
        with self._catalogue.writing() as tx:
            self._check(tx, group, work, supposed)  # before a collection is made that there is not to be
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
                self._check(tx, group, work, supposed)
                for prepared, (version_pk, _), rows in zip(changed, staged, new_rows, strict=True):
                    _merge(dead, self._unlist(tx, prepared.article.id, remembered=True))
                    self._catalogue.flip(tx, prepared.article.id, version_pk)
                    self._lexical.add(tx, rows)
                    story_index.link(tx, prepared.article, rows[0].collection_id)
                for prepared in group:
                    self._catalogue.set_source(tx, prepared.article.id, prepared.location)
                work.done(tx, outcomes)
        except BaseException:
            self._if_possible(self._sweep)
            raise
        return outcomes, dead

    def _check(self, tx: Transaction, group: Sequence[Prepared], work: Work, supposed: Precondition) -> None:
        check_allowed(self._catalogue, tx, [prepared.article for prepared in group], work.within, supposed)

    def _unlist(self, tx: Transaction, article_id: str, *, remembered: bool) -> dict[int, list[int]]:
        """Take the live version's passages out of the lexical index; their ids by collection.

        remembered: their words go over to those of the past; otherwise the article's past loses its words too.
        """
        live_pk = self._catalogue.live_pk(tx, article_id)
        rows = list(self._catalogue.rows(tx, self._catalogue.ids_of_version(tx, live_pk))) if live_pk else []
        self._lexical.remove(tx, rows)
        if remembered:
            self._lexical.add(tx, [replace(row, id=-row.id) for row in rows])
        else:
            self._lexical.remove(tx, list(self._catalogue.rows(tx, history.ids_of(tx, article_id))))
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

    def _claimed_model(self) -> tuple[Embedder, Splitter]:
        """The model in use, recorded with the first passage. Raises ModelMismatch when another one is recorded."""
        model = self._model
        if (recorded := self._catalogue.state(MODEL)) is None:
            with self._catalogue.writing() as tx:
                self._catalogue.set_state(tx, MODEL, str(model[0].fingerprint))
        elif recorded != str(model[0].fingerprint):
            with self._lock:  # another model may be about to be used here
                model = self._model
            check_model(self._catalogue, model[0])
        return model


def _prepared(
    article: Article, location: str | None, raw: str | None, embedder: Embedder, splitter: Splitter
) -> Prepared:
    passages = splitter.split(article)
    room = embedder.max_tokens - splitter.max_tokens
    texts = [embedded_text(embedder, passage.header, passage.text, room) for passage in passages]
    return Prepared(article, location, raw, passages, texts, embedder)


def as_stored(article: Article) -> Article:
    """What is kept of an article that came in. Raises InvalidArticle."""
    return with_language(cleaned(article))


def failure_of(error: Exception) -> str:
    """What is told of an article that could not be made live."""
    return str(error) if isinstance(error, NotYours) else f"{type(error).__name__}: {error}"


def check_model(catalogue: Catalogue, embedder: Embedder) -> str | None:
    """The embedding model the index was built by, None while it is empty. Raises ModelMismatch if it is another."""
    recorded, present = catalogue.state(MODEL), str(embedder.fingerprint)
    if recorded is not None and recorded != present:
        raise ModelMismatch(
            f"the index was built by the embedding model {recorded}, but {present} is what is there now: put the "
            "model's files back as they were, or refresh into a new DEALDESK_HOME"
        )
    return recorded


def _outcome(prepared: Prepared, live: dict[str, tuple[str, str | None]]) -> Outcome:
    version, _ = live.get(prepared.article.id, (None, None))
    if version == prepared.article.version:
        return Outcome(prepared.article.id, Change.UNCHANGED)
    return Outcome(prepared.article.id, Change.ADDED if version is None else Change.REPLACED)


def _staged(prepared: Prepared) -> list[StagedPassage]:
    return [StagedPassage(p, text.key) for p, text in zip(prepared.passages, prepared.texts, strict=True)]


def _merge(into: dict[int, list[int]], more: dict[int, list[int]]) -> None:
    for key, ids in more.items():
        into.setdefault(key, []).extend(ids)
