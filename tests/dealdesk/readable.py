"""Whether a Chroma folder can be searched: python -m tests.dealdesk.readable FOLDER exits with 0 where it can.

A process of its own, because a folder that was broken by a kill may take the process that opens it along.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from index.chroma import ChromaFolders
from index.errors import VectorStoreBroken


def main(vectors: Path) -> int:
    [generation] = vectors.iterdir()
    try:
        store = ChromaFolders(vectors).open(int(generation.name.partition("-")[2]))
        store.search("1", np.ones(384, dtype=np.float32), 10)
        store.close()
    except VectorStoreBroken:
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
