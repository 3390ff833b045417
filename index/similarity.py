"""How near the found passages, and each of their sentences, are to the query."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from corpus.catalogue import StoredVectors
from index.hit import Hit
from index.ports import Vectors

_DIGITS = 4  # what float16 keeps; and equal sentences are equally near, wherever they stand in the multiplied matrix


def with_similarities(hits: Sequence[Hit], vector: Vectors, stored: Mapping[int, StoredVectors]) -> tuple[Hit, ...]:
    """The hits with their similarities to the query's `vector`, as far as `stored` has their vectors."""
    return tuple(_compared(hit, vector, stored[hit.passage_id]) if hit.passage_id in stored else hit for hit in hits)


def _compared(hit: Hit, vector: Vectors, stored: StoredVectors) -> Hit:
    own = np.frombuffer(stored.passage, dtype="<f4")
    of_sentences = np.frombuffer(stored.sentences or b"", dtype="<f2").astype(np.float32).reshape(-1, len(vector))
    return replace(
        hit,
        similarity=round(float(own @ vector), _DIGITS),
        sentence_similarities=tuple(round(float(near), _DIGITS) for near in of_sentences @ vector),
    )
