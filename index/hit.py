"""What retrieval gives: hits, best first."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.article import Passage


@dataclass(frozen=True)
class Hit:
    """A passage that was found. score: higher is better, always; rank: 1-based; passage_id: the catalogue's."""

    passage: Passage
    score: float
    rank: int
    passage_id: int


@dataclass(frozen=True)
class Retrieval:
    """Hits for one query. lexical_only: the vector store was out (being rebuilt), so words alone decided."""

    hits: tuple[Hit, ...]
    lexical_only: bool = False
