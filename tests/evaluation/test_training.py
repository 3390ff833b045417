"""What is learned from a set, and what is said of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from answer.scoring import LinearModel, Scorer
from evaluation.errors import NothingToLearn
from evaluation.training import ABLATIONS, TELLS_ANSWERABLE, Example, examples_of, learn, outcome, without
from tests.evaluation.taught import searcher_of, taught_set

NOTHING = Scorer(LinearModel({}), LinearModel({}), LinearModel({}))


@pytest.fixture(scope="module")
def examples() -> list[Example]:
    question_set = taught_set()
    corpus = searcher_of(question_set)
    return examples_of(question_set, corpus, corpus, top_k=3)


def test_an_example_holds_the_sentences_found_and_tells_which_of_them_are_gold(examples: list[Example]) -> None:
    [asked] = [example for example in examples if example.gold.id == "0a"]
    held = [each.evidence.quote for each, holds in zip(asked.scored, asked.holds_gold, strict=True) if holds]
    assert held == ["The mill in Dayton was sold to Orrin Homes."]
    assert len(asked.scored) > 4
    assert not any(any(example.holds_gold) for example in examples if not example.gold.answerable)


def test_gold_without_places_is_told_by_its_answers() -> None:
    question_set = taught_set()
    bare = replace(question_set, questions=tuple(replace(one, spans=()) for one in question_set.questions))
    corpus = searcher_of(bare)
    [asked] = [example for example in examples_of(bare, corpus, corpus, top_k=3) if example.gold.id == "0a"]
    held = [each.evidence.quote for each, holds in zip(asked.scored, asked.holds_gold, strict=True) if holds]
    assert held == ["The mill in Dayton was sold to Orrin Homes."]


def test_progress_counts_the_questions() -> None:
    question_set, told = taught_set(), list[int]()
    corpus = searcher_of(question_set)
    examples_of(question_set, corpus, corpus, 3, told.append)
    assert sum(told) == len(question_set.questions)


def test_what_one_half_teaches_ranks_gold_first_on_the_other(examples: list[Example]) -> None:
    before, after = outcome(NOTHING, examples[1::2]), outcome(learn(examples[0::2]), examples[1::2])
    assert (after.questions, after.gold_first, after.gold_in_three) == (12, 1.0, 1.0)
    assert after.phrase_f1 == 1.0
    assert after.auc == 1.0
    assert after.balanced_accuracy is not None
    assert after.balanced_accuracy > 0.9
    assert before.phrase_f1 is not None
    assert before.phrase_f1 < 1.0
    assert before.auc == 0.5


def test_learning_twice_gives_the_same_weights(examples: list[Example]) -> None:
    assert learn(examples) == learn(examples)


def test_what_tells_an_answer_are_few_features(examples: list[Example]) -> None:
    scorer = learn(examples)
    assert scorer.answerable.weights.keys() <= set(TELLS_ANSWERABLE)
    assert scorer.answerable.bias != 0.0


@pytest.mark.parametrize("left_out", ABLATIONS)
def test_a_feature_left_out_gets_no_weight(examples: list[Example], left_out: str) -> None:
    names = ABLATIONS[left_out]
    scorer = learn(without(examples, names))
    assert not scorer.evidence.weights.keys() & set(names)
    assert not scorer.answerable.weights.keys() & set(names)
    assert examples[0].scored[0].evidence.features.keys() >= {"pairs", "nowhere"}, "the examples stay as they are"


def test_measures_that_a_set_cannot_tell_are_none(examples: list[Example]) -> None:
    unanswerable = [example for example in examples if not example.gold.answerable]
    reached = outcome(NOTHING, unanswerable)
    assert (reached.questions, reached.gold_first, reached.phrase_f1, reached.auc) == (12, None, None, None)
    assert outcome(NOTHING, []).balanced_accuracy is None


def test_a_question_for_which_nothing_was_found_counts_as_missed(examples: list[Example]) -> None:
    [asked] = [example for example in examples if example.gold.id == "0a"]
    lost = replace(asked, scored=[], holds_gold=[])
    assert outcome(learn(examples), [asked, lost]).gold_first == 0.5


def test_sets_that_teach_too_little_are_refused_with_the_remedy(examples: list[Example]) -> None:
    answerable = [example for example in examples if example.gold.answerable]
    with pytest.raises(NothingToLearn, match="in part answerable and in part not"):
        learn(answerable)
    with pytest.raises(NothingToLearn, match="the gold of some even questions is found"):
        learn([example for example in examples if not example.gold.answerable])
    wordy = [replace(example, gold=replace(example.gold, answers=("It " * 60,))) for example in examples]
    with pytest.raises(NothingToLearn, match="short answers"):
        learn(wordy)
