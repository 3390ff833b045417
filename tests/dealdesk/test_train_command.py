"""`dealdesk train`: weights learned from sets, printed and stored."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pytest

from answer.scoring import read_weights
from evaluation.question_set import QuestionSet
from tests.dealdesk.console import Console
from tests.evaluation.taught import taught_set

pytestmark = pytest.mark.slow


def written(question_set: QuestionSet, folder: Path) -> Path:
    """The folder of the set, with its files."""
    folder.mkdir(parents=True)
    articles = ({"id": a.id, "title": a.title, "text": a.text} for a in question_set.articles)
    questions = (
        {
            "id": q.id,
            "question": q.question,
            "answerable": q.answerable,
            "answers": q.answers,
            "spans": [(place.article_id, place.span.start, place.span.end) for place in q.spans],
        }
        for q in question_set.questions
    )
    for name, entries in (("articles", articles), ("questions", questions)):
        (folder / f"{name}.jsonl").write_text("\n".join(map(json.dumps, entries)), encoding="utf-8")
    return folder


def test_weights_are_learned_printed_and_stored_and_those_that_ship_stay(fresh: Console, tmp_path: Path) -> None:
    shipped = files("answer").joinpath("weights.json").read_bytes()
    done = fresh.run("train", written(taught_set(), tmp_path / "mills"), "--ablations")
    assert done.code == 0, done.err
    head, first, *others = done.out.splitlines()
    assert head.split("  ")[0] == "learned with"
    assert first.split() == ["all", "features", "mills", "12", *first.split()[4:]]
    assert len(others) > 4
    assert others[0].startswith("without ")
    assert others[-1] == "stored in reports/weights.json"
    assert read_weights((tmp_path / "reports" / "weights.json").read_text(encoding="utf-8")).evidence.weights
    assert files("answer").joinpath("weights.json").read_bytes() == shipped


def test_a_set_that_cannot_teach_is_an_error_with_its_remedy(fresh: Console, tmp_path: Path) -> None:
    question_set = taught_set()
    answerable = tuple(question for question in question_set.questions if question.answerable)
    folder = written(QuestionSet("mills", question_set.articles, answerable), tmp_path / "mills")
    done = fresh.run("train", folder, "--out", tmp_path / "weights.json")
    assert (done.code, done.out) == (1, "")
    assert done.err.splitlines()[-1].startswith("error: there is too little to learn from: name a set whose even")
    assert not (tmp_path / "weights.json").exists()


def test_a_folder_that_is_no_set_is_refused_before_anything_is_indexed(fresh: Console, tmp_path: Path) -> None:
    done = fresh.run("train", written(taught_set(), tmp_path / "mills"), "nowhere")
    assert (done.code, done.out) == (1, "")
    assert "nowhere/articles.jsonl cannot be read" in done.err
    assert not fresh.home.exists()


def test_without_a_set_it_is_a_wrong_use(fresh: Console) -> None:
    assert fresh.run("train").code == 2
