"""Words of the past: BM25 over passages of versions that were live once, as if they stood among the live ones.

They lie in tables of their own, so that live search never meets them. These are small, and their own statistics would
say little: a passage is weighed by how rare the words are among the live passages of its collection.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence

from corpus.passage_rows import PassageRow
from index.ports import WordCounts
from index.words import stem

_K1, _B = 1.2, 0.75  # those of SQLite's bm25()
_LEAST_IDF = 1e-6
_WORD = re.compile(r"[^\W_]+")


def scores(asked: Sequence[str], rows: Sequence[PassageRow], live: WordCounts, mean_words: float) -> dict[int, float]:
    """BM25 of each row, by its id; higher is better. asked: words. live: how rare they are among live passages.

    mean_words: how many words a live passage has, its header included.
    """
    wanted = dict.fromkeys(stem(word) for word in asked)
    rarity = {each: _idf(live.holding.get(each, 0), live.passages) for each in wanted}
    return {row.id: _score(rarity, _said(f"{row.header} {row.text}"), mean_words) for row in rows}


def _score(rarity: Mapping[str, float], said: Sequence[str], mean_words: float) -> float:
    counts = Counter(said)
    room = _K1 * (1 - _B + _B * len(said) / (mean_words or 1.0))
    return sum(idf * counts[each] * (_K1 + 1) / (counts[each] + room) for each, idf in rarity.items())


def _idf(holding: int, passages: int) -> float:
    holding = min(holding, passages)
    return max(_LEAST_IDF, math.log((passages - holding + 0.5) / (holding + 0.5)))


def _said(text: str) -> list[str]:
    return [stem(word.lower()) for word in _WORD.findall(text)]
