import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.matching import Match, QuoteState, find_quote, fold
from corpus.article import Span

TEXT = "The “first” phase – worth $33\u00a0billion – is the buyer’s of\ufb01ce plan… It won't stop."


@pytest.mark.parametrize(
    "quote",
    [
        'The "first" phase - worth $33 billion',
        "the buyer's office plan...",
        "the  buyer’s\noffice plan",
        "phase — worth",
        "“It won’t stop.”",
        "wor\u00adth $33 billion",
    ],
)
def test_a_quote_in_other_typography_is_repaired_to_the_characters_that_stand(quote: str) -> None:
    match = find_quote(quote, TEXT)
    assert match.state is QuoteState.REPAIRED
    assert match.span is not None
    assert fold(match.span.of(TEXT)).text == fold(quote).text.strip('" ')


def test_a_quote_that_stands_is_verified() -> None:
    assert find_quote(" phase – worth ", TEXT) == Match(QuoteState.VERIFIED, Span(12, 25))


@pytest.mark.parametrize(
    "quote", ["", "  ", '""', "the FIRST phase", "worth $34 billion", "3 billion", "of a phase", "The first phase"]
)
def test_a_quote_with_another_word_case_or_figure_is_rejected(quote: str) -> None:
    assert find_quote(quote, TEXT) == Match(QuoteState.REJECTED)


def test_a_quote_never_begins_inside_a_number() -> None:
    assert find_quote("5 billion", "It cost $55 billion, not 5 billion.").span == Span(25, 34)


TYPOGRAPHY = st.text(st.sampled_from("ab1 \n\u00a0-–—'’\"“”…\ufb01\u200b."), max_size=60)


@given(TYPOGRAPHY, st.data())
def test_every_piece_of_a_folded_text_maps_to_what_folds_to_it(text: str, data: st.DataObject) -> None:
    folded = fold(text)
    assert len(folded.text) == len(folded.spans)
    if folded.text:
        start = data.draw(st.integers(0, len(folded.text) - 1))
        end = data.draw(st.integers(start + 1, len(folded.text)))
        assert folded.text[start:end] in fold(folded.original(start, end).of(text)).text


@given(TYPOGRAPHY, TYPOGRAPHY)
def test_what_is_found_is_the_quote_but_for_typography(text: str, quote: str) -> None:
    match = find_quote(quote, text)
    assert (match.span is None) == (match.state is QuoteState.REJECTED)
    if match.span is not None:
        found, wanted = fold(match.span.of(text)).text, fold(quote).text
        assert found.strip("\"' ") in wanted
