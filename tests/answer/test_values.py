"""When two phrases say the same, when one says less than the other, and when they differ."""

from __future__ import annotations

from decimal import Decimal

import pytest

from answer.namesakes import Likeness
from answer.values import Claim, bounds_of, figures_of, likeness, only_value_in_its_sentence, readable, sort_of
from answer.wanted import Wanted
from corpus.article import Article, Span

ALIKE = {
    Wanted.NAME: [
        ("Harriet Dunmore", "Mrs Harriet Dunmore"),
        ("Harriet Dunmore", "the chairman, Harriet Dunmore"),
        ("Harriet Dunmore", "Harriet Dunmore, its chairman"),
        ("Harriet Dunmore", "H. Dunmore"),
        ("Harriet Dunmore", "Harriet J. Dunmore"),
        ("Energy Secretary Dunmore", "Danish Energy Secretary Harriet Dunmore"),
        ("the Minister of Ports, Trade and Fisheries, Kenji Morita", "Kenji Morita"),
        ("Tarrow Marine", "TARROW-MARINE PLC"),
        ("Tarrow Marine", "Oskel's Tarrow Marine"),
        ("Tarrow", "Tarrow Marine Group"),
        ("Crédit du Nord-Est", "Credit du Nord Est SA"),
        ("Holm & Lund", "Holm and Lund"),
        ("AGSB", "Asian Grain Storage Bank"),
        ("Asian Grain Storage Bank", "Asian Grain Storage Bank (AGSB)"),
        ("MPTF", "Ministry of Ports, Trade and Fisheries"),
        ("U.S.", "the United States"),
        ("Oskel Foods, Callan Grid and Tarrow Marine", "Tarrow Marine PLC"),
    ],
    Wanted.PLACE: [
        ("Ohio", "Dayton, Ohio"),
        ("Dayton, OH", "Dayton, Ohio"),
        ("Duluth", "the port of Duluth"),
        ("Duluth, Minnesota", "Duluth in northern Minnesota"),
        ("off the coast of Texas", "Texas"),
        ("Gdansk, Pomerania, Poland", "Gdansk, Poland"),
        ("EU", "the European Union"),
    ],
    Wanted.TIME: [
        ("July 22, 2025", "Tuesday, 22 July 2025"),
        ("July 22, 2025", "2025-07-22"),
        ("July 22, 2025", "the 22nd of July"),
        ("July 22, 2025", "the third quarter of 2025"),
        ("July 22", "2025"),
        ("1954", "from 1954 to 1960"),
        ("the 1960s", "1964"),
        ("1923-29", "between 1923 and 1929"),
        ("the 19th century", "1871"),
    ],
    Wanted.AMOUNT: [
        ("$0.5 billion", "$500 million"),
        ("$2.1 billion", "US$2.1bn"),
        ("$2 billion", "two billion dollars"),
        ("$2.04 billion", "about [$2 billion]"),
        ("$25 billion", "between $20 billion and $30 billion"),
        ("$5 million to $6 million", "between $4 million and $8 million"),
        ("¥600 billion", "[$4 billion] (600 billion yen)"),
    ],
    Wanted.PERCENTAGE: [("15%", "15 percent"), ("15.0%", "15 per cent")],
    Wanted.COUNT: [("1.2 gigawatts", "1,200 MW"), ("4,310 people", "4,310"), ("three yards", "3")],
    Wanted.ANYTHING: [
        ("comedy film", "romantic comedy"),
        ("a gas-fired power plant", "a new plant for the coast"),
        ("a former footballer", "footballer"),
        ("$5 million", "$5,000,000"),
        ("in July 2025", "July 3, 2025"),
        ("12,345", "12,345 inhabitants"),
    ],
}

DIFFERENT = {
    Wanted.NAME: [
        ("Harriet Dunmore", "Marta Dunmore"),
        ("Harriet Dunmore", "Harriet Haugen"),
        ("Minister of Trade, Kenji Morita", "Trade Minister Bruno Morita"),
        ("Secretary Dunmore", "Secretary Haugen"),
        ("Tarrow Marine", "Tarrow Rail"),
        ("Bank of Denmark", "Denmark"),
        ("Northern Bank", "Northern Overseas Bank"),
        ("AGSB", "Export Credit Agency of Peru"),
        ("Oskel Foods, Callan Grid and Tarrow Marine", "Tarrow Rail"),
    ],
    Wanted.PLACE: [
        ("Texas", "Texas or Louisiana"),
        ("Dayton, Ohio", "Dayton, Minnesota"),
        ("Ohio", "Georgia"),
        ("North Dakota", "South Dakota"),
    ],
    Wanted.TIME: [
        ("July 22, 2025", "July 23, 2025"),
        ("July 2025", "August 2025"),
        ("22 July", "23 July"),
        ("Q1 2025", "Q2 2025"),
        ("the 1960s", "1953 and 1954"),
    ],
    Wanted.AMOUNT: [
        ("$2.1 billion", "$2.1 million"),
        ("$2.1 billion", "€2.1 billion"),
        ("$36 billion", "about [$35 billion]"),
        ("$50 billion", "between $20 billion and $30 billion"),
    ],
    Wanted.PERCENTAGE: [("15%", "16%")],
    Wanted.COUNT: [("1.2 gigawatts", "1.2 MW"), ("4,310", "3,410 people"), ("three yards", "four yards")],
    Wanted.ANYTHING: [
        ("action comedy film", "science fiction novel"),
        ("a data centre", "a gas-fired power plant"),
        ("Tariff War", "Harbour Pact"),
        ("$5 million", "$6 million"),
        ("July 2025", "July 2024"),
        ("12,345", "11,345 inhabitants"),
    ],
}


def claim(written: str, wanted: Wanted) -> Claim:
    """What the phrase in brackets claims, or the whole of `written`."""
    if "[" not in written:
        written = f"[{written}]"
    before, phrase, after = written.replace("]", "[").split("[")
    text = before + phrase + after
    return Claim(
        Article("a", "", text),
        Span(0, len(text)),
        Span(len(before), len(before) + len(phrase)),
        support=0.9,
        kind=wanted,
    )


@pytest.mark.parametrize(
    ("wanted", "one", "other"), [(wanted, *pair) for wanted, pairs in ALIKE.items() for pair in pairs]
)
def test_what_says_the_same_or_less_is_no_other_value(wanted: Wanted, one: str, other: str) -> None:
    assert likeness(claim(one, wanted), claim(other, wanted)) is not Likeness.DIFFERENT
    assert likeness(claim(other, wanted), claim(one, wanted)) is not Likeness.DIFFERENT


@pytest.mark.parametrize(
    ("wanted", "one", "other"), [(wanted, *pair) for wanted, pairs in DIFFERENT.items() for pair in pairs]
)
def test_another_value_is_told_apart(wanted: Wanted, one: str, other: str) -> None:
    assert likeness(claim(one, wanted), claim(other, wanted)) is Likeness.DIFFERENT
    assert likeness(claim(other, wanted), claim(one, wanted)) is Likeness.DIFFERENT


def test_the_less_precise_value_is_within_and_another_spelling_is_the_same() -> None:
    assert likeness(claim("2025", Wanted.TIME), claim("July 2025", Wanted.TIME)) is Likeness.WITHIN
    assert likeness(claim("$1bn", Wanted.AMOUNT), claim("$1,000 million", Wanted.AMOUNT)) is Likeness.SAME


def test_a_figure_counts_with_those_that_its_sentence_gives_as_equal() -> None:
    found = figures_of(
        claim("It costs [$4 billion] (about 600 billion yen), and $1 billion more later.", Wanted.AMOUNT)
    )
    assert [figure.unit for figure in found] == ["USD", "JPY"]


@pytest.mark.parametrize(
    ("written", "alone"),
    [
        ("The ferry was sold for [$5 million].", True),
        ("The ferry was sold for [$5 million], up from $4 million.", True),
        ("The ferry was sold for [$5 million], including $1 million of debt.", True),
        ("The ferry was sold for [$5 million] in a year in which 40% of them were.", True),
        ("The ferry was sold for [$5 million] and the quay for $4 million.", False),
    ],
)
def test_a_second_amount_leaves_open_which_one_is_meant(written: str, alone: bool) -> None:
    assert only_value_in_its_sentence(claim(written, Wanted.AMOUNT)) is alone


@pytest.mark.parametrize(
    ("written", "wanted", "sort"),
    [
        ("$5 million", Wanted.AMOUNT, "money"),
        ("5%", Wanted.PERCENTAGE, "%"),
        ("9 gigawatts", Wanted.COUNT, "MW"),
        ("4,310", Wanted.COUNT, ""),
    ],
)
def test_a_value_knows_what_it_is_one_of(written: str, wanted: Wanted, sort: str) -> None:
    assert sort_of(claim(written, wanted)) == sort


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("a fortune", Wanted.AMOUNT),
        ("$5", Wanted.PERCENTAGE),
        ("some", Wanted.COUNT),
        ("soon", Wanted.TIME),
        ("—", Wanted.NAME),
    ],
)
def test_what_gives_no_value_cannot_be_compared(written: str, wanted: Wanted) -> None:
    assert not readable(claim(written, wanted))


def test_a_quantity_has_bounds_and_a_date_has_none() -> None:
    [amount] = figures_of(claim("$4 to 6 million", Wanted.AMOUNT))
    assert bounds_of(amount) == (Decimal(4_000_000), Decimal(6_000_000))
