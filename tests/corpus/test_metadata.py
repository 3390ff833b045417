"""Title, publisher and date are found where the text gives them, and never made up."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from corpus.metadata import Found, find_metadata, parse_date

BODY = (
    "Larkspur Grid said on Tuesday that it would pay $42.50 in cash for each share of Northwind Cable, which values "
    "the maker of undersea cables at about $3.1 billion."
)
DAY = date(2025, 10, 28)


@pytest.mark.parametrize(
    ("byline", "publisher"),
    [
        ("October 28, 2025Clash Report", "Clash Report"),
        ("October 28, 2025", None),
        ("28 October 2025 | Harbour Ledger", "Harbour Ledger"),
        ("Oct. 28, 2025 — The Wall of Cables", "The Wall of Cables"),
        ("Tuesday, October 28th, 2025", None),
        ("Published on 2025-10-28 14:05 by Jane Doe", "Jane Doe"),
        ("Updated: 28 Oct 2025, 9:30 a.m. EST", None),
    ],
)
def test_a_byline_gives_the_date_and_the_publisher(byline: str, publisher: str | None) -> None:
    found = find_metadata(f"Larkspur to buy Northwind\n{byline}\n{BODY}\n")
    assert found == Found("Larkspur to buy Northwind", publisher, DAY, byline)


@pytest.mark.parametrize(
    "line",
    [
        "October 28, 2025 was the day on which both boards met.",
        "October 28, 2025, among Northwind Cable, Inc., a Delaware",
        "February 30, 2025",
        "On October 28, 2025",
        "October 2025",
        "28 days later",
    ],
)
def test_what_only_holds_a_date_is_no_byline(line: str) -> None:
    found = find_metadata(f"Larkspur to buy Northwind\n{line}\n{BODY}\n")
    assert (found.published, found.byline) == (None, None)


def test_a_date_that_ends_a_sentence_begun_above_is_no_byline() -> None:
    found = find_metadata(f"Agreement and Plan of Merger\ndated as of\nOctober 28, 2025\n{BODY}\n")
    assert found.published is None


def test_a_date_deep_in_the_text_is_no_byline() -> None:
    found = find_metadata("\n".join([BODY] * 8 + ["October 28, 2025"]))
    assert found.published is None


def test_a_text_without_a_date_has_none() -> None:
    assert find_metadata(BODY) == Found()


def test_the_copyright_holder_published_it() -> None:
    assert find_metadata(f"{BODY}\n© Agence Exemple\n").publisher == "Agence Exemple"
    assert find_metadata(f"{BODY}\nCopyright ⓒ 뉴스로드 무단 전재 및 재배포 금지").publisher == "뉴스로드"
    assert find_metadata(f"{BODY}\n(c) 2024-2025 Harbour Ledger. All rights reserved.").publisher == "Harbour Ledger"


def test_a_clause_is_no_copyright_line() -> None:
    assert find_metadata(f"{BODY}\n(c) the Buyer shall pay the price.\n").publisher is None


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        f"{BODY}\nShort.",
        "Larkspur Grid said on Tuesday that it would pay a price in cash for each\n"
        "share of Northwind Cable, which values the maker of cables at a\nbillion dollars.",
        "The United States and Japan have agreed on a trade pact worth a lot\nWhite House officials said on a Monday in"
        " the spring of the year\nand nobody disagreed with them.",
        "The price is final.\n" + BODY,
        "Dear all,\n" + BODY,
    ],
)
def test_prose_is_no_headline(text: str) -> None:
    assert find_metadata(text).title == ""


def test_a_line_above_the_prose_is_the_headline() -> None:
    assert find_metadata(f"\n  Who pays for Northwind?  \n\n{BODY}").title == "Who pays for Northwind?"


def test_dates_are_read_as_iso_and_nothing_is_guessed() -> None:
    assert parse_date("2025-10-28") == DAY
    assert parse_date(" 2025-10-28T23:59:00Z ") == DAY
    assert parse_date(datetime(2025, 10, 28, 1, 2)) == DAY
    assert parse_date(DAY) == DAY
    assert parse_date(None) is None
    assert parse_date("") is None


@pytest.mark.parametrize("value", ["28/10/2025", "soon", "2025", 20251028, ["2025-10-28"]])
def test_anything_else_is_refused_as_a_date(value: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_date(value)
