"""The vector store as what it is, a cache of the catalogue that will break and must heal.

Each generation of the store is built fresh beside the one in use; the catalogue says which generation that is.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from threading import Event, Lock

import numpy as np

from corpus.catalogue import Catalogue, batches
from corpus.database import Transaction
from index.errors import VectorStoreBroken
from index.health import VectorState
from index.ports import Progress, Vectors, VectorStore, VectorStores

logger = logging.getLogger(__name__)

_GENERATION = "vector_generation"
_UNCLEAN = "vector_store_unclean"
_SAMPLE = 16
_SELF_SEARCH_DEPTH = 10
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
            self._check(self._store)
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
        try:
            self._stores.discard(new)  # left half built by a process that was stopped
            fresh = self._stores.open(new)
            for collection_id, ids in self._catalogue.live_ids().items():
                for batch in batches(ids):
                    fresh.add(str(collection_id), batch, self._vectors(batch))
                    if progress:
                        progress(len(batch))
            self._check(fresh)
        except VectorStoreBroken:
            self.state = VectorState.BROKEN
            raise
        self.broken.clear()
        with self._swap:
            broken, self._store = self._store, fresh
            with self._catalogue.writing() as tx:
                self._catalogue.set_state(tx, _GENERATION, str(new))
                self._mark(tx, unclean=True)
            self.state = VectorState.READY
        _close(broken)
        self._stores.discard(old)

    def search(self, collection_id: int, vector: Vectors, limit: int) -> list[tuple[int, float]]:
        """(passage id, cosine similarity), best first. Raises VectorStoreBroken."""
        store = self._ready()
        try:
            return store.search(str(collection_id), vector, limit)
        except VectorStoreBroken as error:
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
        _close(self._store)
        self._store = None
        if self.state is VectorState.READY and self._marked_unclean:
            with self._catalogue.writing() as tx:
                self._mark(tx, unclean=False)
        self.state = VectorState.BROKEN

    def _ready(self) -> VectorStore:
        with self._swap:
            if self._store is None or self.state is not VectorState.READY:
                raise VectorStoreBroken("the vector store is being rebuilt from the catalogue")
            return self._store

    def _change(self, change: _Change) -> None:
        if self.state is not VectorState.READY:
            return  # healing takes it from the catalogue
        if not self._marked_unclean:
            with self._catalogue.writing() as tx:
                self._mark(tx, unclean=True)
        try:
            change(self._ready())
        except VectorStoreBroken as error:
            logger.warning("a change did not reach the vector store, which will be rebuilt: %s", error)
            self._break()

    def _break(self) -> None:
        self.state = VectorState.BROKEN
        self.broken.set()

    def _mark(self, tx: Transaction, *, unclean: bool) -> None:
        self._catalogue.set_state(tx, _UNCLEAN, "1" if unclean else "0")
        self._marked_unclean = unclean

    def _check(self, store: VectorStore) -> None:
        for collection_id, ids in self._catalogue.live_ids().items():
            held = store.count(str(collection_id))
            if held != len(ids):
                raise VectorStoreBroken(f"it holds {held} passages of collection {collection_id}, not {len(ids)}")
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
    if any(found_id == passage_id for found_id, _ in found):
        return True
    # Passages that were embedded from the same text stand in front of each other: look among all of them.
    crowded = len(found) == _SELF_SEARCH_DEPTH and found[-1][1] > 1 - 1e-5
    return crowded and any(i == passage_id for i, _ in store.search(collection, vector, store.count(collection)))


def _close(store: VectorStore | None) -> None:
    try:
        if store is not None:
            store.close()
    except VectorStoreBroken as error:
        logger.warning("the vector store did not close cleanly: %s", error)
