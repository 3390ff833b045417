"""A process to be weighed: python -m benchmarks.resident model|desk HOME prints its own resident memory as JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from answer.reply import Question
from benchmarks.homes import desk_over
from index.embedding import OnnxEmbedder
from index.model_folder import ModelFolder
from index.prepared_models import PreparedModels


def main(load: str, home: Path) -> int:
    """Load the model alone, or open the index at `home` and ask once."""
    if load == "model":
        OnnxEmbedder(ModelFolder.find(), PreparedModels(home / "models")).embed_query("warm up")
        resident = psutil.Process().memory_info().rss
    else:
        with desk_over(home) as desk:
            desk.answerer.ask(Question("Which regulator has to approve the purchase?"))
            resident = psutil.Process().memory_info().rss
    print(json.dumps({"resident_bytes": resident}))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
