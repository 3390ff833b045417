"""The vector store as what it is, a cache of the catalogue that will break and must heal.

Each generation of the store is built fresh beside the one in use; the catalogue says which generation that is. A
reader searches the generation that its own view of the catalogue names.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from threading import Event

from corpus.catalogue import Catalogue
from corpus.database import Transaction
from corpus.errors import CatalogueUnusable
from corpus.queries import batches
from index.errors import VectorStoreBroken
from index.generations import Generations
from index.health import VectorState
from index.open_stores import OpenStores, close_store
from index.ports import Progress, Vectors, VectorStore, VectorStores
from index.vector_checks import VectorsOf, Wanted, check_counts, check_sample, finds_itself, stacked

logger = logging.getLogger(__name__)

_UNCLEAN = "vector_store_unclean"
_REMOVED = "vector_store_removed"


@dataclass(frozen=True)
class Beside:
    """A generation that was built beside the one in use. held: the passages that went into it."""

    number: int
    store: VectorStore
    held: Wanted


class VectorCache:
    """Searches, fills, checks and heals the vector store of one catalogue. Thread-safe.

    While state is not READY, search raises VectorStoreBroken and changes go to the catalogue alone: healing takes
    everything from there.
    """

    def __init__(self, catalogue: Catalogue, stores: VectorStores) -> None:
        self._catalogue = catalogue
        self._stores = stores
        self._generations = Generations(catalogue, stores)
        self._open = OpenStores()
        self._in_use = 0
        self._marked_unclean = False
        self._removed = 0
        self.state = VectorState.BROKEN
        self.broken = Event()
        """Set when the store is found broken; who sees it calls heal()."""

    def open(self) -> bool:
        """Open the present generation and check it. Returns whether it is usable; if not, heal() makes it so."""
        self._generations.discard_spare()
        generation = self._in_use = self._generations.present()
        try:
            if self._catalogue.state(_UNCLEAN) == "1":
                # A process that wrote was stopped without closing. What Chroma keeps of that cannot be told by
                # looking (docs/decisions/0002); building it anew costs seconds.
                raise VectorStoreBroken("it was not closed after its last change")
            store = self._stores.open(generation)
            self._open.put(generation, store)
            live = self._catalogue.live_ids()
            check_counts(store, live)
            check_sample(store, live, self._catalogue.vectors)
        except VectorStoreBroken as error:
            logger.warning("the vector store cannot be used and will be rebuilt from the catalogue: %s", error)
            self._break()
            return False
        self._removed = int(self._catalogue.state(_REMOVED) or "0")
        self.state = VectorState.READY
        return True

    def heal(self, progress: Progress | None = None) -> None:
        """Build a fresh generation from the catalogue's vectors and swap it in. Nobody else may write meanwhile.

        A store that works answers until then, and on when this fails. Raises VectorStoreBroken and CatalogueUnusable.
        """
        if self.state is not VectorState.READY:
            self.state = VectorState.HEALING
        try:
            live = self._catalogue.live_ids()
            fresh = self.build(live, self._catalogue.vectors, progress)
            self._warn_of_unreachable(fresh.store, live)
            self.adopt(fresh)
        except BaseException:
            if self.state is VectorState.HEALING:
                self.state = VectorState.BROKEN
            raise

    def build(self, wanted: Wanted, vectors: VectorsOf, progress: Progress | None = None) -> Beside:
        """A fresh generation with those of `wanted` that have vectors. Who asked adopts or abandons it.

        Raises VectorStoreBroken and CatalogueUnusable.
        """
        number = self._generations.take()
        store: VectorStore | None = None
        held: dict[int, list[int]] = {}
        try:
            self._stores.discard(number)
            store = self._stores.open(number)
            for collection_id, ids in wanted.items():
                for batch in batches(ids):
                    stored = vectors(batch)  # what was removed meanwhile has none
                    if stored:
                        store.add(str(collection_id), list(stored), stacked(stored, list(stored)))
                    held.setdefault(collection_id, []).extend(stored)
                    if progress:
                        progress(len(batch))
            check_counts(store, held)
        except BaseException:
            close_store(store)
            self._generations.discard(number)
            raise
        return Beside(number, store, held)

    def abandon(self, beside: Beside) -> None:
        """Close and remove a generation that is not wanted after all."""
        close_store(beside.store)
        self._generations.discard(beside.number)

    def adopt(self, beside: Beside, record: Callable[[Transaction], None] | None = None) -> None:
        """Put a generation in use, in one transaction with what `record` does. Nobody else may write meanwhile.

        When that fails, the generation is gone and all is as it was.
        """
        old = self._generations.present()
        self._open.put(beside.number, beside.store)  # before anybody's view of the catalogue can name it
        try:
            with self._catalogue.writing() as tx:
                if record:
                    record(tx)
                self._catalogue.set_state(tx, _UNCLEAN, "1")
                self._generations.use(tx, beside.number, old)
        except BaseException:
            self._retire(beside.number)
            raise
        self._in_use, self._marked_unclean, self._removed = beside.number, True, 0
        self.state = VectorState.READY
        self.broken.clear()
        self._retire(old)

    def held(self) -> AbstractContextManager[None]:
        """Enter it before a view of the catalogue: what that view searches stays open until the block ends."""
        return self._open.held()

    def search(self, collection_id: int, vector: Vectors, limit: int) -> list[tuple[int, float]]:
        """(passage id, cosine similarity), best first. Raises VectorStoreBroken."""
        generation = self._generations.present()
        store = self._ready(generation)
        try:
            return store.search(str(collection_id), vector, limit)
        except VectorStoreBroken as error:
            self._break_if_in_use(generation, error)
            raise

    def add(self, collection_id: int, ids: Sequence[int]) -> None:
        """Take the vectors of staged passages from the catalogue."""
        self._change(lambda store: store.add(str(collection_id), ids, stacked(self._catalogue.vectors(ids), ids)))

    def remove(self, collection_id: int, ids: Sequence[int]) -> None:
        """Forget passages."""
        self._removed += len(ids)
        self._change(lambda store: store.remove(str(collection_id), ids))

    def dead_share(self) -> float:
        """How much of what this generation was given is dead, from 0 to 1. heal() leaves it behind."""
        _, live = self._catalogue.count_live()
        return self._removed / max(1, self._removed + live)

    def ids(self, collection_id: int) -> set[int]:
        """What the store holds. Raises VectorStoreBroken."""
        return self._ready(self._generations.present()).ids(str(collection_id))

    def finds_itself(self, collection_id: int, passage_id: int, vector: Vectors) -> bool:
        """Whether a passage is found by its own vector. Raises VectorStoreBroken."""
        return finds_itself(self._ready(self._generations.present()), collection_id, passage_id, vector)

    def close(self) -> None:
        """Stop cleanly: what was written is on disk and the store need not be rebuilt at the next start."""
        was_ready, self.state = self.state is VectorState.READY, VectorState.BROKEN
        closed = self._open.close()
        if closed and was_ready and self._marked_unclean:
            try:
                with self._catalogue.writing() as tx:
                    self._catalogue.set_state(tx, _UNCLEAN, "0")
                    self._catalogue.set_state(tx, _REMOVED, str(self._removed))
                self._marked_unclean = False
            except CatalogueUnusable as error:
                logger.warning("the vector store will be rebuilt at the next start: %s", error)

    def _ready(self, generation: int) -> VectorStore:
        if self.state is not VectorState.READY:
            raise VectorStoreBroken("the vector store is being rebuilt from the catalogue")
        return self._open.get(generation)

    def _change(self, change: Callable[[VectorStore], None]) -> None:
        if not self._marked_unclean:  # a store that misses a change while it is out is unclean too
            with self._catalogue.writing() as tx:
                self._catalogue.set_state(tx, _UNCLEAN, "1")
            self._marked_unclean = True
        if self.state is not VectorState.READY:
            return  # healing takes it from the catalogue
        try:
            change(self._open.get(self._generations.present()))
        except VectorStoreBroken as error:
            logger.warning("a change did not reach the vector store, which will be rebuilt: %s", error)
            self._break()

    def _break_if_in_use(self, generation: int, error: VectorStoreBroken) -> None:
        if generation == self._in_use:  # and not one that was swapped for a new one meanwhile
            logger.warning("the vector store failed to answer and will be rebuilt: %s", error)
            self._break()

    def _break(self) -> None:
        self.state = VectorState.BROKEN
        self.broken.set()

    def _retire(self, generation: int) -> None:
        self._open.retire(generation, lambda: self._generations.discard(generation))

    def _warn_of_unreachable(self, store: VectorStore, live: Wanted) -> None:
        """A graph built anew may still not reach every one of many near-equal vectors: building again mends nothing."""
        try:
            check_sample(store, live, self._catalogue.vectors)
        except VectorStoreBroken as error:
            logger.warning("in the rebuilt vector store %s; its words find it", error)
