"""The same articles through the plain pipeline, timed."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from benchmarks.timing import seconds_of
from corpus.article import Article


@dataclass(frozen=True)
class PlainPart:
    """Some articles in the plain pipeline: how many chunks of its own cutting, in how many seconds."""

    chunks: int
    seconds: float


@dataclass(frozen=True)
class PlainIndexing:
    """All articles in the plain pipeline, and the seconds that our refresh took for the same articles, in turns.

    Its chunks are longer than our passages and overlap: compare the seconds and not the counts.
    """

    chunks: int
    seconds: float
    refresh_seconds: float

    @property
    def chunks_per_second(self) -> float:
        return self.chunks / self.seconds


def index_plainly(folder: Path, articles: Sequence[Article]) -> PlainPart:
    """Index `articles` into a new plain pipeline in `folder`, its model loaded beforehand."""
    from benchmarks.plain_pipeline import PlainPipeline  # its imports take seconds, which only who measures pays

    with closing(PlainPipeline(folder)) as plain:
        plain.search("warm up", 1)
        counted: list[int] = []
        seconds = seconds_of(lambda: counted.append(plain.index(articles)))
    return PlainPart(counted[0], seconds)
