"""Whether the check lets honest figures through, and no others."""

from __future__ import annotations

from pathlib import Path

import pytest

from answer.figures import unsupported_figures
from corpus.sentences import sentence_spans
from tests.answer.retellings import retellings

MISSED, ALARMS = 0.01, 0.03
QUOTE = "Pelham Tidal will pay $1.8 billion for Corvane Turbines, which has 1,200 employees, by 31 March 2026."


def test_at_most_one_corrupted_figure_in_a_hundred_is_missed() -> None:
    missed = [one for one in retellings(20261, False, 300) if not unsupported_figures(one.statement, [one.quote])]
    assert len(missed) <= MISSED * 300, missed


def test_at_most_three_honest_figures_in_a_hundred_raise_an_alarm() -> None:
    alarms = [one for one in retellings(20262, True, 300) if unsupported_figures(one.statement, [one.quote])]
    assert len(alarms) <= ALARMS * 300, alarms


@pytest.mark.parametrize(
    "statement",
    [
        "Corvane costs $1,800 million.",
        "Corvane's 1,200 staff go to Pelham for 1.8bn dollars [1].",
        "The price is 1.8 billion.",
        "It happens in March 2026.",
        "It happens in 2026.",
        "By 31 March it is done.",
        "One of the two companies makes turbines.",
        "The price is US$1,800,000,000.",
    ],
)
def test_a_figure_may_be_spelled_in_another_way(statement: str) -> None:
    assert unsupported_figures(statement, [QUOTE]) == []


@pytest.mark.parametrize(
    ("statement", "unsupported"),
    [
        ("Corvane costs $1.8 million.", ["$1.8 million"]),
        ("Corvane costs €1.8 billion.", ["€1.8 billion"]),
        ("Corvane costs $1.9 billion and has 1,200 employees.", ["$1.9 billion"]),
        ("It has 1,300 employees.", ["1,300 employees"]),
        ("It has 1,200 vessels.", ["1,200 vessels"]),
        ("It happens on 30 March 2026.", ["30 March 2026"]),
        ("It happens by March 2027.", ["March 2027"]),
        ("It happens in FY2026.", ["FY2026"]),
        ("It holds 18%.", ["18%"]),
        ("Twelve people said so.", ["Twelve people"]),
        ("It uses 5G.", ["5G"]),
        ("It costs between $1.8 billion and $2 billion.", ["$1.8 billion and $2 billion"]),
    ],
)
def test_a_figure_that_no_quote_holds_is_named_as_it_is_written(statement: str, unsupported: list[str]) -> None:
    assert unsupported_figures(statement, [QUOTE]) == unsupported


def test_what_is_not_of_one_quote_may_be_of_another() -> None:
    assert unsupported_figures("It pays $5 million for 40%.", ["It pays $5 million.", "The stake is 40 percent."]) == []
    assert unsupported_figures("It pays $5 million for 40%.", []) == ["$5 million", "40%"]


def test_one_end_of_a_range_is_not_the_figure() -> None:
    quote = "It costs between $20 billion and $30 billion."
    assert unsupported_figures("It costs $20 billion to $30 billion.", [quote]) == []
    assert unsupported_figures("It costs from $20bn to $30bn.", [quote]) == []
    assert unsupported_figures("It costs $30 billion.", [quote]) == ["$30 billion"]


def test_a_fall_may_be_written_as_a_minus_and_is_no_rise() -> None:
    assert unsupported_figures("Sales fell 3.2%.", ["Sales changed by -3.2% in the year."]) == []
    assert unsupported_figures("Sales changed by 3.2%.", ["Sales changed by -3.2% in the year."]) == ["3.2%"]
    assert unsupported_figures("Sales rose 3.2%.", ["Sales fell 3.2% in the year."]) == ["3.2%"]
    assert unsupported_figures("Sales grew 3.2%.", ["Sales rose 3.2% in the year."]) == []


def test_what_cannot_be_read_must_be_written_in_the_quote() -> None:
    assert unsupported_figures("It costs $1,5 million.", ["It costs $1,5 million, they say."]) == []
    assert unsupported_figures("It costs $1,5 million.", ["It costs $15 million, they say."]) == ["$1,5 million"]


def test_a_sentence_is_always_held_by_itself() -> None:
    seen = 0
    for path in sorted((Path(__file__).parents[2] / "examples" / "corpus").iterdir()):
        text = path.read_text(encoding="utf-8")
        for span in sentence_spans(text):
            seen += 1
            assert unsupported_figures(span.of(text), [span.of(text)]) == []
    assert seen > 100
