"""Which phrases of a sentence may answer a question."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.asked_phrase import AskedPhrase
from answer.evidence import asked_stems
from answer.figures import figures_in
from answer.phrases import Sentence
from answer.wanted import wanted_by
from corpus.article import Span

COST = "The plant costs between $20 billion and $30 billion, or ¥4,500 billion, and opens in 2027 with 900 jobs."
QUESTIONS = (
    "Who runs the plant?",
    "How much does the plant cost?",
    "How many yen does the plant cost?",
    "How many jobs are there?",
    "What share does Halden Grid hold?",
    "When does the plant open?",
    "Why was the plant sold?",
    "Which company runs the plant?",
)
_PIECES = (
    "the", "plant", "Halden Grid", "Element Six's", "U.S.", "$33 billion", "between $20 billion and $30 billion",
    "5.5%", "3 percent", "July 22, 2025", "¥4,500 billion", "1,200 jobs", "6 to 7 trillion yen", "and", "of", "in",
    "gas-fired", "was sold by", "Caddis & Hale", "(", ")", "“", "”", ",", ".", "–", "e", "日本", "½", "'", "’s", "%",
)  # fmt: skip
_sentences = st.lists(st.sampled_from(_PIECES), max_size=14).map(" ".join) | st.text(max_size=60)


def spans(question: str, sentence: str) -> list[Span]:
    weights = dict.fromkeys(asked_stems(question), 1.0)
    asked = AskedPhrase.of(question, wanted_by(question), weights)
    return [span for span, _ in Sentence.of(sentence).phrases(asked)]


def phrases(question: str, sentence: str) -> list[str]:
    return [span.of(sentence) for span in spans(question, sentence)]


@given(st.sampled_from(QUESTIONS), _sentences)
def test_every_phrase_lies_within_its_sentence_and_begins_and_ends_at_a_word(question: str, sentence: str) -> None:
    for span in spans(question, sentence):
        assert 0 <= span.start < span.end <= len(sentence)
        text = span.of(sentence)
        assert text[0].isalnum() or text[0] in "_$€£¥₩"
        assert text[-1].isalnum() or text[-1] in "_%."
        before, behind = sentence[span.start - 1 : span.start], sentence[span.end : span.end + 1]
        assert not (before.isalnum() and text[0].isalnum())
        assert not (behind.isalnum() and text[-1].isalnum())


@given(st.sampled_from(QUESTIONS), _sentences)
def test_no_figure_is_ever_cut(question: str, sentence: str) -> None:
    figures = [figure.span for figure in figures_in(sentence)]
    for span in spans(question, sentence):
        for figure in figures:
            apart = span.end <= figure.start or figure.end <= span.start
            assert apart or (span.start <= figure.start and figure.end <= span.end), span.of(sentence)


def test_a_possessive_is_left_off_and_the_stop_of_an_abbreviation_is_kept() -> None:
    sentence = "Element Six's new factory in the U.S. was sold by Orrin Foods’ owner to Halden Grid."
    found = phrases("Who bought the factory?", sentence)
    assert {"Element Six", "U.S.", "Orrin Foods", "Halden Grid"} <= set(found)
    assert not [text for text in found if text.endswith(("'s", "’s", "’", "Grid."))]
    assert "U.S" not in found


def test_only_whole_amounts_say_how_much() -> None:
    assert phrases("How much does the plant cost?", COST) == ["$20 billion and $30 billion", "¥4,500 billion"]


@pytest.mark.parametrize("question", ["How many yen does the plant cost?", "How much does the plant cost in yen?"])
def test_who_asks_for_yen_is_given_yen(question: str) -> None:
    assert phrases(question, COST) == ["¥4,500 billion"]
    assert phrases(question, "The plant costs $33 billion (5,100 billion yen).") == ["5,100 billion yen"]


def test_another_currency_is_given_where_the_one_asked_for_is_not() -> None:
    assert phrases("How many yen does the plant cost?", "The plant costs $33 billion.") == ["$33 billion"]


def test_only_percentages_are_a_share_and_only_what_is_counted_is_a_count() -> None:
    shares = "Halden Grid holds 5.5% of 20 firms, and 3 percent of a fund of $4 million."
    assert phrases("What percentage does Halden Grid hold?", shares) == ["5.5%", "3 percent"]
    assert phrases("How many jobs are there?", "There are 1,200 jobs and 30 vessels.") == ["1,200 jobs"]


def test_a_word_of_digits_and_letters_is_never_cut() -> None:
    found = phrases("What happened to the mill?", "It was sold to 3Com and 7i Group in the 20th century.")
    assert {"3Com", "7i Group", "20th century"} <= set(found)
    assert not {"3", "7", "20", "Com"} & set(found)


def test_where_no_figure_fits_any_phrase_may_answer() -> None:
    assert "dozens of jobs" in phrases("How many jobs are there?", "There are dozens of jobs.")
    assert "fortune" in phrases("How much will Halden Grid pay?", "It will pay a fortune.")


def test_a_comma_stands_within_a_date_a_place_and_an_enumeration_and_nowhere_else() -> None:
    sentence = "On July 22, 2025 the plant in Portsmouth, Ohio, which burns gas, went to Orrin Foods, Tarrow and Hale."
    found = phrases("What happened to the mill?", sentence)
    assert {"July 22, 2025", "Portsmouth, Ohio", "Orrin Foods, Tarrow and Hale"} <= set(found)
    assert not [text for text in found if "gas, went" in text or "Ohio, which" in text]


def test_a_sentence_without_words_has_no_phrases() -> None:
    assert phrases("Who?", "") == phrases("Who?", "... (–) !") == []
