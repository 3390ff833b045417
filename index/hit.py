"""What retrieval gives: hits, best first."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.article import Passage
from corpus.stored import AlsoIn


@dataclass(frozen=True)
class Hit:
    """A passage that was found. score: higher is better, always; rank: 1-based; passage_id: the catalogue's.

    similarity: cosine of passage and query; sentence_similarities: the same for each of its sentences, in the order of
    `corpus.sentences.sentence_spans`. None and empty where words alone were searched. also_in: the other articles that
    tell the same story and that were left out for it.
    """

    passage: Passage
    score: float
    rank: int
    passage_id: int
    similarity: float | None = None
    sentence_similarities: tuple[float, ...] = ()
    also_in: tuple[AlsoIn, ...] = ()


@dataclass(frozen=True)
class Retrieval:
    """Hits for one query. lexical_only: the vector store was out (being rebuilt), so words alone decided.

    within: where the query names a document, which alone was searched: the query without the words that name it.
    """

    hits: tuple[Hit, ...]
    lexical_only: bool = False
    within: str | None = None
