"""The generations of the vector store that this process has open."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock

from index.errors import VectorStoreBroken
from index.ports import VectorStore

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Retired:
    """A generation that is closed when nobody of `readers` is at work any more, and what is done after that."""

    generation: int
    readers: set[object]
    then: Callable[[], None]


class OpenStores:
    """Thread-safe. One that is retired stays open for who began to read before that."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._stores: dict[int, VectorStore] = {}
        self._readers: set[object] = set()
        self._retired: list[_Retired] = []

    @contextmanager
    def held(self) -> Iterator[None]:
        """While the block runs, nothing is closed that was open when it began."""
        reader = object()
        with self._lock:
            self._readers.add(reader)
        try:
            yield
        finally:
            with self._lock:
                self._readers.discard(reader)
                for retired in self._retired:
                    retired.readers.discard(reader)
                over = [retired for retired in self._retired if not retired.readers]
                self._retired = [retired for retired in self._retired if retired.readers]
            for retired in over:
                self._finish(retired)

    def put(self, generation: int, store: VectorStore) -> None:
        with self._lock:
            self._stores[generation] = store

    def get(self, generation: int) -> VectorStore:
        """Raises VectorStoreBroken when that generation is not open."""
        with self._lock:
            store = self._stores.get(generation)
        if store is None:
            raise VectorStoreBroken("the vector store is being rebuilt from the catalogue")
        return store

    def __contains__(self, generation: int) -> bool:
        with self._lock:
            return generation in self._stores

    def retire(self, generation: int, then: Callable[[], None]) -> None:
        """Close a generation, and do `then`, as soon as nobody can be searching it."""
        with self._lock:
            retired = _Retired(generation, set(self._readers), then)
            if retired.readers:
                self._retired.append(retired)
                return
        self._finish(retired)

    def close(self) -> bool:
        """Close all. Returns whether each closed cleanly."""
        with self._lock:
            stores, self._stores = list(self._stores.values()), {}
            retired, self._retired = self._retired, []
        closed = [close_store(store) for store in stores]
        for each in retired:
            each.then()
        return all(closed)

    def _finish(self, retired: _Retired) -> None:
        with self._lock:
            store = self._stores.pop(retired.generation, None)
        close_store(store)
        retired.then()


def close_store(store: VectorStore | None) -> bool:
    """Returns whether it closed cleanly."""
    try:
        if store is not None:
            store.close()
    except VectorStoreBroken as error:
        logger.warning("the vector store did not close cleanly: %s", error)
        return False
    return True
