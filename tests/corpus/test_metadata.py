"""Title, publisher and date are found where the text gives them, and never made up."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from corpus.article import DateFound
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
        ("Published on 2025-10-28 14:05 by Jane Doe", None),
        ("Updated: 28 Oct 2025, 9:30 a.m. EST", None),
    ],
)
def test_a_byline_gives_the_date_and_the_publisher(byline: str, publisher: str | None) -> None:
    found = find_metadata(f"Larkspur to buy Northwind\n{byline}\n{BODY}\n")
    assert (found.title, found.publisher, found.published) == ("Larkspur to buy Northwind", publisher, DAY)
    assert (found.date_found, found.apart) == (DateFound.TEXT, (1,))


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
    assert (found.published, found.apart) == (None, ())


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


@pytest.mark.parametrize(
    ("line", "byline", "publisher", "published"),
    [
        ("By Jane Roe and John Doe", "Jane Roe and John Doe", None, None),
        ("By Jane Roe, John Doe and Ann van der Poe", "Jane Roe, John Doe and Ann van der Poe", None, None),
        ("BY JANE ROE", "JANE ROE", None, None),
        ("Written by: Jane O'Roe-Smith", "Jane O'Roe-Smith", None, None),
        ("By Jane Roe | Oct. 28, 2025, 10:32 a.m. EST", "Jane Roe", None, DAY),
        ("By Jane Roe · Harbour Ledger · 28 October 2025 at 10:32", "Jane Roe", "Harbour Ledger", DAY),
        ("2025年10月28日 10時32分", None, None, DAY),
        ("入力", None, None, None),
        ("28.10.2025", None, None, DAY),
        ("입력 2025.10.28 10:32", None, None, DAY),
        ("Published: October 28, 2025 | Updated: October 30, 2025", None, None, DAY),
        ("By and among Larkspur Grid plc", None, None, None),
        ("By the end of the year", None, None, None),
        ("By 28 October 2025 the offer had lapsed in part", None, None, None),
        ("28/10/2025", None, None, None),
        ("October 28, 2025 10 deals", None, None, None),
    ],
)
def test_people_and_dates_are_read_as_sites_write_them(
    line: str, byline: str | None, publisher: str | None, published: date | None
) -> None:
    found = find_metadata(f"Larkspur to buy Northwind\n{line}\n{BODY}\n")
    assert (found.byline, found.publisher, found.published) == (byline, publisher, published)
    assert found.apart == ((1,) if byline or published else ())


@pytest.mark.parametrize(
    ("dateline", "publisher", "published"),
    [
        ("TOKYO, Oct 28 (Harbour Wire) - ", "Harbour Wire", None),
        ("LONDON/TOKYO, Oct. 28, 2025 (Harbour Wire) -- ", "Harbour Wire", DAY),
        ("TOKYO (Kanto) – ", "Kanto", None),
        ("PORTSMOUTH, Ohio, Oct. 28, 2025 /Harbour Wire/ -- ", "Harbour Wire", DAY),
        ("OSAKA, 28 October 2025 – ", None, DAY),
        ("Larkspur Grid (LKG) - ", None, None),
        ("Larkspur (the “Buyer”) – ", None, None),
    ],
)
def test_a_dateline_names_the_agency_and_stays(dateline: str, publisher: str | None, published: date | None) -> None:
    found = find_metadata(f"Larkspur to buy Northwind\n{dateline}{BODY}\n")
    assert (found.publisher, found.published, found.apart) == (publisher, published, ())


def test_the_name_of_the_file_is_asked_last() -> None:
    named = find_metadata(BODY, "2026-02-18-larkspur.txt")
    assert (named.published, named.date_found) == (date(2026, 2, 18), DateFound.FILE_NAME)
    told = find_metadata(f"Larkspur to buy Northwind\nOctober 28, 2025\n{BODY}", "2026-02-18-larkspur.txt")
    assert (told.published, told.date_found) == (DAY, DateFound.TEXT)


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("20260218_larkspur.txt", date(2026, 2, 18)),
        ("deals/larkspur-2026.02.18.html", date(2026, 2, 18)),
        ("2026-02-18/larkspur.txt", None),
        ("2026-02-30.txt", None),
        ("0001193125-26-021800.txt", None),
        ("120260218.txt", None),
        ("larkspur-2026.txt", None),
    ],
)
def test_a_day_in_a_file_name_is_one_that_there_is(name: str, day: date | None) -> None:
    assert find_metadata(BODY, name).published == day


def test_nothing_is_published_after_its_copyright() -> None:
    page = f"Larkspur to buy Northwind\nFebruary 18, 2026\n{BODY}\n© 2025 Harbour Ledger\n"
    assert find_metadata(page).published is None
    assert find_metadata(f"{BODY}\n© Harbour Ledger 2019-2025\n", "2026-02-18.txt").published is None
    assert find_metadata(f"{BODY}\n© 2019-2026 Harbour Ledger\n", "2026-02-18.txt").published == date(2026, 2, 18)


def test_the_title_above_the_page_names_the_publisher() -> None:
    found = find_metadata(f"Larkspur to buy Northwind | Harbour Ledger\nHome\nLarkspur to buy Northwind\n{BODY}")
    assert (found.title, found.publisher) == ("Larkspur to buy Northwind", "Harbour Ledger")
