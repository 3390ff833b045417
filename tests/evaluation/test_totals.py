import pytest

from evaluation.report import Row
from evaluation.totals import totals


def row(answerable: bool, **measures: float) -> Row:
    return Row("q", "Who?", answerable, measures)


def test_a_mean_is_over_the_questions_that_have_the_measure() -> None:
    found = totals([row(True, short_f1=1.0), row(True, short_f1=0.5), row(False)])
    assert (found["short_f1"].value, found["short_f1"].n) == (0.75, 2)


def test_abstentions_are_judged_by_precision_and_recall() -> None:
    rows = [row(True, answered=1.0), row(True, answered=0.0), row(False, answered=0.0), row(False, answered=1.0)]
    found = totals([*rows, row(False, answered=0.0)])
    assert found["abstention_precision"].value == pytest.approx(2 / 3)
    assert found["abstention_precision"].n == 3
    assert found["abstained_of_unanswerable"].value == pytest.approx(2 / 3)
    assert found["abstained_of_unanswerable"].n == 3
    assert found["answered_of_answerable"].value == 0.5
    assert found["balanced_accuracy"].value == pytest.approx((1 / 2 + 2 / 3) / 2)


def test_disagreements_are_judged_by_precision_and_recall() -> None:
    rows = [
        row(True, contradicted=1.0, disagreement_said=1.0),
        row(True, contradicted=1.0, disagreement_said=0.0),
        row(True, contradicted=1.0, disagreement_said=0.0),
        row(True, contradicted=0.0, disagreement_said=1.0),
    ]
    found = totals(rows)
    assert (found["disagreement_precision"].value, found["disagreement_precision"].n) == (0.5, 2)
    assert found["disagreement_recall"].value == pytest.approx(1 / 3)
    assert found["disagreement_recall"].n == 3


def test_verbatim_is_a_share_of_citations_and_not_of_questions() -> None:
    rows = [row(True, citations=3.0, verbatim_citations=3.0), row(True, citations=1.0, verbatim_citations=0.0)]
    found = totals(rows)
    assert (found["verbatim"].value, found["verbatim"].n) == (0.75, 4)


def test_the_support_tells_answerable_from_unanswerable_questions_apart_or_not() -> None:
    rows = [row(True, support=0.9), row(True, support=0.4), row(False, support=0.4), row(False, support=0.1)]
    assert totals(rows)["support_auc"].value == pytest.approx(3.5 / 4)


def test_nothing_is_totalled_of_what_nobody_measured() -> None:
    assert totals([row(True), row(False)]) == {}
