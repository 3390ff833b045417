"""The in-memory adapter of the VectorStore port: exact search by numpy."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock

import numpy as np

from index.ports import Vectors


def nearest(ids: Sequence[int], vectors: Vectors, query: Vectors, limit: int) -> list[tuple[int, float]]:
    """The `limit` rows of `vectors` (n, d) most similar to `query` (d,), best first; equal ones by lower id."""
    scores = vectors @ query
    order = np.lexsort((np.asarray(ids), -scores))[:limit]
    return [(int(ids[i]), float(scores[i])) for i in order]


class ExactVectorStore:
    """Holds everything in memory and forgets it on exit."""

    def __init__(self) -> None:
        self._collections: dict[str, dict[int, Vectors]] = {}
        self._lock = Lock()

    def add(self, collection: str, ids: Sequence[int], vectors: Vectors) -> None:
        with self._lock:
            self._collections.setdefault(collection, {}).update(zip(ids, vectors, strict=True))

    def remove(self, collection: str, ids: Sequence[int]) -> None:
        with self._lock:
            held = self._collections.get(collection, {})
            for passage_id in ids:
                held.pop(passage_id, None)

    def search(self, collection: str, vector: Vectors, limit: int) -> list[tuple[int, float]]:
        with self._lock:
            held = dict(self._collections.get(collection, {}))
        return nearest(list(held), np.stack(list(held.values())), vector, limit) if held else []

    def ids(self, collection: str) -> set[int]:
        with self._lock:
            return set(self._collections.get(collection, {}))

    def count(self, collection: str) -> int:
        return len(self.ids(collection))

    def close(self) -> None:
        """Nothing to release."""


class ExactVectorStores:
    """Generations in memory."""

    def __init__(self) -> None:
        self._generations: dict[int, ExactVectorStore] = {}

    def open(self, generation: int) -> ExactVectorStore:
        return self._generations.setdefault(generation, ExactVectorStore())

    def discard(self, generation: int) -> None:
        self._generations.pop(generation, None)
