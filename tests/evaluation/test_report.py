import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from evaluation.errors import NotComparable, UnreadableReport
from evaluation.report import Report, Row, Total, read_report, rows, side_by_side, table, write_report

REPORT = Report(
    set_name="tiny",
    made_at=datetime(2026, 11, 22, 9, 30, tzinfo=UTC),
    dealdesk_version="0.1.0",
    index_version="v7",
    articles=2,
    rows=(
        Row("q1", "Wer führt das Werk?", True, {"recall_4000": 1 / 3, "search_ms": 4.25}, "SB Energy. [1]"),
        Row("q2", "What rate?", False, {"search_ms": 5.0}),
    ),
    totals={"recall_4000": Total(1 / 3, 1), "search_ms_p50": Total(4.25, 2), "new_measure": Total(1.0, 2)},
    settings={"model": "small"},
)


def test_a_report_comes_back_from_its_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "reports" / "tiny.json"
    write_report(REPORT, path)
    assert read_report(path) == REPORT


def test_the_file_says_what_was_measured_with_which_counts(tmp_path: Path) -> None:
    path = tmp_path / "tiny.json"
    write_report(REPORT, path)
    document = json.loads(path.read_text(encoding="utf-8"))
    assert document["counts"] == {"articles": 2, "questions": 2, "answerable": 1}
    assert document["totals"]["recall_4000"] == {"value": 1 / 3, "n": 1}
    assert document["settings"] == {"model": "small"}
    assert document["made_at"] == "2026-11-22T09:30:00+00:00"


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"format": 9}', '{"format": 1, "set": "tiny"}'])
def test_what_is_no_report_is_refused_by_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "odd.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableReport, match=r"odd\.json is not a report of this version"):
        read_report(path)


def test_a_missing_report_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(UnreadableReport, match=r"none\.json cannot be read"):
        read_report(tmp_path / "none.json")


def test_the_table_for_people_shows_every_total_with_its_number() -> None:
    table = dict(rows(REPORT))
    assert table["questions"] == "2 (1 answerable)"
    assert table["model"] == "small"
    assert table["recall within 4,000 characters"] == "0.333 (n = 1)"
    assert table["search time, p50"] == "4.2 ms (n = 2)"
    assert table["new measure"] == "1.000 (n = 2)"


def test_two_reports_stand_side_by_side() -> None:
    plain = replace(REPORT, totals={"recall_4000": Total(0.25, 1), "other": Total(0.5, 2)})
    assert side_by_side(REPORT, plain) == [
        ("recall within 4,000 characters", "0.333", "0.250"),
        ("search time, p50", "4.2 ms", "-"),
        ("new measure", "1.000", "-"),
        ("other", "-", "0.500"),
    ]


def test_reports_about_different_questions_are_not_compared() -> None:
    with pytest.raises(NotComparable, match="same set"):
        side_by_side(REPORT, replace(REPORT, rows=REPORT.rows[:1]))


def test_several_sets_stand_in_one_table_in_the_order_of_a_report() -> None:
    other = replace(REPORT, set_name="other", totals={"short_f1": Total(0.5, 2), "recall_4000": Total(0.25, 1)})
    assert table([REPORT, other]) == [
        ["", "tiny", "other"],
        ["questions", "2", "2"],
        ["recall within 4,000 characters", "0.333", "0.250"],
        ["short answer: token F1", "-", "0.500"],
        ["search time, p50", "4.2 ms", "-"],
        ["new measure", "1.000", "-"],
    ]
