"""Embedding models in the form that ONNX Runtime runs, each made once and kept."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

from filelock import FileLock

from index.errors import ModelUnusable
from index.model_folder import ModelFolder, sha256_of

logger = logging.getLogger(__name__)

_NAME_CHARS = 32  # of a SHA-256
_PATIENCE_SECONDS = 600


class PreparedModels:
    """Files in `folder`, named by the SHA-256 of the model they were made of and by their own. Safe among processes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def file_of(self, model: ModelFolder) -> Path:
        """What to run; made first where it is not there whole, in a process of its own, for that takes torch.

        Raises ModelUnusable when the model cannot be put into this form.
        """
        name = model.sha256[:_NAME_CHARS]
        if found := self._found(name):
            return found
        self._folder.mkdir(parents=True, exist_ok=True)
        with FileLock(self._folder / f"{name}.lock"):  # who waited finds what the other one made
            return self._found(name) or self._made(model, name)

    def _found(self, name: str) -> Path | None:
        for file in sorted(self._folder.glob(f"{name}-*.onnx")):
            if file.stem == f"{name}-{sha256_of(file)[:_NAME_CHARS]}":
                return file
            logger.warning("%s is not as it was made: it is made anew", file)
            file.unlink(missing_ok=True)
        return None

    def _made(self, model: ModelFolder, name: str) -> Path:
        logger.info("the embedding model %s is being prepared, which is done once", model.name)
        fresh = self._folder / f"{name}.fresh"
        done = subprocess.run(  # noqa: S603  # our own module
            [sys.executable, "-m", "index.onnx_export", str(model.path), str(fresh)],
            capture_output=True,
            text=True,
            timeout=_PATIENCE_SECONDS,
            check=False,
        )
        if done.returncode:
            said = done.stderr.strip().splitlines()
            raise ModelUnusable(
                f"{model.name} cannot be run by ONNX Runtime ({said[-1] if said else done.returncode}): "
                "name another model"
            )
        return fresh.replace(self._folder / f"{name}-{sha256_of(fresh)[:_NAME_CHARS]}.onnx")
