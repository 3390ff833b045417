import math

import pytest

from answer.reply import Citation
from corpus.article import Article, Span
from evaluation.measures import (
    auc,
    balanced_accuracy,
    contains_gold,
    ndcg,
    normalised,
    percentile,
    precision,
    recall,
    recall_at,
    reciprocal_rank,
    span_f1,
    verbatim,
    within,
)
from evaluation.place import Place

GOLD = [Place("a", Span(10, 20)), Place("b", Span(0, 10))]


def place(article_id: str, start: int, end: int) -> Place:
    return Place(article_id, Span(start, end))


def test_the_passage_that_crosses_the_budget_is_cut_and_the_rest_is_unread() -> None:
    ranked = [place("a", 0, 8), place("a", 20, 30), place("b", 0, 10)]
    assert within(ranked, 12) == [place("a", 0, 8), place("a", 20, 24)]
    assert within(ranked, 8) == [place("a", 0, 8)]
    assert within(ranked, 100) == ranked


def test_recall_is_the_share_of_gold_characters_read() -> None:
    ranked = [place("a", 0, 15), place("b", 5, 25)]
    assert recall(ranked, GOLD, 15) == 5 / 20
    assert recall(ranked, GOLD, 17) == 7 / 20
    assert recall(ranked, GOLD, 1_000) == 10 / 20


def test_gold_read_twice_counts_once_in_recall_and_costs_twice() -> None:
    ranked = [place("a", 10, 20), place("a", 10, 20), place("b", 0, 10)]
    assert recall(ranked, GOLD, 20) == 10 / 20
    assert recall(ranked, GOLD, 30) == 1.0
    assert precision(ranked, GOLD, 20) == 10 / 20
    assert precision(ranked, GOLD, 30) == 20 / 30


def test_overlapping_gold_spans_count_once() -> None:
    gold = [place("a", 0, 10), place("a", 5, 15)]
    assert recall([place("a", 0, 10)], gold, 100) == 10 / 15


def test_precision_is_over_what_was_read_and_not_over_the_budget() -> None:
    assert precision([place("a", 0, 20)], GOLD, 4_000) == 10 / 20
    assert precision([], GOLD, 4_000) == 0.0


def test_recall_at_k_asks_whether_any_gold_span_was_touched() -> None:
    ranked = [place("c", 0, 50), place("a", 19, 40)]
    assert recall_at(ranked, GOLD, 1) == 0.0
    assert recall_at(ranked, GOLD, 5) == 1.0
    assert recall_at([place("a", 20, 40)], GOLD, 1) == 0.0


def test_the_reciprocal_rank_is_that_of_the_first_passage_on_gold() -> None:
    assert reciprocal_rank([place("c", 0, 5), place("b", 3, 4), place("a", 10, 20)], GOLD) == 1 / 2
    assert reciprocal_rank([place("c", 0, 5)], GOLD) == 0.0


def test_ndcg_weighs_each_gold_character_by_the_rank_that_holds_it_first() -> None:
    both, half, other = [place("a", 0, 30), place("b", 0, 10)], place("a", 10, 20), place("c", 0, 9)
    assert ndcg([half, place("b", 0, 10)], GOLD, 10) == pytest.approx((1 + 1 / math.log2(3)) / 2)
    assert ndcg([half, half, half], GOLD, 10) == 0.5
    assert ndcg([other, *both], GOLD, 1) == 0.0
    assert ndcg([place("a", 0, 30)], [place("a", 10, 20)], 10) == 1.0


def test_normalising_folds_case_punctuation_and_white_space() -> None:
    assert normalised("The  “Ohio”\nPlant's") == "the ohio plant s"


def test_normalising_keeps_figures_apart() -> None:
    assert normalised("$5.5") == "$ 5 5"
    assert not contains_gold(["it cost €5.5 billion"], ["$5.5 billion"])
    assert not contains_gold(["it cost $55 billion"], ["$5.5 billion"])
    assert contains_gold(["it cost $5.5 billion"], ["5.5 billion"])
    assert not contains_gold(["a third, 35 of them"], ["35%"])


def test_a_gold_string_is_found_as_whole_words_only() -> None:
    assert contains_gold(["nothing", "Operated by SB Energy."], ["someone else", "sb energy"])
    assert not contains_gold(["SB Energyx"], ["SB Energy"])


def test_a_gold_string_without_words_is_never_found() -> None:
    assert not contains_gold(["anything ..."], ["..."])
    assert not contains_gold([], ["anything"])


def test_span_f1_balances_cited_and_gold_characters() -> None:
    assert span_f1([place("a", 10, 20), place("a", 10, 20)], GOLD) == 2 * 10 / (10 + 20)
    assert span_f1(GOLD, GOLD) == 1.0
    assert span_f1([], GOLD) == 0.0


def test_a_citation_is_verbatim_when_its_span_holds_its_quote() -> None:
    article = Article("a", "t", "SB Energy runs it.")
    assert verbatim(Citation(1, article, Span(0, 9), "SB Energy"))
    assert not verbatim(Citation(1, article, Span(0, 9), "SB energy"))
    assert not verbatim(Citation(1, article, Span(3, 3), ""))


def test_balanced_accuracy_weighs_both_kinds_alike() -> None:
    outcomes = [(True, True), (True, True), (True, False), (True, False), (False, False)]
    assert balanced_accuracy(outcomes) == (0.5 + 1.0) / 2
    assert balanced_accuracy([(True, True), (False, True)]) == 0.5
    assert balanced_accuracy([(True, True)]) is None


def test_the_auc_is_the_share_of_pairs_in_the_right_order() -> None:
    assert auc([(True, 0.9), (False, 0.1)]) == 1.0
    assert auc([(True, 0.5), (False, 0.5)]) == 0.5
    assert auc([(True, 0.2), (True, 0.8), (False, 0.5)]) == 0.5
    assert auc([(True, 0.2)]) is None


def test_a_percentile_is_one_of_the_values() -> None:
    assert percentile([3, 1, 2, 4], 0.50) == 2
    assert percentile([3, 1, 2, 4], 0.95) == 4
    assert percentile([7], 0.50) == 7
    with pytest.raises(ValueError, match="no values"):
        percentile([], 0.5)
