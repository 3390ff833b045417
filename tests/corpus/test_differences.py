"""What differs between two texts."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.differences import differences

TEXTS = st.text(st.sampled_from("ab. \né🏭"), max_size=60) | st.text(max_size=40)


def shown(old: str, new: str) -> str:
    marks = {"equal": "{}", "delete": "[-{}-]", "insert": "[+{}+]"}
    return "".join(marks[piece.op].format(piece.text) for piece in differences(old, new))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", ""),
        ("Same.", "Same.", "Same."),
        ("", "New.", "[+New.+]"),
        ("Old.", "", "[-Old.-]"),
        ("It costs $31 billion.", "It costs $33 billion.", "It costs $[-31-][+33+] billion."),
        ("A deal was signed.", "A deal was not signed.", "A deal was[+ not+] signed."),
        ("One. Two. Three.", "One. Three.", "One.[- Two.-] Three."),
        ("x a a a y", "x a a y", "x a a[- a-] y"),
    ],
)
def test_the_words_that_changed_are_shown(old: str, new: str, expected: str) -> None:
    assert shown(old, new) == expected


@given(TEXTS, TEXTS)
def test_both_texts_can_be_put_together_again(old: str, new: str) -> None:
    pieces = differences(old, new)
    assert "".join(piece.text for piece in pieces if piece.op != "insert") == old
    assert "".join(piece.text for piece in pieces if piece.op != "delete") == new
    assert all(piece.text for piece in pieces)
    assert all(one.op != other.op for one, other in pairwise(pieces))


@given(TEXTS)
def test_equal_texts_have_no_difference(text: str) -> None:
    assert [piece.op for piece in differences(text, text)] == (["equal"] if text else [])


@given(st.lists(st.sampled_from(["Orlin", "buys", "the", "mill", "for", "$5"]), max_size=30), st.data())
def test_a_word_put_in_is_the_only_thing_inserted(words: list[str], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(words)))
    new = [*words[:place], "tomorrow", *words[place:]]
    changed = [piece for piece in differences(" ".join(words), " ".join(new)) if piece.op == "insert"]
    assert "tomorrow" in "".join(piece.text for piece in changed)
    assert sum(len(piece.text.split()) for piece in changed) <= 2  # the first word of a text has no space before it


def agreement(clauses: int, price: int) -> str:
    return "".join(
        f"{n}. The Seller shall give the Buyer notice {n * 7 % 30} days before the closing of part {n % 90}, "
        f"and the Buyer shall pay ${price + n % 5} for each of the shares of that part.\n"
        for n in range(clauses)
    )


@pytest.mark.parametrize(
    ("old", "new", "least_equal"),
    [
        (agreement(2_700, 40), agreement(2_700, 41), 0.9),
        (agreement(2_700, 40), agreement(1_350, 40) + "An annex.\n" + agreement(1_350, 41), 0.4),
        ("a.\n" * 133_000, "a.\nb.\n" * 66_000, 0.0),
        ("word " * 80_000, "word other " * 40_000, 0.0),
        ("x" * 400_000, "y" + "x" * 399_999, 0.0),
        (("a " * 140 + "clause{} ").replace("{}", "") * 1_400, ("a " * 120 + "b " * 20 + "clause ") * 1_400, 0.0),
    ],
)
def test_long_agreements_are_compared_in_two_seconds(old: str, new: str, least_equal: float) -> None:
    started = time.process_time()
    pieces = differences(old, new)
    assert time.process_time() - started < 2
    assert sum(len(piece.text) for piece in pieces if piece.op == "equal") >= least_equal * len(old)
