"""The whole index over a folder, on fakes where a model would be, and what it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock

from corpus.article import Article
from corpus.catalogue import Catalogue
from corpus.database import Database
from corpus.readers.reading import Read
from corpus.source import GivenSource, SourceItem
from corpus.splitter import Splitter
from index.exact_vectors import ExactVectorStores
from index.fts5 import Fts5Index
from index.ports import VectorStores
from index.publishing import Publisher
from index.refresh import Refresher
from index.report import RefreshReport
from index.retriever import HybridRetriever
from index.vector_cache import VectorCache
from index.verify import verify
from tests.index.fakes import FakeEmbedder

ROOT = "/deals"
MAX_TOKENS = 24
Held = dict[tuple[str, int, int], tuple[str, str, bytes]]


@dataclass
class Bench:
    """Everything that `Refresher` and `HybridRetriever` stand on."""

    catalogue: Catalogue
    embedder: FakeEmbedder
    lexical: Fts5Index
    cache: VectorCache
    refresher: Refresher
    retriever: HybridRetriever
    publisher: Publisher
    lock: Lock

    def refresh(self, *items: SourceItem, root: str = ROOT) -> RefreshReport:
        return self.refresher.refresh(GivenSource(items, root))

    def live_texts(self) -> dict[str, str]:
        return {stored.article.id: stored.article.text for stored in self.catalogue.page(limit=1_000)}

    def found(self, query: str) -> list[str]:
        return [hit.passage.article.id for hit in self.retriever.search(query).hits]

    def problems(self) -> tuple[str, ...]:
        return verify(self.catalogue, self.lexical, self.cache).problems

    def held(self) -> Held:
        """What is live, without the numbers it happens to have: place, text, header, vector."""
        ids = [i for found in self.catalogue.live_ids().values() for i in found]
        vectors = self.catalogue.vectors(ids)
        return {
            (passage.article.id, passage.span.start, passage.span.end): (passage.text, passage.header, vectors[i])
            for i, passage in self.catalogue.passages(ids).items()
        }

    def ranking(self, query: str) -> list[tuple[str, int, float]]:
        hits = self.retriever.search(query, top_k=50).hits
        return [(hit.passage.article.id, hit.passage.span.start, round(hit.score, 12)) for hit in hits]


@contextmanager
def bench(
    file: Path,
    stores: VectorStores | None = None,
    embedder: FakeEmbedder | None = None,
    database: Database | None = None,
    now: Callable[[], datetime] | None = None,
) -> Iterator[Bench]:
    """The index over the catalogue in `file`, its vector store healed where it is broken, closed on leaving."""
    with opened(file, stores, embedder, database, now) as parts:
        if parts.cache.state != "ready":
            parts.cache.heal()
        yield parts


@contextmanager
def opened(
    file: Path,
    stores: VectorStores | None = None,
    embedder: FakeEmbedder | None = None,
    database: Database | None = None,
    now: Callable[[], datetime] | None = None,
) -> Iterator[Bench]:
    """The same, with the vector store as it was found."""
    catalogue = Catalogue(database or Database(file), now)
    embedder = embedder or FakeEmbedder()
    cache = VectorCache(catalogue, stores or ExactVectorStores())
    lexical = Fts5Index()
    splitter = Splitter(embedder.token_starts, MAX_TOKENS)
    lock = Lock()
    publisher = Publisher(catalogue, embedder, splitter, lexical, cache, lock)
    refresher = Refresher(catalogue, publisher)
    retriever = HybridRetriever(catalogue, embedder, lexical, cache)
    parts = Bench(catalogue, embedder, lexical, cache, refresher, retriever, publisher, lock)
    cache.open()
    try:
        yield parts
    finally:
        cache.close()
        catalogue.database.close()


def item(article: Article, file: str | None = None) -> SourceItem:
    """An article as a folder's reader gives it, by default from a file of its own."""
    return SourceItem(f"{ROOT}/{file or article.id + '.txt'}", Read(article))


def items(texts: Mapping[str, str]) -> list[SourceItem]:
    return [item(Article(name, f"About {name}", text)) for name, text in texts.items()]
