"""The sentence-transformers adapter of the Reranker port: any CrossEncoder, by name. None is bundled."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from index.errors import ModelUnusable

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

_BATCH_SIZE = 16


class CrossEncoderReranker:
    """Reads query and passage together. The model is loaded by the first search that needs it. Thread-safe.

    name: a model folder by its path, or a model of the local Hugging Face cache, with one score a pair.
    """

    def __init__(self, name: str) -> None:
        """Raises ModelUnusable: nothing is fetched from the network without being asked for."""
        self._name = name
        self._path = _folder_of(name)
        self._lock = Lock()

    def scores(self, query: str, texts: Sequence[str]) -> list[float]:
        """Raises ModelUnusable when the model is none that gives one score a pair."""
        if not texts:
            return []
        with self._lock:
            found = self._model.predict(
                [(query, text) for text in texts], batch_size=_BATCH_SIZE, show_progress_bar=False
            )
        return [float(score) for score in found]

    @cached_property
    def _model(self) -> CrossEncoder:
        from sentence_transformers import CrossEncoder  # imports torch: seconds that only reranking pays
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            model: CrossEncoder = CrossEncoder(str(self._path), local_files_only=True)
        except (OSError, ValueError) as error:
            raise ModelUnusable(
                f"reranker {self._name!r} cannot be loaded ({error}): set DEALDESK_RERANKER to a CrossEncoder's folder"
            ) from error
        if model.num_labels != 1:
            raise ModelUnusable(
                f"reranker {self._name!r} gives {model.num_labels} scores a pair: set DEALDESK_RERANKER to one that "
                "gives a single score, as those trained on MS MARCO do"
            )
        return model


def _folder_of(name: str) -> Path:
    if Path(name).is_dir():
        return Path(name)
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(name, local_files_only=True))
    except (LocalEntryNotFoundError, HfHubHTTPError, HFValidationError) as error:
        raise ModelUnusable(
            f"reranker {name!r} is neither a folder nor in the local cache: leave DEALDESK_RERANKER empty, set it to a "
            f"model folder, or run `hf download {name}` first"
        ) from error
