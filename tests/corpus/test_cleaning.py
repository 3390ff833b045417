"""Cleaning removes what nobody sees, and nothing else."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import Article
from corpus.cleaning import clean, clean_line, cleaned, short_line
from corpus.errors import InvalidArticle

ANYTHING = st.text(st.characters())
HARD = st.lists(
    st.one_of(st.characters(), st.sampled_from(["\r\n", "\r", "\u2028", "\u200b", "e\u0301", "\u202e", "\ud800"]))
).map("".join)


@given(st.one_of(ANYTHING, HARD))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(HARD)
def test_nothing_invisible_is_left(text: str) -> None:
    assert not [c for c in clean(text) if unicodedata.category(c) in {"Cc", "Cf", "Cs"} and c not in "\n\t"]


@pytest.mark.parametrize(
    "text",
    [
        "The price is $42.50 a share.\n\n\tIndented, with “quotes”, a dash – and an ellipsis…",
        "  Leading and trailing space is kept \n\n\n",
        "Société Générale · Müller · ソフトバンク · 뉴스로드 · 🏭👩🏽",
        "no\u00a0break space, soft signs ² ½ №",
    ],
)
def test_clean_text_comes_back_as_it_was(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize("newline", ["\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_every_kind_of_line_end_is_a_newline(newline: str) -> None:
    assert clean(f"one{newline}two") == "one\ntwo"


def test_text_hidden_from_a_reader_is_removed() -> None:
    hidden = "pay \u202e$05\u202c now\u200b\u2060\ufeff \U000e0041\U000e0042\u00ad!"
    assert clean(hidden) == "pay $05 now !"


def test_letters_are_composed() -> None:
    assert clean("cafe\u0301") == "café"


def test_a_line_has_no_line_breaks_and_none_is_empty() -> None:
    assert clean_line(" A\r\ntitle\t of \u200b two\nlines ") == "A title of two lines"
    assert clean_line(None) == ""


def test_an_article_is_cleaned_in_every_field() -> None:
    article = cleaned(Article("a", "A\u200b title\n", "Te\u0301xt\r\n", "P\u200b", None, " https://x \n"))
    assert (article.title, article.text, article.publisher, article.url) == ("A title", "Téxt\n", "P", "https://x")
    assert cleaned(Article("a", "", "x", publisher="\u200b")).publisher is None


def test_pages_start_where_they_did_before_cleaning() -> None:
    article = cleaned(Article("a", "", "One\u200b\r\n\r\nTwo\u200b\n\nThree", pages=(0, 8, 14), byline=" By\n me "))
    assert [article.text[start : start + 3] for start in article.pages] == ["One", "Two", "Thr"]
    assert article.byline == "By me"


def test_what_a_page_says_of_itself_is_shortened() -> None:
    assert short_line("a  title\n") == "a title"
    assert short_line("word " * 5_000).endswith("word…")
    assert len(short_line("a" * 5_000)) == 300


def test_an_article_of_which_cleaning_leaves_nothing_is_refused() -> None:
    with pytest.raises(InvalidArticle, match="no text"):
        cleaned(Article("a", "", "\u200b\u200b"))


@pytest.mark.parametrize("hidden", ["a\u200bb", "a\u202eb", "cafe\u0301", "a\udcffb"])
def test_an_id_that_looks_like_another_one_is_refused(hidden: str) -> None:
    with pytest.raises(InvalidArticle, match="invisible or decomposed"):
        cleaned(Article(hidden, "", "text"))
