"""Whether a vector store holds what it should."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from corpus.queries import batches
from index.errors import VectorStoreBroken
from index.ports import Progress, Vectors, VectorStore

Wanted = Mapping[int, Sequence[int]]
"""Ids of passages by the number of their collection."""

VectorsOf = Callable[[Sequence[int]], Mapping[int, bytes]]
"""Gives the vectors (float32 bytes) of passages."""

_SAMPLE = 16
_SELF_SEARCH_DEPTH = 10
_SAME = 1 - 1e-5  # cosine similarity from which two vectors are one


def stacked(stored: Mapping[int, bytes], ids: Sequence[int]) -> Vectors:
    """The vectors of `ids` in their order, shape (n, d)."""
    return np.stack([as_vector(stored[i]) for i in ids])


def as_vector(stored: bytes) -> Vectors:
    return np.frombuffer(stored, dtype="<f4")


def check_counts(store: VectorStore, wanted: Wanted) -> None:
    """Raises VectorStoreBroken when a collection does not hold as many as are wanted."""
    for collection_id, ids in wanted.items():
        held = store.count(str(collection_id))
        if held != len(ids):
            raise VectorStoreBroken(f"it holds {held} passages of collection {collection_id}, not {len(ids)}")


def check_sample(store: VectorStore, wanted: Wanted, vectors: VectorsOf) -> None:
    """Raises VectorStoreBroken when one of a few passages is not found by its own vector."""
    sample = {i: list(ids[:: max(1, len(ids) // _SAMPLE)]) for i, ids in wanted.items()}
    for passage_id in unreachable(store, sample, vectors):
        raise VectorStoreBroken(f"passage {passage_id} is not found by its own vector")


def unreachable(
    store: VectorStore, wanted: Wanted, vectors: VectorsOf, progress: Progress | None = None
) -> Iterator[int]:
    """Those that have a vector and are not found by it."""
    for collection_id, ids in wanted.items():
        for batch in batches(ids):
            for passage_id, stored in vectors(batch).items():
                if not finds_itself(store, collection_id, passage_id, as_vector(stored)):
                    yield passage_id
            if progress:
                progress(len(batch))


def finds_itself(store: VectorStore, collection_id: int, passage_id: int, vector: Vectors) -> bool:
    """Whether a passage is found by its own vector."""
    found = store.search(str(collection_id), vector, _SELF_SEARCH_DEPTH)
    # Passages embedded from the same text have the same vector and stand in for each other: of a great many equal
    # ones, Chroma's graph does not reach every one.
    return any(found_id == passage_id or score > _SAME for found_id, score in found)
