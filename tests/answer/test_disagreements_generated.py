"""On generated pairs of articles, half of them in conflict: conflicts are found, and hardly anything else."""

from __future__ import annotations

import pytest

from answer.disagreements import find_disagreements
from answer.extractive import ExtractiveAnswerer
from answer.reply import Answer, Question
from answer.wanted import Wanted
from tests.answer.conflicts import pairs
from tests.answer.fakes import MemoryCorpus

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


def test_the_answerer_shows_them_where_a_figure_a_name_a_place_or_a_day_is_asked_for() -> None:
    found = []
    for pair in pairs(210, 7):
        corpus = MemoryCorpus(*pair.articles)
        reply = ExtractiveAnswerer(corpus, corpus, corpus, corpus, lambda _: "v1").ask(Question(pair.question))
        if pair.wanted is not Wanted.ANYTHING:  # of other things the answerer does not tell which are of one kind
            found.append((pair.conflict, isinstance(reply, Answer) and bool(reply.disagreements)))
    right = found.count((True, True))
    assert right >= GOAL * sum(shown for _, shown in found), "precision"
    assert right >= GOAL * sum(conflict for conflict, _ in found), "recall"


def test_half_of_the_pairs_are_in_conflict() -> None:
    assert sum(pair.conflict for pair in pairs(PAIRS)) == PAIRS / 2
