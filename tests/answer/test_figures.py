"""What is read as a figure, and what is not."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.figures import Figure, Kind, figures_in, same_value


def the_figure(text: str) -> Figure:
    (figure,) = figures_in(text)
    return figure


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("$550 billion", "USD", "550e9"),
        ("$550bn", "USD", "550e9"),
        ("US$550 billion", "USD", "550e9"),
        ("US $550 billion", "USD", "550e9"),
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
        ("NT$5 million", "TWD", "5e6"),
        ("R$5 million", "BRL", "5e6"),
        ("CN¥5", "CNY", "5"),
        ("CAD $5 million", "CAD", "5e6"),
        ("$5 million CAD", "CAD", "5e6"),
        ("JPY 5 billion", "JPY", "5e9"),
        ("EUR 1.2 billion", "EUR", "1.2e9"),
        ("USD5m", "USD", "5e6"),
        ("$5MM", "USD", "5e6"),
        ("5 million Australian dollars", "AUD", "5e6"),
        ("300 million Swiss francs", "CHF", "300e6"),
        ("2 million pounds sterling", "GBP", "2e6"),
    ],
)
def test_a_figure_is_read_with_its_unit_and_magnitude(text: str, unit: str, value: str) -> None:
    figure = the_figure(f"It came to {text} in all.")
    assert (figure.unit, figure.value) == (unit, Decimal(value))


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("5,500億円", "JPY", "550e9"),
        ("1兆2000億円", "JPY", "1.2e12"),
        ("約3億ドル", "USD", "300e6"),
        ("従業員は1万5000人", "person", "15000"),
        ("1.2 Mrd. EUR", "EUR", "1.2e9"),
        ("3,5 Mio. €", "EUR", "3.5e6"),
        ("1.200.000 €", "EUR", "1200000"),
        ("1.200 €", "EUR", "1200"),
        ("10 000 €", "EUR", "10000"),
        ("10\u202f000 €", "EUR", "10000"),
        ("1'000 CHF", "CHF", "1000"),
        ("CHF 1’250’000", "CHF", "1250000"),
        ("2,5 milliards d'euros", "EUR", "2.5e9"),
        ("3,5 millions de dollars", "USD", "3.5e6"),
        ("5 Milliarden Euro", "EUR", "5e9"),
        ("R$ 2,5 bilhões", "BRL", "2.5e9"),
        ("Rs 500 crore", "INR", "5e9"),
        ("₹5 lakh crore", "INR", "5e12"),
        ("₹1,50,000", "INR", "150000"),
        ("15,5 %", "%", "15.5"),
    ],
)
def test_the_spellings_of_other_countries_are_read(text: str, unit: str, value: str) -> None:
    figure = the_figure(text)
    assert (figure.unit, figure.value) == (unit, Decimal(value))


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("two billion dollars", "USD", "2e9"),
        ("a billion dollars", "USD", "1e9"),
        ("half a million euros", "EUR", "5e5"),
        ("one and a half million pounds", "GBP", "1.5e6"),
        ("$2½ million", "USD", "2.5e6"),
        ("twenty-five percent", "%", "25"),
        ("one-third", "%", "33.3333"),
        ("three quarters of it", "%", "75"),
        ("two hundred and fifty jobs", "job", "250"),
        ("thirty (30) days", "day", "30"),
        ("a dozen vessels", "vessel", "12"),
    ],
)
def test_numbers_in_words_are_read(text: str, unit: str, value: str) -> None:
    figure = the_figure(f"It was {text}.")
    assert (figure.unit, figure.value) == (unit, Decimal(value))


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("9.2 GW", "MW", "9200"),
        ("9.2 gigawatts", "MW", "9200"),
        ("a 9.2 gigawatt plant", "MW", "9200"),
        ("33 hectares", "hectare", "33"),
        ("10,000 jobs", "job", "10000"),
        ("10,000 new construction jobs", "job", "10000"),
        ("10k jobs", "job", "10000"),
        ("5.5 million tons of LNG", "ton", "5.5e6"),
        ("20,000 barrels a day", "barrel/day", "20000"),
        ("2 million shares", "share", "2e6"),
        ("250 km", "km", "250"),
        ("45 working days", "working day", "45"),
        ("a six-month timeline", "month", "6"),
        ("12x EBITDA", "times", "12"),
        ("created 2000 jobs", "job", "2000"),
    ],
)
def test_what_is_counted_is_known_by_one_name(text: str, unit: str, value: str) -> None:
    figure = the_figure(f"It has {text}.")
    assert (figure.kind, figure.unit, figure.value) == (Kind.COUNT, unit, Decimal(value))


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("July 22, 2025", "day", "2025-07-22"),
        ("Mar. 3, 2026", "day", "2026-03-03"),
        ("22 July 2025", "day", "2025-07-22"),
        ("the 22nd of July 2025", "day", "2025-07-22"),
        ("2025-07-22", "day", "2025-07-22"),
        ("22.07.2025", "day", "2025-07-22"),
        ("22/07/2025", "day", "2025-07-22"),
        ("2025年7月22日", "day", "2025-07-22"),
        ("July 22", "day", "--07-22"),
        ("in July 2025", "month", "2025-07"),
        ("in July", "month", "--07"),
        ("Q3 2025", "quarter", "2025-Q3"),
        ("3Q25", "quarter", "2025-Q3"),
        ("the third quarter of 2025", "quarter", "2025-Q3"),
        ("Q3 FY26", "quarter", "FY2026-Q3"),
        ("the first half of 2025", "half", "2025-H1"),
        ("FY2026", "fiscal year", "FY2026"),
        ("fiscal 2026", "fiscal year", "FY2026"),
        ("2025年度", "fiscal year", "FY2025"),
        ("FY2025/26", "fiscal year", "FY2025/26"),
        ("by 2030", "year", "2030"),
        ("mid-2025", "year", "2025"),
        ("the 2025 plant", "year", "2025"),
    ],
)
def test_days_and_periods_are_read_as_far_as_they_are_written(text: str, unit: str, value: str) -> None:
    figure = the_figure(f"It ends {text}.")
    assert (figure.kind, figure.unit, str(figure.value)) == (Kind.DATE, unit, value)


@pytest.mark.parametrize(
    "text", ["7/4/2025", "February 30, 2025", "2025-13-40", "in 2011-12", "Section 2031", "2026年3月期"]
)
def test_what_is_no_day_or_may_be_two_is_no_date(text: str) -> None:
    assert figures_in(f"It ends {text}.") == []


def test_the_same_amount_in_other_spellings_is_the_same_value() -> None:
    values = {figure.value for figure in figures_in("$2.1 billion, $2,100 million, 2.1bn dollars")}
    assert values == {Decimal("2.1e9")}


@pytest.mark.parametrize(
    "text",
    [
        "Sakhalin-2", "won a victory", "Section 7.3", "one of its vessels", "the top 3 won awards", "Boeing 737 jets",
        "3.21 Company Stock", "A380", "a 5G network", "one third party", "a quarter", "40 million pounds of copper",
        "[1]",
    ],
)  # fmt: skip
def test_other_numbers_are_no_figures(text: str) -> None:
    assert figures_in(f"There, {text}.") == []


def test_a_figure_knows_where_it_stands() -> None:
    text = "The notes carry 6.25% on €420 million from May 2031."
    assert [figure.span.of(text) for figure in figures_in(text)] == ["6.25%", "€420 million", "May 2031"]


@pytest.mark.parametrize("text", ["X$5", "E£5 million", "€5 dollars", "500 million francs", "500 crowns"])
def test_an_amount_in_a_currency_that_is_not_known_is_no_figure(text: str) -> None:
    assert figures_in(f"It came to {text} in all.") == []


@pytest.mark.parametrize(
    ("text", "unit", "lower", "upper"),
    [
        ("$4 to 6 million", "USD", "4e6", "6e6"),
        ("$4-6 million", "USD", "4e6", "6e6"),
        ("$4–6 million", "USD", "4e6", "6e6"),
        ("$4- to $6-million", "USD", "4e6", "6e6"),
        ("$4 million to about $6 million", "USD", "4e6", "6e6"),
        ("$4 up to 6 million", "USD", "4e6", "6e6"),
        ("$500 million to $1 billion", "USD", "5e8", "1e9"),
        ("between $20 billion and $30 billion", "USD", "20e9", "30e9"),
        ("between about $20 and 30 billion", "USD", "20e9", "30e9"),
        ("ranging from $350 million to as high as $100 billion", "USD", "350e6", "100e9"),
        ("6 to 7 trillion yen", "JPY", "6e12", "7e12"),
        ("between six and seven trillion yen", "JPY", "6e12", "7e12"),
        ("USD 4 to 6 million", "USD", "4e6", "6e6"),
        ("10 to 15%", "%", "10", "15"),
        ("10%-15%", "%", "10", "15"),
        ("30 to 45 days", "day", "30", "45"),
    ],
)
def test_a_range_is_one_figure_with_two_ends(text: str, unit: str, lower: str, upper: str) -> None:
    figure = the_figure(f"It came to {text} in all.")
    assert (figure.unit, figure.value, figure.upper) == (unit, Decimal(lower), Decimal(upper))


def test_a_period_has_two_ends_too() -> None:
    found = figures_in("From 2026 to 2029, 2025–27, July 1-15, 2025, and between 3 May and 4 June 2026.")
    assert [(str(figure.value), str(figure.upper)) for figure in found] == [
        ("2026", "2029"), ("2025", "2027"), ("2025-07-01", "2025-07-15"), ("2026-05-03", "2026-06-04"),
    ]  # fmt: skip


def test_ranges_may_follow_each_other() -> None:
    found = figures_in("between 6 and 7 trillion yen, or roughly 56 to 65 trillion won")
    assert [(figure.unit, figure.upper) for figure in found] == [("JPY", Decimal("7e12")), ("KRW", Decimal("65e12"))]


@pytest.mark.parametrize("text", ["$4 or 5 million", "A$4 to $6 million", "$4 million to 6", "$800 to $1.2 billion"])
def test_two_ends_that_do_not_fit_together_are_no_figure(text: str) -> None:
    assert figures_in(f"It came to {text} in all.") == []


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("$20 million or 15% of the price", ["$20 million", "15%"]),
        ("rose in 2025 to $5 million", ["2025", "$5 million"]),
        ("cut to 15%", ["15%"]),
        ("raised from 15 to 20%", ["15", "20%"]),
        ("cut from $4 million to $3 million", ["$4 million", "$3 million"]),
        ("$1.8 billion—a record", ["$1.8 billion"]),
        ("$5 million and $6 million", ["$5 million", "$6 million"]),
        ("$4 million or $5 million", ["$4 million", "$5 million"]),
        ("between the 15% and the 20%", ["15%", "20%"]),
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
        "$2 and a half million",
        "$5 thousand million",
        "$1.234.567",
        "€1.200",
        "1,200 Mrd. EUR",
        "two thousand million dollars",
        "thirty (40) days",
        "$" + "9" * 29,
    ],
)
def test_a_number_that_cannot_be_read_exactly_in_one_way_is_no_figure(text: str) -> None:
    assert figures_in(f"It came to {text} in all.") == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("growth of -3.2%", "-3.2"),
        ("growth of −3.2%", "-3.2"),
        ("minus 3.2 percent", "-3.2"),
        ("-$5 million", "-5e6"),
        ("a net loss of ($12.5 million)", "-12.5e6"),
        ("33 trillion yen-dollar swaps ($12.5 million)", "12.5e6"),
        ("a loss of $3 million", "3e6"),
    ],
)
def test_only_a_written_sign_makes_a_figure_negative(text: str, value: str) -> None:
    assert figures_in(f"It had {text}.")[-1].value == Decimal(value)


def test_points_of_percentage_are_no_percentage() -> None:
    rise, points = figures_in("It rose 50 basis points, or 0.5 percentage points.")
    assert (rise.unit, rise.value) == (points.unit, points.value) == ("percentage point", Decimal("0.5"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("$550B", "$550 billion"),
        ("$550bn", "550 billion dollars"),
        ("about $2 billion", "$2.04 billion"),
        ("$2.04 billion", "nearly 2 billion dollars"),
        ("some 10,000 jobs", "10,200 jobs"),
        ("9.2 GW", "9,200 megawatts"),
        ("July 22, 2025", "2025-07-22"),
        ("Q3 2025", "the third quarter of 2025"),
        ("6-7 trillion yen", "between ¥6 trillion and ¥7 trillion"),
        ("50 bps", "0.50 percentage points"),
    ],
)
def test_figures_that_say_the_same_are_the_same_value(one: str, other: str) -> None:
    assert same_value(the_figure(one), the_figure(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("$550 billion", "€550 billion"),
        ("$550 billion", "$550 million"),
        ("$2 billion", "$2.04 billion"),
        ("about $2 billion", "$2.3 billion"),
        ("about $2.1 billion", "$2.04 billion"),
        ("5%", "5 percentage points"),
        ("10 jobs", "10 vessels"),
        ("2026", "FY2026"),
        ("$6 billion", "$6-7 billion"),
    ],
)
def test_figures_that_differ_are_not_the_same_value(one: str, other: str) -> None:
    assert not same_value(the_figure(f"It is {one}"), the_figure(f"It is {other}"))


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)))
def test_every_day_is_read_in_each_spelling(day: date) -> None:
    spelled = [f"{day:%B} {day.day}, {day.year}", f"{day.day} {day:%B} {day.year}", day.isoformat()]
    assert {str(the_figure(f"on {text}").value) for text in spelled} == {day.isoformat()}
    assert same_value(the_figure(spelled[0]), the_figure(spelled[1]))
    later = day + timedelta(days=1)
    assert not same_value(the_figure(f"on {day.isoformat()}"), the_figure(f"on {later.isoformat()}"))


@given(st.text(alphabet="$€ACUSD15,. -to%mbillion½/()Q2025年億円one twohalfJuly", max_size=60))
def test_whatever_is_read_stands_in_the_text_in_order(text: str) -> None:
    spans = [figure.span for figure in figures_in(text)]
    assert all(one.end <= other.start for one, other in pairwise(spans))
    assert all(span.of(text).strip() for span in spans)
