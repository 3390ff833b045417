"""An index of 10,000 passages in seconds: everything is real but the vectors, which are drawn by lot."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from threading import Lock

import numpy as np

from benchmarks.homes import default_settings, desk_over
from corpus.article import Span
from corpus.folder import read_path, source_of
from corpus.source import GivenSource
from corpus.splitter import Splitter
from index.fts5 import Fts5Index
from index.ports import Embedded, Embedder, Fingerprint, Progress, Vectors
from index.publishing import Publisher
from index.refresh import Refresher
from index.report import RefreshReport


class RandomVectors:
    """Implements Embedder under the name of another, at no cost: what is left of a refresh is what is not the model."""

    def __init__(self, named: Embedder) -> None:
        self._named = named
        self._rng = np.random.default_rng(0)

    @property
    def fingerprint(self) -> Fingerprint:
        return self._named.fingerprint

    @property
    def max_tokens(self) -> int:
        return self._named.max_tokens

    def token_starts(self, text: str) -> Sequence[int]:
        return self._named.token_starts(text)

    def embed_passages(
        self, texts: Sequence[str], sentences: Sequence[Sequence[Span]] = (), progress: Progress | None = None
    ) -> Embedded:
        if progress:
            progress(len(texts))
        return Embedded(self._drawn(len(texts)), [self._drawn(len(each)) for each in sentences])

    def embed_query(self, text: str) -> Vectors:
        vector: Vectors = self._drawn(1)[0]
        return vector

    def _drawn(self, count: int) -> Vectors:
        drawn = self._rng.standard_normal((count, self.fingerprint.dimension), dtype=np.float32)
        vectors: Vectors = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
        return vectors


def fill_without_model(home: Path, articles: Path) -> RefreshReport:
    """Refresh the folder `articles` into the new `home`, with random vectors. Raises RuntimeError when any fails."""
    with desk_over(home) as desk:
        embedder = RandomVectors(desk.embedder)
        splitter = Splitter(embedder.token_starts, default_settings(home).passage_tokens)
        publisher = Publisher(desk.catalogue, embedder, splitter, Fts5Index(), desk.cache, Lock())
        report = Refresher(desk.catalogue, publisher).refresh(GivenSource(read_path(articles), source_of(articles)))
    if report.failures:
        raise RuntimeError(f"{len(report.failures)} articles failed, such as {report.failures[0]}")
    return report
