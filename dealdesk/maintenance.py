"""What is due once a day, and when articles are to be erased: nothing that was deleted stays on the disk."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Lock

from corpus.article import EVERYTHING, Selection
from corpus.catalogue import Catalogue, utc_now
from corpus.database import Transaction
from corpus.erasing import erase_traces, erase_versions, expired_versions, past_ids_of
from corpus.errors import CorpusError
from corpus.stored import Erased
from index.errors import SearchIndexError
from index.fts5 import Fts5Index
from index.health import VectorState
from index.publishing import Publisher
from index.vector_cache import VectorCache
from index.work import Bounded

logger = logging.getLogger(__name__)

_BATCH = 100  # versions erased while writers wait
_DEAD_SHARE = 1 / 3  # of a vector store, from which it is built anew: half as many dead passages as live ones
_FREE_SHARE = 0.1  # of the catalogue's file


class Maintenance:
    """Erases what nobody may meet any more, and gives its room back. Thread-safe; answers and writers go on meanwhile.

    keep_days: for how long versions of the past are kept; 0 for not at all. lock: the publisher's. forget: what else
    is to be forgotten, each tried on its own. erase: what else tells of articles that are gone; returns how much.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        lexical: Fts5Index,
        cache: VectorCache,
        publisher: Publisher,
        lock: Lock,
        keep_days: int,
        forget: Sequence[Callable[[], object]] = (),
        now: Callable[[], datetime] = utc_now,
        erase: Sequence[Callable[[Transaction], int]] = (),
    ) -> None:
        self._catalogue = catalogue
        self._lexical = lexical
        self._cache = cache
        self._publisher = publisher
        self._lock = lock
        self._keep_days = keep_days
        self._forget = forget
        self._now = now
        self._erase = erase
        self._turn = Lock()

    def purge(self, article_ids: Sequence[str], within: Selection = EVERYTHING) -> Erased:
        """Remove articles of the collections of `within`, and erase them and all that was removed or has expired.

        Raises CorpusError.
        """
        unknown = tuple(i for i in dict.fromkeys(article_ids) if not self._is_kept(i, within))
        removed = tuple(outcome.article_id for outcome in self._publisher.retire(article_ids, Bounded(within)))
        return replace(self.run(thorough=True), removed=removed, unknown=unknown)

    def run(self, *, thorough: bool = False) -> Erased:
        """Erase what was removed or has expired. thorough: leave none of it in any file, whatever that costs.

        Raises CorpusError when nothing could be erased. Room that cannot be given back now is given back next time.
        """
        with self._turn:
            self._publisher.sweep()
            versions = self._erase_versions()
            with self._lock, self._catalogue.writing() as tx:
                erase_traces(tx)
                told = sum(erase(tx) for erase in self._erase)
                vectors = self._catalogue.drop_unused_vectors(tx)
            for forget in self._forget:
                _if_possible(forget, "something old is left to the next maintenance")
            for collection_id in self._catalogue.collection_ids():
                with self._lock, self._catalogue.writing() as tx:
                    self._lexical.optimize(tx, collection_id)
            is_clean = self._renew(thorough)
            if thorough or versions or vectors or told or self._catalogue.database.free_share() > _FREE_SHARE:
                is_clean = self._compact() and is_clean
            return Erased(versions=versions, vectors=vectors, leaves_traces=not is_clean)

    def _is_kept(self, article_id: str, within: Selection) -> bool:
        """Whether the article is live within or, once it was removed, a version of it is kept that was."""
        kept = self._catalogue.versions(article_id)
        standing = [version for version in kept if version.ended_at is None] or kept
        return any(within.admits(version.collection) for version in standing)

    def _erase_versions(self) -> int:
        ended_until = self._now() - timedelta(days=self._keep_days) if self._keep_days else datetime.max
        erased = 0
        while True:
            with self._lock, self._catalogue.writing() as tx:
                expired = expired_versions(tx, ended_until, _BATCH)
                self._lexical.remove(tx, list(self._catalogue.rows(tx, past_ids_of(tx, expired))))
                erase_versions(tx, expired)
            erased += len(expired)
            if len(expired) < _BATCH:
                return erased

    def _renew(self, thorough: bool) -> bool:
        """Build the vector store anew where much of it is dead. A broken one is built anew anyway."""
        if self._cache.dead_share() <= (0 if thorough else _DEAD_SHARE):
            return True
        with self._lock:
            if self._cache.state is not VectorState.READY:
                return False
            return _if_possible(self._cache.heal, "the dead part of the vector store is left to the next maintenance")

    def _compact(self) -> bool:
        compacted = False

        def compact() -> None:
            nonlocal compacted
            with self._lock:  # writers of articles wait here for as long as it takes, and not until a deadline
                compacted = self._catalogue.database.compact()

        return _if_possible(compact, "what was erased may still stand in free pages of the catalogue") and compacted


def _if_possible(do: Callable[[], object], otherwise: str) -> bool:
    try:
        do()
    except (CorpusError, SearchIndexError, OSError) as error:
        logger.warning("%s: %s", otherwise, error)
        return False
    return True
