from dataclasses import replace

import pytest

from answer.reply import (
    Abstention,
    Answer,
    Citation,
    Disagreement,
    DisputedValue,
    Question,
    Reason,
    ShortAnswer,
    Statement,
)
from corpus.article import Article, Span
from evaluation.alignment import SetTexts
from evaluation.place import Place
from evaluation.question_set import GoldQuestion
from evaluation.reply_measures import exact_match, reply_measures, squad_tokens, token_f1

OHIO = Article("ohio", "Ohio", "The plant is in Ohio. SB Energy runs it. It costs $33 billion. It burns gas.")
FIRST, SECOND, THIRD = Span(0, 21), Span(22, 40), Span(41, 62)
GOLD = GoldQuestion("q", "Who runs the plant?", True, ("SB Energy", "SB"), (Place("ohio", SECOND),))


def cites(*spans: Span) -> Answer:
    citations = tuple(Citation(n, OHIO, span, span.of(OHIO.text)) for n, span in enumerate(spans, start=1))
    return Answer(Question("Who?"), tuple(Statement(c.quote, (c.marker,)) for c in citations), citations, "v1")


def measured(gold: GoldQuestion, reply: Answer | Abstention) -> dict[str, float]:
    return reply_measures(gold, reply, SetTexts([OHIO]))


def test_short_answers_are_compared_without_case_punctuation_and_articles() -> None:
    assert squad_tokens("The  Ohio-plant, a U.S. one") == ["ohioplant", "us", "one"]
    assert exact_match("an SB Energy.", "SB energy") == 1.0
    assert exact_match("SB Energy Group", "SB Energy") == 0.0
    assert exact_match("", "the") == 0.0


@pytest.mark.parametrize(
    ("said", "gold", "f1"),
    [
        ("SB Energy", "sb energy", 1.0),
        ("SB Energy Group", "SB Energy", 0.8),
        ("SB SB", "SB Energy", 0.5),
        ("Ohio", "SB", 0.0),
        ("", "SB", 0.0),
    ],
)
def test_token_f1_counts_the_words_shared(said: str, gold: str, f1: float) -> None:
    assert token_f1(said, gold) == pytest.approx(f1)


def test_the_best_gold_answer_counts_for_the_short_answer() -> None:
    reply = replace(cites(SECOND), short_answer=ShortAnswer("SB", 1, Span(22, 24)))
    measures = measured(GOLD, reply)
    assert (measures["short_exact"], measures["short_f1"], measures["gold_cited"]) == (1.0, 1.0, 1.0)


def test_an_answer_without_a_phrase_and_an_abstention_score_no_short_answer() -> None:
    abstained = measured(GOLD, Abstention(Question("Who?"), Reason.NOT_SUPPORTED, "v1"))
    for measures in (measured(GOLD, cites(SECOND)), abstained):
        assert (measures["short_exact"], measures["short_f1"]) == (0.0, 0.0)
    assert (abstained["answered"], abstained["sentence_f1"], abstained["citation_f1"]) == (0.0, 0.0, 0.0)
    assert "statements" not in abstained


def test_cited_sentences_are_held_against_gold_sentences() -> None:
    gold = replace(GOLD, spans=(Place("ohio", SECOND), Place("ohio", SECOND), Place("ohio", THIRD)))
    measures = measured(gold, cites(FIRST, SECOND))
    assert (measures["sentence_precision"], measures["sentence_recall"]) == (0.5, 0.5)
    assert measures["sentence_f1"] == 0.5


def test_a_long_quote_counts_as_the_sentences_it_holds() -> None:
    measures = measured(GOLD, cites(Span(0, 62)))
    assert (measures["sentence_precision"], measures["sentence_recall"]) == (1 / 3, 1.0)


def test_a_gold_sentence_of_which_a_few_words_are_cited_is_not_found() -> None:
    assert measured(GOLD, cites(Span(22, 24)))["sentence_recall"] == 0.0


def test_unanswerable_questions_have_no_measures_of_gold() -> None:
    measures = measured(replace(GOLD, answerable=False), cites(SECOND))
    assert measures == {"answered": 1.0, "statements": 1.0, "citations": 1.0, "verbatim_citations": 1.0}


CONTRADICTED = GoldQuestion("q", "What does it cost?", True, ("$33 billion", "$34 billion"), wrong=("$31 billion",))


def says(*texts: str, values: tuple[str, ...] = ()) -> Answer:
    disputes = (Disagreement("cost", tuple(DisputedValue(value, (1,)) for value in values)),) if values else ()
    return replace(cites(THIRD), statements=tuple(Statement(text, (1,)) for text in texts), disagreements=disputes)


@pytest.mark.parametrize(
    ("reply", "all_right", "wrong_alone", "said"),
    [
        (says("It costs $33 billion."), 0.0, 0.0, 0.0),
        (says("It costs $33 billion.", "Others say $34 billion."), 1.0, 0.0, 0.0),
        (says("It costs $31 billion."), 0.0, 1.0, 0.0),
        (says("It costs $31 billion.", values=("$31 billion", "$33 billion")), 0.0, 0.0, 1.0),
        (says("It costs much.", values=("$34 billion", "$33 billion")), 1.0, 0.0, 1.0),
    ],
)
def test_contradicting_answers_are_judged_by_what_is_shown(
    reply: Answer, all_right: float, wrong_alone: float, said: float
) -> None:
    measures = measured(CONTRADICTED, reply)
    assert (measures["all_right_shown"], measures["wrong_alone"]) == (all_right, wrong_alone)
    assert (measures["disagreement_said"], measures["contradicted"]) == (said, 1.0)


def test_a_single_right_answer_and_no_wrong_one_is_no_contradiction() -> None:
    gold = replace(CONTRADICTED, answers=("$33 billion",), wrong=())
    assert measured(gold, says("It costs $33 billion."))["contradicted"] == 0.0


def test_sets_that_know_of_no_wrong_answers_are_not_measured_by_them() -> None:
    assert "all_right_shown" not in measured(GOLD, cites(SECOND))
