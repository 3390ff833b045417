import pytest

from benchmarks.offsets import repaired

TEXT = "page 1 of 9\n\nFirst words here.\n\n1\n\nSecond words here."


def test_right_offsets_stay() -> None:
    chunks = ["page 1 of 9", "First words here.", "here.\n\n1", "Second words here."]
    assert repaired(TEXT, chunks, [0, 13, 25, 35]) == [0, 13, 25, 35]


def test_a_page_number_found_too_early_moves_to_before_the_next_chunk() -> None:
    chunks = ["page 1 of 9", "First words here.", "1", "Second words here."]
    assert repaired(TEXT, chunks, [0, 13, 5, 35]) == [0, 13, 32, 35]


def test_a_chunk_that_was_not_found_is_looked_for() -> None:
    assert repaired(TEXT, ["First words here.", "Second words here."], [-1, 35]) == [13, 35]


def test_a_chunk_that_is_no_slice_of_the_text_is_refused() -> None:
    with pytest.raises(ValueError, match="not a slice"):
        repaired(TEXT, ["First words", "other words"], [13, -1])
