"""Weights learned from halves, stored and read again."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from answer.scoring import read_weights, shipped
from dealdesk.training import learn_halves, store
from evaluation.training import ABLATIONS, Example, examples_of
from tests.evaluation.taught import searcher_of, taught_set


@pytest.fixture(scope="module")
def examples() -> list[Example]:
    question_set = taught_set()
    corpus = searcher_of(question_set)
    return examples_of(question_set, corpus, corpus, top_k=3)


def test_the_odd_half_teaches_nothing(examples: list[Example]) -> None:
    scorer, report = learn_halves({"mills": examples}, ablations=False)
    misled = [
        replace(example, holds_gold=[not held for held in example.holds_gold]) if n % 2 else example
        for n, example in enumerate(examples)
    ]
    again, worse = learn_halves({"mills": misled}, ablations=False)
    assert again == scorer
    assert report["all features"]["mills"]["gold_first"] == 1.0
    assert worse["all features"]["mills"]["gold_first"] == 0.0


def test_the_even_half_does(examples: list[Example]) -> None:
    assert learn_halves({"mills": examples}, ablations=False) != learn_halves({"mills": examples[1:]}, ablations=False)


def test_the_report_tells_every_set_and_every_ablation(examples: list[Example]) -> None:
    _, report = learn_halves({"mills": examples, "again": examples}, ablations=True)
    assert list(report) == ["all features", *(f"without {name}" for name in ABLATIONS)]
    assert all(list(by_set) == ["mills", "again"] for by_set in report.values())
    reached = report["all features"]["mills"]
    assert reached["questions"] == 12
    assert {name for name, share in reached.items() if not 0 <= share <= 1} == {"questions"}


def test_a_measure_that_a_set_cannot_tell_is_left_out(examples: list[Example]) -> None:
    answerable = [example for example in examples if example.gold.answerable]
    _, report = learn_halves({"mills": examples, "answerable": answerable}, ablations=False)
    assert "auc" in report["all features"]["mills"]
    assert not report["all features"]["answerable"].keys() & {"auc", "balanced_accuracy"}


def test_stored_weights_are_read_as_the_same_scorer(examples: list[Example], tmp_path: Path) -> None:
    scorer, report = learn_halves({"mills": examples}, ablations=False)
    file = tmp_path / "new" / "folder" / "weights.json"
    store(scorer, report, file)
    read = read_weights(file.read_text(encoding="utf-8"))
    assert read != shipped()
    for example in examples:
        found = [each.evidence for each in example.scored]
        assert read.ranked(found) == scorer.ranked(found)
        assert read.phrases(example.asked, read.ranked(found)) == scorer.phrases(example.asked, scorer.ranked(found))
        assert read.log_odds(read.ranked(found)) == scorer.log_odds(scorer.ranked(found))


def test_the_file_says_what_taught_it_and_what_it_reaches(examples: list[Example], tmp_path: Path) -> None:
    scorer, report = learn_halves({"mills": examples, "again": examples}, ablations=False)
    store(scorer, report, tmp_path / "weights.json")
    content = json.loads((tmp_path / "weights.json").read_text(encoding="utf-8"))
    assert content["taught by"] == ["again", "mills"]
    assert content["reached on the other half"] == report
    assert 0.0 not in content["evidence"]["weights"].values(), "what weighs nothing is left out"
