"""Sentences are cut without loss, and where a reader would cut them."""

from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import given

from corpus.article import Span
from corpus.sentences import is_heading, sentence_spans, trimmed
from tests.corpus.hard_text import hard_text


def cut(text: str) -> list[str]:
    return [span.of(text).strip() for span in sentence_spans(text)]


@given(hard_text)
def test_sentences_together_are_the_text(text: str) -> None:
    spans = sentence_spans(text)
    assert "".join(span.of(text) for span in spans) == text
    assert all(len(span) > 0 for span in spans)
    assert all(left.end == right.start for left, right in itertools.pairwise(spans))


@given(hard_text)
def test_a_trimmed_sentence_has_no_space_at_its_ends(text: str) -> None:
    for span in sentence_spans(text):
        inner = trimmed(text, span)
        assert inner.of(text) == span.of(text).strip()


@pytest.mark.parametrize(
    "sentences",
    [
        ["U.S. President Donald Trump spoke.", "The U.S. agreed.", "So did the U.K. and the E.U. in March."],
        ["The plant costs $2.1 bn. a year to run.", "It pays $3.5 million."],
        ["Larkspur Grid, Inc. will pay.", "Northwind Cable Co. Ltd. agreed."],
        ["It was bought by Larkspur Grid, Inc.", "The price was not given."],
        ["J. R. R. Smith signed for Mr. Jones.", "Dr. No did not."],
        ["Prices rose, i.e. by 5.5% (approx. 3 bn.), said No. 10.", "That was all."],
        ["“We won!” he said.", "“Did you?” she asked.", "Yes…", "Well."],
        ["Is it final?", "No!", "(It will be.)", "“Soon.”"],
        ["See Sec. 4.2 and Fig. 3 of the filing.", "It says more."],
        ["She moved to the U.S. The firm followed.".split(" The")[0], "The firm followed."],
    ],
)
def test_sentences_end_where_a_reader_ends_them(sentences: list[str]) -> None:
    assert cut(" ".join(sentences)) == sentences


def test_headings_and_list_items_stand_alone() -> None:
    text = "# Terms\n\nPrice and Payment\nThe price is $5.\n1. Cash at closing\n2. Notes\n- shares\n(a) the rest\n"
    assert cut(text) == [
        "# Terms", "Price and Payment", "The price is $5.", "1. Cash at closing", "2. Notes", "- shares",
        "(a) the rest",
    ]  # fmt: skip


def test_the_number_of_a_clause_stays_with_it() -> None:
    assert cut("4. The Buyer shall pay. 5. Not this one.\n12. The Seller shall deliver.") == [
        "4. The Buyer shall pay.", "5.", "Not this one.", "12. The Seller shall deliver.",
    ]  # fmt: skip


def test_a_sentence_goes_on_over_hard_wrapped_lines() -> None:
    text = (
        "The Company shall not, and shall cause its subsidiaries not to,\n"
        "solicit any proposal that would compete with the merger and\n"
        "shall end any talks that are under way at present. It shall\n"
        "also return all papers.\n"
        "\n"
        "The Buyer shall pay the price at closing in cash, and shall\n"
        "bear the costs of it.\n"
    )
    assert [" ".join(sentence.split()) for sentence in cut(text)] == [
        "The Company shall not, and shall cause its subsidiaries not to, solicit any proposal that would compete with "
        "the merger and shall end any talks that are under way at present.",
        "It shall also return all papers.",
        "The Buyer shall pay the price at closing in cash, and shall bear the costs of it.",
    ]


def test_list_items_are_not_joined_as_if_they_were_wrapped() -> None:
    items = [f"{n}. an item of this list that is about as long as the others are" for n in range(1, 6)]
    assert cut("\n".join(items)) == items


def test_chinese_and_japanese_sentences_end_without_a_space() -> None:
    assert cut("取引は完了した。「本当か？」次の文。") == ["取引は完了した。", "「本当か？」", "次の文。"]


def test_a_text_of_nothing_has_no_sentences() -> None:
    assert sentence_spans("") == []
    assert cut("no end") == ["no end"]


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("Tariff Relief and Strategic Rebalancing", True),
        ("– Investment projects –", True),
        ("## Terms: the price", True),
        ("The price is $5.", False),
        ("It was said:", False),
        ("“Quoted”", False),
        ("- item", False),
        ("---", False),
        ("x " * 61, False),
    ],
)
def test_a_heading_is_a_short_line_that_ends_like_no_sentence(line: str, heading: bool) -> None:
    text = f"Before.\n{line}\nAfter it comes a sentence."
    assert is_heading(text, Span(8, 8 + len(line) + 1)) is heading


def test_words_in_a_line_are_no_heading() -> None:
    text = "Before. Some words\nAfter."
    assert not is_heading(text, Span(8, 19))


@pytest.mark.parametrize("unit", [" ", ".", "\n \t", '."', "A. ", "1. ", "-.-", "。", "…”"])
def test_long_runs_of_one_thing_cost_no_more_than_other_text(unit: str) -> None:
    text = "x" + unit * (100_000 // len(unit)) + "y"
    started = time.process_time()
    sentence_spans(text)
    assert time.process_time() - started < 5, "a run is scanned again from each of its characters"
