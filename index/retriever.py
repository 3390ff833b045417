"""Hybrid retrieval: reciprocal rank fusion of words (FTS5, BM25) and meaning (vectors)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from corpus.article import EVERYTHING, Passage, Selection
from corpus.catalogue import Catalogue
from corpus.cleaning import clean
from index.errors import VectorStoreBroken
from index.exact_vectors import nearest
from index.fts5 import Fts5Index
from index.health import VectorState
from index.hit import Hit, Retrieval
from index.ports import Embedder, Vectors, WordCounts
from index.vector_cache import VectorCache

_RRF_K = 60
_LEXICAL_WEIGHT = 1.0
_VECTOR_WEIGHT = 1.0
_MIN_DEPTH = 50  # how far down each list fusion looks, at least
_SPARE = 20  # asked for beyond that, for passages whose version is no longer live

_DIGITS = 5  # equal vectors can differ beyond, by where they lie in the multiplied matrix


class HybridRetriever:
    """Implements Searcher and WordCounter. Every query is bound to its selection in each index, before any ranking."""

    def __init__(self, catalogue: Catalogue, embedder: Embedder, lexical: Fts5Index, cache: VectorCache) -> None:
        self._catalogue = catalogue
        self._embedder = embedder
        self._lexical = lexical
        self._cache = cache

    def search(self, query: str, selection: Selection = EVERYTHING, top_k: int = 8) -> Retrieval:
        """The `top_k` best passages. Where the vector store is out, words alone decide and the result says so."""
        query = clean(query)
        depth = max(_MIN_DEPTH, 2 * top_k)
        if not self._catalogue.collection_ids(selection):
            return Retrieval(())
        vector = self._embedder.embed_query(query) if self._cache.state is VectorState.READY else None
        with self._catalogue.reading():  # one view throughout: an article replaced meanwhile is not missed
            collection_ids = list(self._catalogue.collection_ids(selection))
            lists = [(self._by_words(query, collection_ids, selection, depth), _LEXICAL_WEIGHT)]
            try:
                if vector is not None:
                    lists.append((self._by_meaning(vector, collection_ids, selection, depth), _VECTOR_WEIGHT))
            except VectorStoreBroken:
                vector = None
            scores: dict[int, float] = {}
            for ranked, weight in lists:
                for rank, passage_id in enumerate(ranked, start=1):
                    scores[passage_id] = scores.get(passage_id, 0.0) + weight / (_RRF_K + rank)
            return Retrieval(self._hits(scores, selection, top_k), lexical_only=vector is None)

    def count_words(self, stems: Sequence[str], selection: Selection = EVERYTHING) -> WordCounts:
        """How rare the stems are among the passages of the collections that `selection` admits."""
        collection_ids = list(self._catalogue.collection_ids(selection))
        with self._catalogue.reading() as tx:
            return self._lexical.count_words(tx, stems, collection_ids)

    def _by_words(self, query: str, collection_ids: Sequence[int], selection: Selection, depth: int) -> list[int]:
        with self._catalogue.reading() as tx:
            found = [hit for i in collection_ids for hit in self._lexical.search(tx, query, i, selection, depth)]
        return self._best(found, selection, depth)

    def _by_meaning(
        self, vector: Vectors, collection_ids: Sequence[int], selection: Selection, depth: int
    ) -> list[int]:
        found = [hit for i in collection_ids for hit in self._cache.search(i, vector, depth + _SPARE)]
        best = self._best(found, selection, depth)
        if selection.has_dates and len(best) < depth:
            best = self._best(self._exactly(vector, selection, depth), selection, depth)
        return best

    def _best(self, found: Sequence[tuple[int, float]], selection: Selection, depth: int) -> list[int]:
        """The best `depth` of those that are live and admitted."""
        admitted = self._catalogue.passages([passage_id for passage_id, _ in found], selection)
        kept = [(-round(score, _DIGITS), _place(admitted[i]), i) for i, score in found if i in admitted]
        return [passage_id for _, _, passage_id in sorted(kept)[:depth]]

    def _exactly(self, vector: Vectors, selection: Selection, depth: int) -> list[tuple[int, float]]:
        """A scan of all admitted vectors, for filters so narrow that few of the nearest pass them."""
        ids = [i for ids in self._catalogue.live_ids(selection).values() for i in ids]
        if not ids:
            return []
        stored = self._catalogue.vectors(ids)
        return nearest(ids, np.stack([np.frombuffer(stored[i], dtype="<f4") for i in ids]), vector, depth)

    def _hits(self, scores: dict[int, float], selection: Selection, top_k: int) -> tuple[Hit, ...]:
        passages = self._catalogue.passages(list(scores), selection)
        live = [(passage, scores[passage_id], passage_id) for passage_id, passage in passages.items()]
        live.sort(key=lambda entry: (-entry[1], _place(entry[0])))
        return tuple(Hit(p, score, rank, i) for rank, (p, score, i) in enumerate(live[:top_k], start=1))


def _place(passage: Passage) -> tuple[str, int]:
    """An order that does not depend on when a passage was stored, so that a fresh build answers the same."""
    return passage.article.id, passage.span.start
