"""The nouns: what they hold, and what they refuse."""

from __future__ import annotations

import dataclasses
import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import EVERYTHING, MAX_FIELD_CHARS, MAX_ID_CHARS, Article, Selection, Span, join_spans
from corpus.errors import InvalidArticle

DEAL = Article("deal", "Larkspur buys Northwind", "The price is $42.50.", "Harbour Ledger", date(2025, 11, 4))


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (4, 3)])
def test_a_span_cannot_run_backwards_or_begin_before_the_text(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="not a span"):
        Span(start, end)


def test_a_span_counts_code_points_not_bytes() -> None:
    assert Span(1, 3).of("🏭é株") == "é株"
    assert len(Span(1, 3)) == 2


@pytest.mark.parametrize("bad", ["", " lead", "trail ", "two  spaces", "a/b", "a\\b", "tab\there", "x" * 201])
def test_an_id_that_could_not_stand_in_a_url_is_refused(bad: str) -> None:
    with pytest.raises(InvalidArticle, match=f"use 1 to {MAX_ID_CHARS} characters"):
        dataclasses.replace(DEAL, id=bad)


@pytest.mark.parametrize("bad", ["", "-x", "a/b", "x" * 101, "line\nbreak"])
def test_a_collection_name_is_letters_digits_and_few_signs(bad: str) -> None:
    with pytest.raises(InvalidArticle, match="collection"):
        dataclasses.replace(DEAL, collection=bad)


def test_an_article_without_text_is_refused_by_name() -> None:
    with pytest.raises(InvalidArticle, match="'deal' has no text"):
        dataclasses.replace(DEAL, text=" \n\t")


@pytest.mark.parametrize("name", ["title", "publisher", "url"])
def test_a_field_beyond_its_limit_is_refused_by_name(name: str) -> None:
    with pytest.raises(InvalidArticle, match=name):
        dataclasses.replace(DEAL, **{name: "x" * (MAX_FIELD_CHARS + 1)})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Other"},
        {"publisher": None},
        {"published": None},
        {"url": "https://example.com"},
        {"collection": "desk"},
        {"text": "The price is $46."},
    ],
)
def test_the_version_changes_with_everything_a_reader_sees(change: dict[str, object]) -> None:
    changed = dataclasses.replace(DEAL, **change)  # type: ignore[arg-type]
    assert changed.version != DEAL.version
    assert dataclasses.replace(DEAL).version == DEAL.version


def test_the_version_does_not_confuse_one_field_with_another() -> None:
    assert (
        dataclasses.replace(DEAL, title="a", publisher="b").version
        != dataclasses.replace(DEAL, title="b", publisher="a").version
    )


def test_a_passage_is_its_article_at_its_span() -> None:
    passage = DEAL.cut(Span(4, 9), "Terms")
    assert passage.text == "price"
    assert passage.header == "Larkspur buys Northwind · Harbour Ledger · 2025-11-04 · Terms"


def test_a_passage_cannot_reach_beyond_its_article() -> None:
    with pytest.raises(ValueError, match="beyond the 20 characters"):
        DEAL.cut(Span(0, 21))


def test_a_header_leaves_out_what_is_not_known() -> None:
    assert Article("x", "", "Text.").cut(Span(0, 4)).header == ""


def test_a_selection_of_no_collection_admits_none_and_of_none_named_admits_all() -> None:
    assert EVERYTHING.admits("anything")
    assert not Selection(collections=()).admits("anything")
    assert Selection(as_of=date(2026, 1, 1)).narrows
    assert Selection(publishers=()).narrows
    assert Selection(article_ids=("a",)).narrows
    assert not Selection(collections=("a",)).narrows


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 10))))
def test_joined_spans_hold_the_same_characters_once_and_in_order(pairs: list[tuple[int, int]]) -> None:
    spans = [Span(start, start + length) for start, length in pairs]
    joined = join_spans(spans)
    covered = [i for span in joined for i in range(span.start, span.end)]
    assert covered == sorted({i for span in spans for i in range(span.start, span.end)})
    assert all(left.end < right.start for left, right in itertools.pairwise(joined))
