"""Parts that fit the ports: an embedder without a model, and stores that fail when told to."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from corpus.article import Span
from index.errors import SearchIndexError, VectorStoreBroken
from index.exact_vectors import ExactVectorStore
from index.ports import Embedded, Embedder, Fingerprint, Progress, Vectors, VectorStore, VectorStores

_TOKEN = re.compile(r"\w+|[^\w\s]")


@dataclass
class FakeEmbedder(Embedder):
    """A hashed bag of words: texts that share words are near. Remembers what it embedded.

    poison: a text that holds it cannot be embedded.
    """

    name: str = "fake"
    dimension: int = 256
    poison: str | None = None
    texts: list[str] = field(default_factory=list)

    @property
    def embedded(self) -> int:
        return len(self.texts)

    @property
    def fingerprint(self) -> Fingerprint:
        return Fingerprint(self.name, "0" * 64, self.dimension)

    @property
    def max_tokens(self) -> int:
        return 64

    def token_starts(self, text: str) -> Sequence[int]:
        return [match.start() for match in _TOKEN.finditer(text)]

    def embed_passages(
        self, texts: Sequence[str], sentences: Sequence[Sequence[Span]] = (), progress: Progress | None = None
    ) -> Embedded:
        for text in texts:
            if self.poison and self.poison in text:
                raise SearchIndexError(f"cannot embed {self.poison!r}")
        self.texts += texts
        if progress:
            progress(len(texts))
        return Embedded(
            self._vectors(texts),
            [
                self._vectors([s.of(text) for s in each])
                for text, each in zip(texts, sentences or [()] * len(texts), strict=True)
            ],
        )

    def _vectors(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self._vector(text) for text in texts]) if texts else np.empty((0, self.dimension), np.float32)

    def embed_query(self, text: str) -> Vectors:
        return self._vector(text)

    def _vector(self, text: str) -> Vectors:
        vector = np.full(self.dimension, 0.01, dtype=np.float32)
        for word in _TOKEN.findall(text.lower()):
            vector[zlib.crc32(word.encode()) % self.dimension] += 1
        unit: Vectors = vector / np.linalg.norm(vector)
        return unit


@dataclass
class Fuse:
    """Blows at the call number `at`, and at every one after it if `for_good`; counts calls from 1."""

    at: int | None = None
    for_good: bool = True
    calls: int = 0

    def burn(self) -> None:
        self.calls += 1
        if self.at is not None and (self.calls == self.at or (self.for_good and self.calls > self.at)):
            raise VectorStoreBroken(f"storage call {self.calls} was told to fail")


class FailingStore(ExactVectorStore):
    """Burns its fuse before each call. A failing `add` has kept half of what it was given."""

    def __init__(self, fuse: Fuse) -> None:
        super().__init__()
        self.fuse = fuse

    def add(self, collection: str, ids: Sequence[int], vectors: Vectors) -> None:
        try:
            self.fuse.burn()
        except VectorStoreBroken:
            half = len(ids) // 2
            super().add(collection, ids[:half], vectors[:half])
            raise
        super().add(collection, ids, vectors)

    def remove(self, collection: str, ids: Sequence[int]) -> None:
        self.fuse.burn()
        super().remove(collection, ids)

    def search(self, collection: str, vector: Vectors, limit: int) -> list[tuple[int, float]]:
        self.fuse.burn()
        return super().search(collection, vector, limit)

    def count(self, collection: str) -> int:
        self.fuse.burn()
        return super().count(collection)

    def close(self) -> None:
        self.fuse.burn()


class FailingStores(VectorStores):
    """Generations in memory whose stores share a fuse. Remembers which generations exist."""

    def __init__(self, fuse: Fuse | None = None) -> None:
        self.fuse = fuse or Fuse()
        self.generations: dict[int, FailingStore] = {}

    def open(self, generation: int) -> VectorStore:
        self.fuse.burn()
        return self.generations.setdefault(generation, FailingStore(self.fuse))

    def discard(self, generation: int) -> None:
        self.fuse.burn()
        self.generations.pop(generation, None)
