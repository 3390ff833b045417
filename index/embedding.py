"""The Embedder that runs a model by ONNX Runtime: it loads in less than a second and imports no torch."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
from tokenizers import Tokenizer

from corpus.article import Span
from index.model_folder import ModelFolder
from index.onnx_export import INPUTS, OUTPUTS
from index.ports import Embedded, Embedder, Fingerprint, Progress, Vectors
from index.prepared_models import PreparedModels

if TYPE_CHECKING:
    from onnxruntime import InferenceSession  # type: ignore[import-untyped]

_PROVIDERS = ["CUDAExecutionProvider", "CPUExecutionProvider"]  # the first that the installed ONNX Runtime has


class OnnxEmbedder(Embedder):
    """Each text is read alone, on one thread, and as many at the same time as there are processors.

    That is half as fast again as batches on all threads, for nothing is padded and no thread waits for another one
    (docs/decisions/0034); and a text has the same vector, to the last bit, whatever is embedded beside it. The model is
    loaded by the first text that needs it. Thread-safe.
    """

    def __init__(self, folder: ModelFolder, prepared: PreparedModels, known_as: str | None = None) -> None:
        """known_as: the name of the same model in fingerprints, where its files have moved. Raises ModelUnusable."""
        self._folder = folder
        self._prepared = prepared
        self._fingerprint = replace(folder.fingerprint, name=known_as or folder.name)
        self._loading = Lock()
        self._session: InferenceSession | None = None
        self.embedded = 0  # passages given to the model so far

    @property
    def fingerprint(self) -> Fingerprint:
        return self._fingerprint

    @cached_property
    def max_tokens(self) -> int:
        return self._folder.reads_tokens - 2

    def token_starts(self, text: str) -> Sequence[int]:
        return [start for start, end in self._tokenizer.encode(text, add_special_tokens=False).offsets if end > start]

    def embed_passages(
        self, texts: Sequence[str], sentences: Sequence[Sequence[Span]] = (), progress: Progress | None = None
    ) -> Embedded:
        vectors = np.empty((len(texts), self.fingerprint.dimension), dtype=np.float32)
        of_sentences: list[Vectors] = [vectors[:0]] * len(texts)
        pool = ThreadPoolExecutor(_processors(), "embedding")
        try:
            spans = sentences or [()] * len(texts)
            for row, (vector, pooled) in enumerate(pool.map(self._embed, texts, spans)):
                vectors[row], of_sentences[row] = vector, pooled
                if progress:
                    progress(1)
        finally:
            pool.shutdown(cancel_futures=True)
        self.embedded += len(texts)
        return Embedded(vectors, of_sentences)

    def embed_query(self, text: str) -> Vectors:
        vector, _ = self._embed(text, ())
        return vector

    def _embed(self, text: str, sentences: Sequence[Span]) -> tuple[Vectors, Vectors]:
        """The vector of a text, and those of its sentences: of each, the mean of its tokens, which the model read with
        the whole text around them.

        "Late chunking" (Guenther et al. 2024, arXiv:2409.04701) on sentences: it costs no second reading.
        """
        prompt = self._folder.prompt
        read = self._reader.encode(f"{prompt}{text}")
        session = self._session or self._load()
        inputs = dict(zip(INPUTS, (np.array([read.ids]), np.array([read.attention_mask])), strict=True))
        [vector], [tokens] = session.run(OUTPUTS, inputs)
        starts = np.array([start - len(prompt) if end > start else -1 for start, end in read.offsets])
        pooled = np.zeros((len(sentences), tokens.shape[1]), dtype=np.float32)
        for row, span in enumerate(sentences):
            within = tokens[(starts >= span.start) & (starts < span.end)]
            if len(within):
                pooled[row] = _unit(within.mean(axis=0))
        return _unit(vector), pooled

    def _load(self) -> InferenceSession:
        with self._loading:
            if self._session is None:
                from onnxruntime import InferenceSession, SessionOptions, get_available_providers

                options = SessionOptions()
                options.intra_op_num_threads = options.inter_op_num_threads = 1
                there = [name for name in _PROVIDERS if name in get_available_providers()]
                self._session = InferenceSession(str(self._prepared.file_of(self._folder)), options, providers=there)
            return self._session

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        return self._folder.tokenizer()

    @cached_property
    def _reader(self) -> Tokenizer:
        tokenizer = self._folder.tokenizer()
        tokenizer.enable_truncation(self._folder.reads_tokens)
        return tokenizer


def _processors() -> int:
    """How many this process may use, where the system says it."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _unit(vector: Vectors) -> Vectors:
    unit: Vectors = (vector / max(float(np.linalg.norm(vector)), 1e-12)).astype(np.float32, copy=False)
    return unit
