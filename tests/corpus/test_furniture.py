"""What stands around an article goes; what is of it stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.furniture import without_furniture

BODY = (
    "Larkspur Grid said on Tuesday that it would pay $42.50 in cash for each share of Northwind Cable, which values "
    "the maker of undersea cables at about $3.1 billion, and that it expects to close the purchase in the spring."
)
MORE = (
    "The boards of both companies have approved the agreement, the companies said, and holders of a third of the "
    "shares have undertaken to vote for it at a meeting that will be called once the regulator has given its consent."
)
SHORT = "The price is final."


def page(*lines: str) -> str:
    return "\n".join(lines) + "\n"


def test_a_page_of_furniture_around_an_article_leaves_the_article() -> None:
    saved = page(
        "Skip to content", "Menu", "Larkspur to buy Northwind", "", "Markets", "2 hours ago", "", BODY, "", MORE, "",
        "© 2025 Harbour Ledger. All rights reserved.", "Related news", "Corvane goes to Pelham", "Energy", "11/02/2026",
    )  # fmt: skip
    assert without_furniture(saved) == page("Larkspur to buy Northwind", "", BODY, "", MORE)


def test_a_list_of_numbers_without_stories_goes_with_its_heading() -> None:
    saved = page(BODY, "", "Most Discussed", "", "  1. 1", "     ", "     ", "  2. 2", "     ", "  10. 10")
    assert without_furniture(saved) == page(BODY)


def test_a_disclaimer_below_the_article_goes() -> None:
    assert without_furniture(page(BODY, "", f"Disclaimer: {MORE}")) == page(BODY)


@pytest.mark.parametrize(
    "line",
    [
        "© Agence Exemple",
        "Copyright ⓒ 뉴스로드 무단 전재 및 재배포 금지",
        "(c) 2025 Harbour Ledger",
        "Copyright 2025 Harbour Ledger. All rights reserved.",
        "Copyright The Example Press. All rights reserved.",
        "All rights reserved",
        "abc-de-fgh/ij",
        "Share",
        "Print",
        "3 min read",
        "ADVERTISEMENT",
    ],
)
def test_a_line_that_no_article_holds_goes_from_its_foot(line: str) -> None:
    assert without_furniture(page(BODY, MORE, line)) == page(BODY, MORE)


@pytest.mark.parametrize("heading", ["Related Topics", "You might also like:", "More from Markets", "Comments (12)"])
def test_what_a_list_of_other_stories_names_goes_with_it(heading: str) -> None:
    assert without_furniture(page(BODY, heading, "Corvane goes to Pelham", "Ferries borrow")) == page(BODY)


def test_the_article_goes_on_below_a_list_of_other_stories() -> None:
    saved = page(BODY, "Read more", "Corvane goes to Pelham", MORE, "", "Trending", "Ferries borrow")
    assert without_furniture(saved) == page(BODY, MORE)


def test_a_short_paragraph_below_such_a_list_is_prose_and_stays() -> None:
    closing = "Larkspur's shares rose by 4% in early trading, and those of Northwind by 31%."
    assert without_furniture(page(BODY, "Read more", "Corvane goes to Pelham", closing, MORE)) == page(
        BODY, closing, MORE
    )
    own_heading = page(BODY, "More on the price", closing)
    assert closing in without_furniture(own_heading)


@pytest.mark.parametrize(
    "text",
    [
        page("An article with no byline", "", BODY, "", MORE, "", SHORT),
        page(BODY, "", "The three projects are:", "1. A gas plant", "2. A port", "3.", "Diamonds", MORE),
        page("Section 4", BODY, "(a) the Seller shall deliver the shares; and", "(c) the Buyer shall pay.", MORE),
        page(BODY, "4.", "DISCLAIMER OF WARRANTIES. NO WARRANTY IS GIVEN.", "Disclaimer: none is made.", MORE),
        page(BODY, "Copyright infringement is excluded from the indemnity.", "Price per", "Share", "$42.50", MORE),
        page(BODY, "Subscribers approved the offer", MORE, "Newsletters were not consulted, they said.", SHORT),
        page("lines", "that were wrapped", "by hand, and", "and/or", "today", "Print", "share", "Menu", "the end."),
        page("Today", SHORT),
        page(BODY, "Photographs by satellite show that the port is empty.", "The bank sold bonds via Reuters.", MORE),
        page(BODY, "Shutterstock agreed to merge with Getty Images.", "“We use cookies for nothing,” she said.", MORE),
        page(BODY, "Most read", "Its most read title stays with the editor who founded it.", MORE),
        page(BODY, "X", "X", "", "X", "Line", "Price", "Share", "Share", MORE),
        page(BODY, "Sign-ups for the newsletter doubled.", "Follow-on deals are planned.", "Home improvement", MORE),
        page("Business", BODY, MORE, "This article was amended on 3 March 2026 to correct the price of a share."),
        page("MERGER SUB, INC.", "and", "NORTHWIND CABLE", "Dated as of", "October 28, 2025", BODY),
        "",
        "\n\n\n",
        SHORT,
    ],
)  # fmt: skip
def test_text_without_furniture_comes_back_as_it_was(text: str) -> None:
    assert without_furniture(text) == text


def test_a_long_list_item_or_clause_is_never_taken_for_a_copyright_line() -> None:
    clause = "(c) the Company shall not, and shall cause each of its subsidiaries not to, solicit any other proposal;"
    assert clause in without_furniture(page(BODY, clause, MORE, "© 2025 Harbour Ledger"))


@given(
    st.lists(st.sampled_from([BODY, MORE, SHORT, "", "Menu", "Related news", "Ferries borrow", "© X", "4.", "Share"]))
)
def test_prose_is_never_lost_and_twice_is_once(lines: list[str]) -> None:
    bare = without_furniture("\n".join(lines))
    assert [line for line in bare.split("\n") if line in (BODY, MORE)] == [x for x in lines if x in (BODY, MORE)]
    assert without_furniture(bare) == bare
