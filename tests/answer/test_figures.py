from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.figures import figures_in, only_figure_in


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("$550 billion", "USD", "550e9"),
        ("$550bn", "USD", "550e9"),
        ("US$550 billion", "USD", "550e9"),
        ("550 billion dollars", "USD", "550e9"),
        ("a 550-billion-dollar pledge", "USD", "550e9"),
        ("$2.1 billion", "USD", "2.1e9"),
        ("$2,100 million", "USD", "2.1e9"),
        ("$46.00", "USD", "46"),
        ("€420 million", "EUR", "420e6"),
        ("£1,250,000", "GBP", "1250000"),
        ("6 trillion yen", "JPY", "6e12"),
        ("56 trillion won", "KRW", "56e12"),
        ("6.25%", "%", "6.25"),
        ("15 percent", "%", "15"),
        ("15 per cent", "%", "15"),
        ("A$5 million", "AUD", "5e6"),
        ("HK$5 million", "HKD", "5e6"),
        ("CA$5 million", "CAD", "5e6"),
        ("C$5 million", "CAD", "5e6"),
        ("S$5 million", "SGD", "5e6"),
        ("NZ$5 million", "NZD", "5e6"),
        ("CAD $5 million", "CAD", "5e6"),
        ("$5 million CAD", "CAD", "5e6"),
        ("JPY 5 billion", "JPY", "5e9"),
        ("EUR 1.2 billion", "EUR", "1.2e9"),
        ("USD5m", "USD", "5e6"),
        ("$5MM", "USD", "5e6"),
    ],
)
def test_a_figure_is_read_with_its_unit_and_magnitude(text: str, unit: str, value: str) -> None:
    (figure,) = figures_in(f"It came to {text} in all.")
    assert (figure.unit, figure.value) == (unit, Decimal(value))


def test_the_same_amount_in_other_spellings_is_the_same_value() -> None:
    values = {figure.value for figure in figures_in("$2.1 billion, $2,100 million, 2.1bn dollars")}
    assert values == {Decimal("2.1e9")}


@pytest.mark.parametrize(
    "text", ["9.2 gigawatts", "in 2030", "45 working days", "Sakhalin-2", "won a victory", "Section 7.3"]
)
def test_other_numbers_are_no_amounts(text: str) -> None:
    assert figures_in(text) == []


def test_a_figure_knows_where_it_stands() -> None:
    text = "The notes carry 6.25% on €420 million."
    assert [figure.span.of(text) for figure in figures_in(text)] == ["6.25%", "€420 million"]


@pytest.mark.parametrize("text", ["R$5 million", "NT$5 million", "X$5", "E£5 million", "CN¥5", "€5 dollars"])
def test_an_amount_in_a_currency_that_is_not_known_is_no_figure(text: str) -> None:
    assert figures_in(f"It came to {text} in all.") == []


@pytest.mark.parametrize(
    "text",
    [
        "$4 to 6 million",
        "$4-6 million",
        "$4–6 million",
        "$4- to $6-million",
        "$4 million to about $6 million",
        "$4 up to 6 million",
        "$4 or 5 million",
        "A$4 to $6 million",
        "between $20 billion and $30 billion",
        "between about $20 and 30 billion",
        "6 to 7 trillion yen",
        "between 6 and 7 trillion yen, or roughly 56 to 65 trillion won",
        "USD 4 to 6 million",
        "10 to 15%",
        "10%-15%",
    ],
)
def test_neither_end_of_a_range_is_a_figure(text: str) -> None:
    assert figures_in(f"It came to {text} in all.") == []


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("$20 million or 15% of the price", ["$20 million", "15%"]),
        ("rose in 2025 to $5 million", ["$5 million"]),
        ("cut to 15%", ["15%"]),
        ("$1.8 billion—a record", ["$1.8 billion"]),
        ("$5 million and $6 million", ["$5 million", "$6 million"]),
    ],
)
def test_amounts_that_stand_side_by_side_are_no_range(text: str, figures: list[str]) -> None:
    assert [figure.span.of(text) for figure in figures_in(text)] == figures


@pytest.mark.parametrize(
    "text",
    [
        "$1,5 million",
        "1,5 million dollars",
        "15,5%",
        "$1 234 567",
        "1 234 567 yen",
        "$1 1/2 million",
        "$2½ million",
        "$2 and a half million",
        "$5 crore",
        "$5 thousand million",
        "$1.234.567",
        "$" + "9" * 29,
    ],
)
def test_a_number_that_cannot_be_read_exactly_in_one_way_is_no_figure(text: str) -> None:
    assert figures_in(f"It came to {text} in all.") == []


def test_the_only_figure_is_not_known_beside_one_that_cannot_be_read() -> None:
    assert only_figure_in("It is $4 to 6 million, with a fee of $1 million.", percent=False) is None
    assert only_figure_in("It is $4 million or $5 million.", percent=False) is None
    fee = only_figure_in("The fee of $1 million is 10 to 15% of it.", percent=False)
    assert fee is not None
    assert (fee.unit, fee.value) == ("USD", Decimal("1e6"))


@given(st.text(alphabet="$€ACUSD15,. -to%mbillion½/", max_size=40))
def test_whatever_is_read_stands_in_the_text_in_order(text: str) -> None:
    spans = [figure.span for figure in figures_in(text)]
    assert all(one.end <= other.start for one, other in pairwise(spans))
    assert all(any(c.isdigit() for c in span.of(text)) for span in spans)
