"""Checking the indexes against the catalogue, and building them anew from it."""

from __future__ import annotations

import logging
from threading import Lock

from corpus import story_index
from corpus.catalogue import Catalogue
from dealdesk.verification import Verifications
from index.fts5 import Fts5Index
from index.health import VectorState
from index.ports import Progress
from index.publishing import Publisher
from index.vector_cache import VectorCache
from index.verify import Verification, verify

logger = logging.getLogger(__name__)


class IndexCare:
    """Thread-safe; answers go on meanwhile. lock: the publisher's."""

    def __init__(
        self, catalogue: Catalogue, lexical: Fts5Index, cache: VectorCache, publisher: Publisher, lock: Lock
    ) -> None:
        self._catalogue = catalogue
        self._lexical = lexical
        self._cache = cache
        self._publisher = publisher
        self._lock = lock
        self.verifications = Verifications(catalogue)

    def rebuild(self, progress: Progress | None = None) -> None:
        """Build the vector store, the lexical index and the stories anew from the catalogue. Nothing is embedded."""
        self._publisher.sweep()
        with self._lock:
            with self._catalogue.writing() as tx:
                self._catalogue.drop_unused_vectors(tx)
                for collection_id in self._catalogue.collection_ids():
                    self._lexical.drop(tx, collection_id)
                for ids in (*self._catalogue.live_ids().values(), *self._catalogue.all_past_ids().values()):
                    self._lexical.add(tx, self._catalogue.rows(tx, ids))
                story_index.link_anew(tx, self._catalogue.all_live())
            self._cache.heal(progress)
        self.verifications.forget()

    def heal(self) -> None:
        """Build the vector store anew, if it is broken. Raises VectorStoreBroken when that fails too."""
        with self._lock:
            if self._cache.state is VectorState.READY:
                return
            logger.warning("rebuilding the vector store from the catalogue")
            self._cache.heal()
        self._publisher.sweep()
        logger.warning("the vector store was rebuilt from the catalogue")

    def verify(self, progress: Progress | None = None) -> Verification:
        """Check every passage in every index, while nobody writes. What is found is kept in mind."""
        with self._lock:
            found = verify(self._catalogue, self._lexical, self._cache, progress)
        self.verifications.remember(found)
        return found

    def check_and_mend(self) -> None:
        """The same, but writers go on where all is well; and what is not is built anew."""
        if self._cache.state is not VectorState.READY:
            return  # it is being rebuilt
        found = verify(self._catalogue, self._lexical, self._cache)
        if not found.problems:
            self.verifications.remember(found)
            return
        found = self.verify()  # or it was a change at that very moment
        if found.problems:
            logger.warning("%d problems, such as: %s; all indexes are rebuilt", len(found.problems), found.problems[0])
            self.rebuild()
            self.verify()
