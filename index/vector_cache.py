"""The vector store as what it is, a cache of the catalogue that will break and must heal.

Each generation of the store is built fresh beside the one in use; the catalogue says which generation that is.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from threading import Event, Lock

import numpy as np

from corpus.catalogue import Catalogue
from corpus.errors import CatalogueUnusable
from corpus.queries import batches
from index.errors import VectorStoreBroken
from index.health import VectorState
from index.ports import Progress, Vectors, VectorStore, VectorStores

logger = logging.getLogger(__name__)

_GENERATION = "vector_generation"
_UNCLEAN = "vector_store_unclean"
_SAMPLE = 16
_SELF_SEARCH_DEPTH = 10
_SAME = 1 - 1e-5  # cosine similarity from which two vectors are one
_Change = Callable[[VectorStore], None]


class VectorCache:
    """Searches, fills, checks and heals the vector store of one catalogue. Thread-safe.

    While state is not READY, search raises VectorStoreBroken and changes go to the catalogue alone: healing takes
    everything from there.
    """

    def __init__(self, catalogue: Catalogue, stores: VectorStores) -> None:
        self._catalogue = catalogue
        self._stores = stores
        self._store: VectorStore | None = None
        self._marked_unclean = False
        self._swap = Lock()
        self.state = VectorState.BROKEN
        self.broken = Event()
        """Set when the store is found broken; who sees it calls heal()."""

    def open(self) -> bool:
        """Open the present generation and check it. Returns whether it is usable; if not, heal() makes it so."""
        try:
            if self._catalogue.state(_UNCLEAN) == "1":
                # A process that wrote was stopped without closing. What Chroma keeps of that cannot be told by
                # looking (docs/decisions/0002); building it anew costs seconds.
                raise VectorStoreBroken("it was not closed after its last change")
            self._store = self._stores.open(self._generation())
            self._check_counts(self._store)
            self._check_sample(self._store)
        except VectorStoreBroken as error:
            logger.warning("the vector store cannot be used and will be rebuilt from the catalogue: %s", error)
            self._break()
            return False
        self.state = VectorState.READY
        return True

    def heal(self, progress: Progress | None = None) -> None:
        """Build a fresh generation from the catalogue's vectors and swap it in. Nobody else may write meanwhile."""
        self.state = VectorState.HEALING
        old = self._generation()
        new = old + 1
        fresh: VectorStore | None = None
        try:
            self._stores.discard(new)  # left half built by a process that was stopped
            fresh = self._stores.open(new)
            self._fill(fresh, progress)
            self._check_counts(fresh)
            self._warn_of_unreachable(fresh)
            self._mark(unclean=True, generation=new)
        except BaseException:
            self.state = VectorState.BROKEN
            _close(fresh)
            raise
        self.broken.clear()
        with self._swap:
            broken, self._store = self._store, fresh
            self.state = VectorState.READY
        _close(broken)
        try:
            self._stores.discard(old)
        except VectorStoreBroken as error:
            logger.warning("generation %d of the vector store could not be removed: %s", old, error)

    def search(self, collection_id: int, vector: Vectors, limit: int) -> list[tuple[int, float]]:
        """(passage id, cosine similarity), best first. Raises VectorStoreBroken."""
        store = self._ready()
        try:
            return store.search(str(collection_id), vector, limit)
        except VectorStoreBroken as error:
            if store is self._store:  # and not one that was swapped for a new one meanwhile
                logger.warning("the vector store failed to answer and will be rebuilt: %s", error)
                self._break()
            raise

    def add(self, collection_id: int, ids: Sequence[int]) -> None:
        """Take the vectors of staged passages from the catalogue."""
        self._change(lambda store: store.add(str(collection_id), ids, self._vectors(ids)))

    def remove(self, collection_id: int, ids: Sequence[int]) -> None:
        """Forget passages."""
        self._change(lambda store: store.remove(str(collection_id), ids))

    def ids(self, collection_id: int) -> set[int]:
        """What the store holds. Raises VectorStoreBroken."""
        return self._ready().ids(str(collection_id))

    def finds_itself(self, collection_id: int, passage_id: int, vector: Vectors) -> bool:
        """Whether a passage is found by its own vector. Raises VectorStoreBroken."""
        return _finds_itself(self._ready(), str(collection_id), passage_id, vector)

    def close(self) -> None:
        """Stop cleanly: what was written is on disk and the store need not be rebuilt at the next start."""
        closed = _close(self._store)
        self._store = None
        if closed and self.state is VectorState.READY and self._marked_unclean:
            try:
                self._mark(unclean=False)
            except CatalogueUnusable as error:
                logger.warning("the vector store will be rebuilt at the next start: %s", error)
        self.state = VectorState.BROKEN

    def _ready(self) -> VectorStore:
        with self._swap:
            if self._store is None or self.state is not VectorState.READY:
                raise VectorStoreBroken("the vector store is being rebuilt from the catalogue")
            return self._store

    def _change(self, change: _Change) -> None:
        if not self._marked_unclean:  # a store that misses a change while it is out is unclean too
            self._mark(unclean=True)
        if self.state is not VectorState.READY:
            return  # healing takes it from the catalogue
        try:
            change(self._ready())
        except VectorStoreBroken as error:
            logger.warning("a change did not reach the vector store, which will be rebuilt: %s", error)
            self._break()

    def _break(self) -> None:
        self.state = VectorState.BROKEN
        self.broken.set()

    def _mark(self, *, unclean: bool, generation: int | None = None) -> None:
        with self._catalogue.writing() as tx:
            self._catalogue.set_state(tx, _UNCLEAN, "1" if unclean else "0")
            if generation is not None:
                self._catalogue.set_state(tx, _GENERATION, str(generation))
        self._marked_unclean = unclean

    def _fill(self, store: VectorStore, progress: Progress | None) -> None:
        for collection_id, ids in self._catalogue.live_ids().items():
            for batch in batches(ids):
                store.add(str(collection_id), batch, self._vectors(batch))
                if progress:
                    progress(len(batch))

    def _check_counts(self, store: VectorStore) -> None:
        for collection_id, ids in self._catalogue.live_ids().items():
            held = store.count(str(collection_id))
            if held != len(ids):
                raise VectorStoreBroken(f"it holds {held} passages of collection {collection_id}, not {len(ids)}")

    def _warn_of_unreachable(self, store: VectorStore) -> None:
        """A graph built anew may still not reach every one of many near-equal vectors: building again mends nothing."""
        try:
            self._check_sample(store)
        except VectorStoreBroken as error:
            logger.warning("in the rebuilt vector store %s; its words find it", error)

    def _check_sample(self, store: VectorStore) -> None:
        for collection_id, ids in self._catalogue.live_ids().items():
            for passage_id in ids[:: max(1, len(ids) // _SAMPLE)]:
                if not _finds_itself(store, str(collection_id), passage_id, self._vectors([passage_id])[0]):
                    raise VectorStoreBroken(f"passage {passage_id} is not found by its own vector")

    def _vectors(self, ids: Sequence[int]) -> Vectors:
        stored = self._catalogue.vectors(ids)
        return np.stack([np.frombuffer(stored[i], dtype="<f4") for i in ids])

    def _generation(self) -> int:
        return int(self._catalogue.state(_GENERATION) or "1")


def _finds_itself(store: VectorStore, collection: str, passage_id: int, vector: Vectors) -> bool:
    found = store.search(collection, vector, _SELF_SEARCH_DEPTH)
    # Passages embedded from the same text have the same vector and stand in for each other: of a great many equal
    # ones, Chroma's graph does not reach every one.
    return any(found_id == passage_id or score > _SAME for found_id, score in found)


def _close(store: VectorStore | None) -> bool:
    try:
        if store is not None:
            store.close()
    except VectorStoreBroken as error:
        logger.warning("the vector store did not close cleanly: %s", error)
        return False
    return True
