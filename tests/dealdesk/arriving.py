"""Sources and jobs inside this process, over an index whose model is a fake that can be held up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

from corpus.article import Span
from corpus.jobs import Job
from dealdesk.arrivals import Arrivals
from dealdesk.durable import Durable
from index.ports import Embedded, Progress
from tests.dealdesk.console import PATIENCE_SECONDS, settings_of
from tests.index.bench import Bench, bench
from tests.index.fakes import FakeEmbedder


@dataclass
class Gate(FakeEmbedder):
    """Embeds what holds "wait" only once `open` is set; `reached` says that it stands there."""

    open: Event = field(default_factory=Event)
    reached: Event = field(default_factory=Event)

    def embed_passages(
        self, texts: Sequence[str], sentences: Sequence[Sequence[Span]] = (), progress: Progress | None = None
    ) -> Embedded:
        if any("wait" in text for text in texts):
            self.reached.set()
            while not self.open.wait(0.01):
                if progress:
                    progress(0)  # as a model does between two batches
        return super().embed_passages(texts, sentences, progress)


@dataclass(frozen=True)
class Arriving:
    """A running set of jobs. left: what an earlier one left."""

    parts: Bench
    arrivals: Arrivals
    embedder: Gate
    left: list[Job]

    def over(self, job: Job) -> Job:
        """The job once it is over."""
        found = self.arrivals.jobs.wait(job.id, PATIENCE_SECONDS)
        assert found
        assert found.state.is_over, found
        return found


@contextmanager
def arriving(home: Path, embedder: Gate | None = None, **settings: object) -> Iterator[Arriving]:
    """Jobs that run while the block does; what is not over then is left to the next one over `home`."""
    home.mkdir(exist_ok=True)
    embedder = embedder or Gate()
    with bench(home / "catalogue.sqlite3", embedder=embedder) as parts:
        durable = Durable(home / "jobs.sqlite3")
        arrivals = Arrivals(settings_of(home, **settings), parts.catalogue, parts.publisher, parts.refresher, durable)
        try:
            with arrivals.running() as left:
                yield Arriving(parts, arrivals, embedder, left)
        finally:
            arrivals.close()


def folder_of(path: Path, **texts: str) -> Path:
    """A folder with a text file for each article."""
    path.mkdir(exist_ok=True)
    for name, text in texts.items():
        (path / f"{name}.txt").write_text(f"{name.title()}\n\n{text}\n")
    return path
