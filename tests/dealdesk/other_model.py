"""A second embedding model, made of the bundled one without any network."""

from __future__ import annotations

import json
import shutil
import struct
from pathlib import Path

import numpy as np

from index.model_folder import ModelFolder

_TENSOR = "encoder.layer.5.output.LayerNorm.weight"


def other_model(folder: Path) -> Path:
    """A copy of the bundled model whose last layer weighs its dimensions otherwise."""
    shutil.copytree(ModelFolder.find().path, folder)
    weights = folder / "model.safetensors"
    content = bytearray(weights.read_bytes())
    [size] = struct.unpack_from("<Q", content)
    start, end = json.loads(content[8 : 8 + size])[_TENSOR]["data_offsets"]
    tensor = np.frombuffer(content, dtype="<f4", count=(end - start) // 4, offset=8 + size + start)
    tensor *= np.where(np.arange(len(tensor)) % 3 == 0, 0.4, 1.2).astype("<f4")
    weights.write_bytes(content)
    return folder
