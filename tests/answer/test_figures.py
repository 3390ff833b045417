from decimal import Decimal

import pytest

from answer.figures import figures_in


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
