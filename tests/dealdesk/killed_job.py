"""A process of its own that refreshes a folder as a job: python -m tests.dealdesk.killed_job HOME FOLDER LOG [open]

It writes a line to LOG for each passage that it embeds. An article that says "wait" is embedded with "open" only;
without it "reached" is written, and the process waits to be killed.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.article import Span
from index.ports import Embedded, Progress
from tests.dealdesk.arriving import Gate, arriving


@dataclass
class Logging(Gate):
    log: Path = Path()

    def embed_passages(
        self, texts: Sequence[str], sentences: Sequence[Sequence[Span]] = (), progress: Progress | None = None
    ) -> Embedded:
        if not self.open.is_set() and any("wait" in text for text in texts):
            self._write(["reached"])
        embedded = super().embed_passages(texts, sentences, progress)
        self._write([repr(text) for text in texts])
        return embedded

    def _write(self, lines: Sequence[str]) -> None:
        with self.log.open("a") as log:
            log.writelines(f"{line}\n" for line in lines)


def main(home: Path, folder: Path, log: Path, *more: str) -> None:
    embedder = Logging(log=log)
    if more:
        embedder.open.set()
    with arriving(home, embedder) as here:
        job = here.left[0] if here.left else here.arrivals.jobs.refresh(path=folder)
        over = here.over(job)
        print(over.id, over.state, over.found, *(f"{change}={count}" for change, count in sorted(over.counts.items())))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]), *sys.argv[4:])
