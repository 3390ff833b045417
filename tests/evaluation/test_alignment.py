import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import Article, Span
from evaluation.alignment import SetTexts, align
from evaluation.errors import ForeignText
from evaluation.place import Place

BODY = "The plant in Ohio is run by SB Energy. It burns gas, and costs $33 billion.\n" * 120


def test_equal_texts_keep_their_offsets() -> None:
    article = Article("a", "t", BODY)
    assert SetTexts([article]).place(Article("a", "other title", BODY), Span(28, 37)) == Place("a", Span(28, 37))


def test_removed_and_rewritten_characters_shift_what_follows() -> None:
    original = "\ufeffThe cafe\u0301 in\r\nOhio is run\u200b by SB Energy and burns gas."
    stored = "The café in\nOhio is run by SB Energy and burns gas."
    texts = SetTexts([Article("a", "t", original)])
    for words in ("The caf", "Ohio is run", "SB Energy", "burns gas."):
        start = stored.index(words)
        place = texts.place(Article("a", "t", stored), Span(start, start + len(words)))
        assert texts.text(place).strip("\u200b") == words


def test_white_space_cut_from_the_ends_is_no_difference() -> None:
    texts = SetTexts([Article("a", "t", "\n\n " + BODY + "\n\n\n")])
    stored = Article("a", "t", BODY.strip())
    assert texts.text(texts.place(stored, Span(0, 9))) == "The plant"
    assert texts.text(texts.place(stored, Span(len(stored.text) - 8, len(stored.text)))) == "billion."


@given(st.lists(st.tuples(st.integers(0, len(BODY)), st.sampled_from("\ufeff\u200b\u200e\r\x07")), max_size=30))
def test_any_invisible_characters_may_have_been_removed(planted: list[tuple[int, str]]) -> None:
    original = BODY
    for offset, char in planted:
        original = original[:offset] + char + original[offset:]
    alignment = align(BODY, original)
    assert alignment is not None
    moved = [alignment.to_original(offset) for offset in range(len(BODY))]
    assert moved == sorted(moved)
    assert all(original[there] == char for there, char in zip(moved, BODY, strict=True) if not char.isspace())


def test_passages_that_touch_in_the_stored_text_touch_in_the_original() -> None:
    texts = SetTexts([Article("a", "t", "One.\u200b\r\n\r\n\u200bTwo.")])
    stored = Article("a", "t", "One.\n\nTwo.")
    first, second = texts.place(stored, Span(0, 5)), texts.place(stored, Span(5, 10))
    assert first.span.end == second.span.start


def test_another_text_under_the_same_id_is_refused_with_the_remedy() -> None:
    texts = SetTexts([Article("a", "t", BODY)])
    with pytest.raises(ForeignText, match=r"'a'.*empty home"):
        texts.place(Article("a", "t", "Something else entirely. " * 100), Span(0, 5))


def test_articles_outside_the_set_are_measured_in_their_own_text() -> None:
    texts = SetTexts([Article("a", "t", BODY)])
    place = texts.place(Article("stray", "t", "a stray text"), Span(2, 7))
    assert (place.article_id, texts.text(place)) == ("stray", "stray")
