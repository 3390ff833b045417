"""An embedding model for tests that ask much and want no good ranking: the bundled one, but its first layer alone."""

from __future__ import annotations

import json
from pathlib import Path

from index.model_folder import ModelFolder


def shallow_model(folder: Path) -> Path:
    """Made without any network; it takes a sixth of the time."""
    whole = ModelFolder.find().path
    folder.mkdir()
    for file in whole.iterdir():
        if file.name != "config.json":
            (folder / file.name).symlink_to(file)
    config = json.loads((whole / "config.json").read_text()) | {"num_hidden_layers": 1}
    (folder / "config.json").write_text(json.dumps(config))
    return folder
