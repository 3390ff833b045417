"""Two rankings become one: a weighted sum of words (BM25) and meaning (cosine)."""

from __future__ import annotations

from collections.abc import Mapping

_WORDS_SHARE, _MEANING_SHARE = 1 / 3, 2 / 3  # cosines of good passages lie between a third and two thirds
_DIGITS = 9  # beyond, a sum depends on the order of its terms


def fused(by_words: Mapping[int, float], by_meaning: Mapping[int, float] | None) -> dict[int, float]:
    """A score of at most 1 for each id of either; higher is better. by_meaning: None where words alone decide.

    BM25 counts as a share of the best passage's, and one without the words gets 0. Sums do better than reciprocal
    ranks, which put what both find a little above what one finds best by far (docs/evaluation.md).
    """
    best = max(by_words.values(), default=0.0) or 1.0
    words = {passage_id: score / best for passage_id, score in by_words.items()}
    if by_meaning is None:
        return words
    return {
        passage_id: round(_WORDS_SHARE * words.get(passage_id, 0.0) + _MEANING_SHARE * similarity, _DIGITS)
        for passage_id, similarity in by_meaning.items()
    }
