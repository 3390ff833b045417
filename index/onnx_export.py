"""Writes an embedding model in the form that ONNX Runtime runs: with torch, so in a process of its own.

`python -m index.onnx_export FOLDER FILE`; what cannot be done is said on stderr, and the exit code is 1.
"""

from __future__ import annotations

import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

INPUTS = ("input_ids", "attention_mask")
OUTPUTS = ("sentence_embedding", "token_embeddings")
_SAME = 0.9999  # cosine similarity of what both make of one text
_TEXTS = (
    "Northwind Ferries agreed on Tuesday to buy its smaller rival Larkspur for $42.50 a share in cash, both said. " * 3,
    "Who pays?",
)


def export(folder: Path, file: Path) -> None:
    """Raises what torch and the model raise, and ValueError when the written model makes other vectors."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(folder), local_files_only=True, device="cpu").eval()
    _write(model, file)
    _check(model, file)


def _write(model: SentenceTransformer, file: Path) -> None:
    import torch
    from torch.export import Dim

    class Whole(torch.nn.Module):
        """All stages of the model, pooling included."""

        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> tuple[torch.Tensor, ...]:
            made = self.model({"input_ids": input_ids, "attention_mask": attention_mask})
            return tuple(made[name] for name in OUTPUTS)

    example = _tokens(model, _TEXTS)
    shape = {0: Dim("texts"), 1: Dim("tokens", max=model.max_seq_length or 512)}
    with torch.no_grad():
        torch.onnx.export(
            Whole(),
            tuple(example[name] for name in INPUTS),
            str(file),
            input_names=INPUTS,
            output_names=OUTPUTS,
            dynamic_shapes=(shape, shape),
            external_data=False,  # all of it in one file
            dynamo=True,
            verbose=False,
        )


def _check(model: SentenceTransformer, file: Path) -> None:
    from onnxruntime import InferenceSession  # type: ignore[import-untyped]

    session = InferenceSession(str(file), providers=["CPUExecutionProvider"])
    for text in (_TEXTS[0], _TEXTS[1], " ".join(_TEXTS) * 9):
        tokens = {name: value.numpy() for name, value in _tokens(model, [text]).items()}
        made = session.run([OUTPUTS[0]], tokens)[0][0]
        wanted = model.encode([text], prompt="", show_progress_bar=False)[0]
        likeness = float(made @ wanted / (np.linalg.norm(made) * np.linalg.norm(wanted)))
        if not likeness >= _SAME:
            raise ValueError(f"its vectors would be other ones (cosine similarity {likeness:.4f})")


def _tokens(model: SentenceTransformer, texts: Any) -> dict[str, Any]:
    read = model.tokenizer(
        list(texts), padding=True, truncation=True, max_length=model.max_seq_length, return_tensors="pt"
    )
    return {name: read[name] for name in INPUTS}


def main() -> None:
    folder, file = map(Path, sys.argv[1:])
    warnings.simplefilter("ignore")  # of the exporter, about its own inside
    try:
        export(folder, file)
    except Exception as error:  # whatever a model's own code raises
        [first, *_] = str(error).strip().splitlines() or [""]
        sys.exit(f"{type(error).__name__}: {first}")


if __name__ == "__main__":
    main()
