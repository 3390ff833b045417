"""The ports of this room. Each has one law (tests/index/laws) that every adapter passes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from corpus.article import EVERYTHING, Selection, Span
from index.hit import Retrieval

Vectors = npt.NDArray[np.float32]
"""Float32, unit length; shape (d,) for one, (n, d) for several."""

Progress = Callable[[int], None]
"""Told how many more items are done."""


@dataclass(frozen=True)
class Fingerprint:
    """Which embedding model made a vector: vectors of different fingerprints are never compared."""

    name: str
    weights_sha256: str
    dimension: int

    def __str__(self) -> str:
        return f"{self.name}@{self.weights_sha256[:12]}/{self.dimension}"


@dataclass(frozen=True)
class Embedded:
    """What an embedder makes of texts. passages: (n, d), one row a text; sentences: for each text (m, d), one row for
    each of its sentences, read in the context of the text around it, of unit length, or zero where the sentence lies
    beyond the tokens that are read.
    """

    passages: Vectors
    sentences: Sequence[Vectors]


class Embedder(Protocol):
    """Turns text into vectors. Thread-safe. Knowing the fingerprint and counting tokens cost no model load."""

    @property
    def fingerprint(self) -> Fingerprint: ...

    @property
    def max_tokens(self) -> int:
        """How many tokens of a text reach the vector; what is beyond is invisible."""
        ...

    def token_starts(self, text: str) -> Sequence[int]:
        """The character offset at which each token of `text` starts, ascending."""
        ...

    def embed_passages(
        self, texts: Sequence[str], sentences: Sequence[Sequence[Span]] = (), progress: Progress | None = None
    ) -> Embedded:
        """In the order given. sentences: for each text, where its sentences stand in it; without, none are embedded."""
        ...

    def embed_query(self, text: str) -> Vectors:
        """Shape (dimension,)."""
        ...


class VectorStore(Protocol):
    """Keeps vectors by collection and id, and finds the nearest. Thread-safe. Raises VectorStoreBroken."""

    def add(self, collection: str, ids: Sequence[int], vectors: Vectors) -> None:
        """Keep `vectors` (n, d) under `ids`; an id already there takes the new vector."""
        ...

    def remove(self, collection: str, ids: Sequence[int]) -> None:
        """Forget `ids`; one that is not there is no error."""
        ...

    def search(self, collection: str, vector: Vectors, limit: int) -> list[tuple[int, float]]:
        """(id, cosine similarity), best first, at most `limit`; empty for a collection that holds nothing."""
        ...

    def ids(self, collection: str) -> set[int]: ...

    def count(self, collection: str) -> int: ...

    def close(self) -> None: ...


class VectorStores(Protocol):
    """Where vector stores are kept: each generation apart, so that a new one is built beside the old."""

    def open(self, generation: int) -> VectorStore:
        """Raises VectorStoreBroken."""
        ...

    def discard(self, generation: int) -> None:
        """Remove all of a generation that nobody has open; one that is not there is no error."""
        ...


class Reranker(Protocol):
    """Judges passages by reading each together with the query. Thread-safe."""

    def scores(self, query: str, texts: Sequence[str]) -> Sequence[float]:
        """How well each text answers the query, in the order given; higher is better. Raises ModelUnusable."""
        ...


class Searcher(Protocol):
    """Finds passages for a query. Thread-safe."""

    def search(self, query: str, selection: Selection = EVERYTHING, top_k: int = 8) -> Retrieval: ...


@dataclass(frozen=True)
class WordCounts:
    """passages: how many the selection's collections hold; holding: how many of them hold each stem."""

    passages: int
    holding: Mapping[str, int]


class WordCounter(Protocol):
    """Tells how rare words are."""

    def count_words(self, stems: Sequence[str], selection: Selection = EVERYTHING) -> WordCounts: ...


class Holdings(Protocol):
    """Tells what sources there are, within what a reader may meet."""

    def publishers(self, selection: Selection = EVERYTHING) -> tuple[str, ...]:
        """The publishers of the articles that `selection` admits, in alphabetical order."""
        ...

    def holds(self, selection: Selection) -> bool:
        """Whether `selection` admits any article."""
        ...
