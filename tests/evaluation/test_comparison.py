from dataclasses import replace
from datetime import UTC, datetime

import pytest

from evaluation.comparison import compare, intervals, narrowed
from evaluation.errors import NotComparable
from evaluation.report import Report, Row
from evaluation.totals import totals


def report(*rows: Row, set_name: str = "tiny") -> Report:
    return Report(set_name, datetime(2026, 11, 22, tzinfo=UTC), "0.1.0", "v1", 1, rows, totals(rows))


def rows_of(*values: float, name: str = "short_f1") -> list[Row]:
    return [Row(f"q{n}", "Who?", True, {name: value}) for n, value in enumerate(values)]


def test_a_change_on_every_question_is_told_from_noise() -> None:
    before, after = report(*rows_of(*[0.2, 0.4] * 20)), report(*rows_of(*[0.5, 0.7] * 20))
    [found] = compare(before, after)
    assert (found.name, found.verdict, found.n) == ("short_f1", "better", 40)
    assert found.difference == pytest.approx(0.3)
    assert found.low == pytest.approx(0.3)
    assert compare(after, before)[0].verdict == "worse"


def test_a_change_that_goes_both_ways_is_noise() -> None:
    [found] = compare(report(*rows_of(*[0.0, 1.0] * 20)), report(*rows_of(*[1.0, 0.0] * 19, 1.0, 1.0)))
    assert found.verdict == "noise"
    assert found.low < 0 < found.high


def test_equal_reports_are_the_same() -> None:
    same = report(*rows_of(0.0, 1.0, 0.5))
    assert [found.verdict for found in compare(same, same)] == ["same"]


def test_less_is_better_for_times_and_for_wrong_answers() -> None:
    for name in ("search_ms", "wrong_alone"):
        before, after = report(*rows_of(*[9.0] * 30, name=name)), report(*rows_of(*[4.0] * 30, name=name))
        assert {found.verdict for found in compare(before, after)} == {"better"}


def test_balanced_accuracy_is_drawn_over_both_kinds() -> None:
    def decided(answered: float) -> Report:
        able = [Row(f"a{n}", "?", True, {"answered": answered}) for n in range(20)]
        return report(*able, *(Row(f"u{n}", "?", False, {"answered": 0.0}) for n in range(20)))

    found = {one.name: one for one in compare(decided(0.0), decided(1.0))}
    balanced = found["balanced_accuracy"]
    assert (balanced.before, balanced.after, balanced.verdict) == (0.5, 1.0, "better")


def test_only_the_questions_that_both_asked_are_compared() -> None:
    whole = report(*rows_of(0.0, 0.0, 1.0, 1.0))
    half = replace(whole, rows=whole.rows[::2])
    [found] = compare(whole, half)
    assert (found.before, found.after, found.n) == (0.5, 0.5, 2)


def test_reports_without_a_question_in_common_are_refused_with_the_remedy() -> None:
    with pytest.raises(NotComparable, match="same set and half"):
        compare(report(*rows_of(1.0)), report(Row("other", "Who?", True, {})))
    with pytest.raises(NotComparable, match="same set and half"):
        compare(report(*rows_of(1.0)), report(*rows_of(1.0), set_name="other"))


def test_a_report_is_narrowed_to_the_questions_of_another() -> None:
    whole = report(*rows_of(0.0, 0.4, 1.0, 1.0))
    half = replace(whole, rows=whole.rows[::2])
    assert narrowed(whole, half).totals["short_f1"].value == 0.5
    assert narrowed(half, whole) is half


def test_an_interval_holds_its_total_and_shrinks_with_more_questions() -> None:
    few, many = intervals(rows_of(*[0.0, 1.0] * 10))["short_f1"], intervals(rows_of(*[0.0, 1.0] * 200))["short_f1"]
    assert few[0] < many[0] < 0.5 < many[1] < few[1]
    assert intervals([]) == {}


def test_the_same_reports_give_the_same_intervals() -> None:
    rows = rows_of(0.0, 0.3, 0.9, 1.0)
    assert intervals(rows) == intervals(rows)
