"""`dealdesk evaluate`: sets measured, stored, halved and compared."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evaluation.report import read_report
from tests.dealdesk.console import Console

pytestmark = pytest.mark.slow

TEXT = "SB Energy runs the plant in Ohio. The mill in Iowa was sold for $73 million to Ostrava Homes."
QUESTIONS = (
    {"id": "q0", "question": "Who runs the plant in Ohio?", "answers": ["SB Energy"], "spans": [["a", 0, 33]]},
    {"id": "q1", "question": "Who bought the mill in Iowa?", "answers": ["Ostrava Homes"], "spans": [["a", 34, 93]]},
    {"id": "q2", "question": "Who painted the bridge of Quenby?", "answerable": False},
)


@pytest.fixture
def sets(tmp_path: Path) -> Path:
    """A folder with two sets of the same questions."""
    for name in ("one", "two"):
        folder = tmp_path / "sets" / name
        folder.mkdir(parents=True)
        (folder / "articles.jsonl").write_text(json.dumps({"id": "a", "title": "Deals", "text": TEXT}))
        lines = (json.dumps({"answerable": True, **question}) for question in QUESTIONS)
        (folder / "questions.jsonl").write_text("\n".join(lines))
    return tmp_path / "sets"


def test_every_set_of_a_folder_is_measured_in_one_command(fresh: Console, sets: Path, tmp_path: Path) -> None:
    done = fresh.run("evaluate", "--all", sets, "--out", tmp_path / "out")
    assert done.code == 0, done.err
    head, questions, *_ = done.out.splitlines()
    assert (head.split(), questions.split()) == (["one", "two"], ["questions", "3", "3"])
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["evaluation.html", "one.json", "two.json"]
    totals = read_report(tmp_path / "out" / "one.json").totals
    assert (totals["recall_4000"].value, totals["gold_cited"].n, totals["ask_ms_p50"].n) == (1.0, 2, 3)


def test_a_half_is_asked_and_two_reports_are_compared(fresh: Console, sets: Path, tmp_path: Path) -> None:
    halved = fresh.run("evaluate", sets / "one", "--half", "odd")
    assert halved.code == 0, halved.err
    report = read_report(tmp_path / "reports" / "one-odd.json")
    assert [row.id for row in report.rows] == ["q1"]
    assert report.settings["questions asked"] == "odd half"
    assert (tmp_path / "reports" / "one-odd.html").exists()
    compared = fresh.run("evaluate", "--compare", "reports/one-odd.json", "reports/one-odd.json")
    assert (compared.code, compared.err) == (0, "")
    [recall] = [line for line in compared.out.splitlines() if line.startswith("recall within 4,000 characters")]
    assert " same " in recall
    assert (tmp_path / "reports" / "one-odd-to-one-odd.html").exists()


def test_a_command_without_a_folder_is_a_wrong_use(fresh: Console) -> None:
    done = fresh.run("evaluate")
    assert (done.code, "name the folder of a set" in done.err) == (2, True)


def test_a_folder_without_sets_is_an_error_with_its_remedy(fresh: Console, tmp_path: Path) -> None:
    done = fresh.run("evaluate", "--all", tmp_path)
    assert (done.code, "holds no sets: name a folder of folders" in done.err) == (1, True)
