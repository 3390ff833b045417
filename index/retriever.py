"""Hybrid retrieval: words (FTS5, BM25) and meaning (vectors) in one ranking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from corpus.article import EVERYTHING, Passage, Selection
from corpus.catalogue import Catalogue
from corpus.cleaning import clean
from corpus.story_members import also_in, stories_of
from index.errors import VectorStoreBroken
from index.exact_vectors import nearest
from index.focus import documents_named, naming_in
from index.fts5 import Fts5Index
from index.fusion import fused
from index.health import VectorState
from index.hit import Hit, Retrieval
from index.legal_terms import written_forms
from index.ports import Embedder, Reranker, Vectors, WordCounts
from index.similarity import with_similarities
from index.stories import one_of_each
from index.vector_cache import VectorCache

_MIN_DEPTH = 50  # how far down each list fusion looks, at least
_DEEPER, _MAX_DEPTH = 4, 800
_SPARE = 20  # asked for beyond that, for passages whose version is no longer live

_RERANKED = 32  # how many passages a reranker reads, at least
_OPENINGS = 200  # how many articles are looked at for the one that a question names
_DIGITS = 5  # equal vectors can differ beyond, by where they lie in the multiplied matrix


class HybridRetriever:
    """Implements Searcher, WordCounter and Holdings. Every query is bound to its selection in each index, before any
    ranking. A document that a query names ("in the Acme lease") is where the rest of the query is looked for.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        embedder: Embedder,
        lexical: Fts5Index,
        cache: VectorCache,
        reranker: Reranker | None = None,
    ) -> None:
        self._catalogue = catalogue
        self._reranker = reranker
        self._embedder = embedder
        self._lexical = lexical
        self._cache = cache

    def search(self, query: str, selection: Selection = EVERYTHING, top_k: int = 8) -> Retrieval:
        """The `top_k` best passages. Where the vector store is out, words alone decide and the result says so."""
        query = clean(query)
        if not self._catalogue.collection_ids(selection):
            return Retrieval(())
        depth = top_k if self._reranker is None else max(top_k, _RERANKED)
        # One view throughout: an article replaced meanwhile is not missed, and all vectors are of one model.
        with self._cache.held(), self._catalogue.reading():
            admitted = selection
            within, selection = self._focused(query, selection)
            sought = query if within is None else f"{within} {written_forms(within)}".strip()
            vector = self._embedder.embed_query(sought) if self._cache.state is VectorState.READY else None
            found = replace(self._fused(sought, vector, selection, depth), within=within)
            found = replace(found, hits=self._with_others(found.hits, admitted))
        if self._reranker is None:
            return found
        return replace(found, hits=_reranked(self._reranker, query, found.hits)[:top_k])

    def _focused(self, query: str, selection: Selection) -> tuple[str | None, Selection]:
        """The document that the query names, and what is asked within it; None where it names none."""
        naming = naming_in(query)
        if naming is not None:
            with self._catalogue.reading() as tx:
                openings = [
                    opening
                    for i in self._catalogue.collection_ids(selection)
                    for opening in self._lexical.openings(tx, naming.names, i, selection, _OPENINGS)
                ]
            if named := documents_named(naming.names, openings):
                return naming.rest, replace(selection, article_ids=named)
        return None, selection

    def _fused(self, query: str, vector: Vectors | None, selection: Selection, top_k: int) -> Retrieval:
        """Where copies of few stories fill the lists, it is looked further down in them."""
        depth, known = max(_MIN_DEPTH, 2 * top_k), 0
        with self._catalogue.reading():
            while True:
                scores, lexical_only = self._scores(query, vector, selection, depth)
                hits, copies = self._hits(scores, selection, top_k)
                if len(hits) >= top_k or not copies or len(scores) == known or depth >= _MAX_DEPTH:
                    break
                depth, known = _DEEPER * depth, len(scores)
            if vector is not None and not lexical_only:
                hits = with_similarities(hits, vector, self._catalogue.sentence_vectors([h.passage_id for h in hits]))
            return Retrieval(hits, lexical_only)

    def _scores(
        self, query: str, vector: Vectors | None, selection: Selection, depth: int
    ) -> tuple[dict[int, float], bool]:
        """What is found by words and by meaning, and whether by words alone."""
        collection_ids = list(self._catalogue.collection_ids(selection))
        by_words = self._by_words(query, collection_ids, selection, depth)
        if vector is not None:
            try:
                nearest_ids = self._by_meaning(vector, collection_ids, selection, depth)
                return fused(by_words, self._similarities(vector, [*by_words, *nearest_ids])), False
            except VectorStoreBroken:
                pass
        return fused(by_words, None), True

    def count_words(self, stems: Sequence[str], selection: Selection = EVERYTHING) -> WordCounts:
        """How rare the stems are among the passages of the collections that `selection` admits."""
        collection_ids = list(self._catalogue.collection_ids(selection))
        with self._catalogue.reading() as tx:
            return self._lexical.count_words(tx, stems, collection_ids)

    def publishers(self, selection: Selection = EVERYTHING) -> tuple[str, ...]:
        """The publishers of the articles that `selection` admits, in alphabetical order."""
        return self._catalogue.publishers(selection)

    def holds(self, selection: Selection) -> bool:
        """Whether `selection` admits any article."""
        return self._catalogue.holds(selection)

    def _by_words(
        self, query: str, collection_ids: Sequence[int], selection: Selection, depth: int
    ) -> dict[int, float]:
        with self._catalogue.reading() as tx:
            found = [hit for i in collection_ids for hit in self._lexical.search(tx, query, i, selection, depth)]
        scores = dict(found)
        return {passage_id: scores[passage_id] for passage_id in self._best(found, selection, depth)}

    def _by_meaning(
        self, vector: Vectors, collection_ids: Sequence[int], selection: Selection, depth: int
    ) -> list[int]:
        best: list[int] = []
        if selection.article_ids is None:
            found = [hit for i in collection_ids for hit in self._cache.search(i, vector, depth + _SPARE)]
            if selection.looks_back:  # the past stands in no vector store: it is small
                found += self._exactly(vector, self._catalogue.past_ids(selection), depth)
            best = self._best(found, selection, depth)
        if selection.narrows and len(best) < depth:
            best = self._best(self._exactly(vector, self._admitted_ids(selection), depth), selection, depth)
        return best

    def _similarities(self, vector: Vectors, ids: Sequence[int]) -> dict[int, float]:
        """The cosine of each passage, also of those that only words found; one by one, so that it is the same in any
        company."""
        wanted = vector.astype(np.float64)
        stored = self._catalogue.vectors(list(dict.fromkeys(ids)))
        return {
            passage_id: round(float(np.frombuffer(data, dtype="<f4").astype(np.float64) @ wanted), _DIGITS)
            for passage_id, data in stored.items()
        }

    def _best(self, found: Sequence[tuple[int, float]], selection: Selection, depth: int) -> list[int]:
        """The best `depth` of those that are admitted."""
        admitted = self._catalogue.passages([passage_id for passage_id, _ in found], selection)
        kept = [(-round(score, _DIGITS), _place(admitted[i]), i) for i, score in found if i in admitted]
        return [passage_id for _, _, passage_id in sorted(kept)[:depth]]

    def _admitted_ids(self, selection: Selection) -> dict[int, list[int]]:
        """Of all passages that `selection` admits, by collection number."""
        found = self._catalogue.live_ids(selection)
        for collection_id, ids in self._catalogue.past_ids(selection).items():
            found.setdefault(collection_id, []).extend(ids)
        return found

    def _exactly(self, vector: Vectors, admitted: dict[int, list[int]], depth: int) -> list[tuple[int, float]]:
        """A scan of all admitted vectors, where the vector store does not hold them or few of the nearest pass a
        filter."""
        ids = [i for ids in admitted.values() for i in ids]
        if not ids:
            return []
        stored = self._catalogue.vectors(ids)
        return nearest(ids, np.stack([np.frombuffer(stored[i], dtype="<f4") for i in ids]), vector, depth)

    def _hits(self, scores: dict[int, float], selection: Selection, top_k: int) -> tuple[tuple[Hit, ...], int]:
        """The best `top_k`, one article of each story, and how many passages were left out as copies."""
        passages = self._catalogue.passages(list(scores), selection)
        found = [(passage, scores[passage_id], passage_id) for passage_id, passage in passages.items()]
        found.sort(key=lambda entry: (-entry[1], _place(entry[0])))
        with self._catalogue.reading() as tx:  # a version of the past may have told another story: it is met as it is
            stories = stories_of(tx, [passage.article.id for passage_id, passage in passages.items() if passage_id > 0])
        shown = one_of_each(found, stories)
        hits = tuple(Hit(p, score, rank, i) for rank, (p, score, i) in enumerate(shown[:top_k], start=1))
        return hits, len(found) - len(shown)

    def _with_others(self, hits: Sequence[Hit], selection: Selection) -> tuple[Hit, ...]:
        """The hits with the other articles of their stories that `selection` admits."""
        with self._catalogue.reading() as tx:
            others = also_in(tx, [hit.passage.article.id for hit in hits if hit.passage_id > 0], selection)
        return tuple(replace(hit, also_in=others.get(hit.passage.article.id, ())) for hit in hits)


def _reranked(reranker: Reranker, query: str, hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """The same hits in the order of the reranker's scores, which become theirs."""
    scores = reranker.scores(query, [hit.passage.text for hit in hits])
    order = sorted(zip(scores, hits, strict=True), key=lambda entry: (-entry[0], entry[1].rank))
    return tuple(replace(hit, score=score, rank=rank) for rank, (score, hit) in enumerate(order, start=1))


def _place(passage: Passage) -> tuple[str, int]:
    """An order that does not depend on when a passage was stored, so that a fresh build answers the same."""
    return passage.article.id, passage.span.start
