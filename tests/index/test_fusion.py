"""How the scores of words and of meaning become one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from index.fusion import fused

scores = st.dictionaries(st.integers(0, 30), st.floats(0.01, 40), max_size=12)


def test_words_count_as_a_share_of_the_best() -> None:
    assert fused({1: 8.0, 2: 4.0}, None) == {1: 1.0, 2: 0.5}
    assert fused({}, None) == {}


def test_a_passage_that_one_ranking_finds_best_by_far_stands_above_what_both_find_a_little() -> None:
    found = fused({1: 20.0, 2: 3.0, 3: 2.5}, {1: 0.30, 2: 0.40, 3: 0.41})
    assert max(found, key=lambda passage_id: found[passage_id]) == 1


def test_meaning_alone_decides_where_no_word_is_found() -> None:
    found = fused({}, {1: 0.2, 2: 0.6})
    assert found[2] > found[1]


@given(scores, st.dictionaries(st.integers(0, 30), st.floats(-1, 1), max_size=12))
def test_scores_are_at_most_one_and_do_not_depend_on_the_order(
    by_words: dict[int, float], by_meaning: dict[int, float]
) -> None:
    found = fused(by_words, by_meaning)
    assert set(found) == set(by_meaning)
    assert all(score <= 1 for score in found.values())
    assert fused(dict(reversed(by_words.items())), dict(reversed(by_meaning.items()))) == found
