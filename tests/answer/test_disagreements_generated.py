"""On generated pairs of articles, half of them in conflict: conflicts are found, and hardly anything else."""

from __future__ import annotations

import pytest

from answer.disagreements import find_disagreements
from tests.answer.conflicts import pairs

PAIRS = 700
GOAL = 0.9


@pytest.mark.parametrize("seed", [7, 19, 23])
def test_conflicts_are_found_with_precision_and_recall_of_nine_tenths(seed: int) -> None:
    found = [
        (pair.conflict, bool(find_disagreements(pair.question, pair.wanted, pair.claims())))
        for pair in pairs(PAIRS, seed)
    ]
    right = found.count((True, True))
    assert right >= GOAL * sum(shown for _, shown in found), "precision"
    assert right >= GOAL * sum(conflict for conflict, _ in found), "recall"


def test_half_of_the_pairs_are_in_conflict() -> None:
    assert sum(pair.conflict for pair in pairs(PAIRS)) == PAIRS / 2
