"""Which statements answer, in which order, and by which phrase. The weights are made by hand here."""

from __future__ import annotations

import math

from answer.composing import Findings, find
from answer.evidence import AskedWords, Evidence, asked_stems, evidence_in
from answer.scoring import LinearModel, Scorer
from answer.spread import FEW
from corpus.article import Article
from tests.answer.fakes import MemoryCorpus

SURE, NEVER = LinearModel({}, bias=9.0), LinearModel({}, bias=-9.0)
BY_WORDS = LinearModel({"in the sentence": 4.0, "kind met": 1.0})
NAMES = LinearModel({"looks like name": 2.0, "repeated": -3.0, "length": -0.1})
AMOUNTS = LinearModel({"looks like money": 2.0})


def scorer(phrase: LinearModel = NAMES, answerable: LinearModel = SURE) -> Scorer:
    return Scorer(BY_WORDS, phrase, answerable)


def found(question: str, *articles: Article, by: Scorer | None = None) -> Findings:
    corpus = MemoryCorpus(*articles)
    asked = AskedWords.of(question, corpus.count_words(asked_stems(question)))
    return find(question, evidence_in(corpus.search(question).hits, asked), asked, by or scorer())


def quotes(findings: Findings) -> list[str]:
    return [group[0].quote for group in findings.statements]


def article(name: str, *sentences: str) -> Article:
    return Article(name, f"About {name}", " ".join(sentences), publisher=name)


def test_the_statement_that_holds_the_answering_phrase_comes_first() -> None:
    mill = article("mill", "The mill in Iowa was sold in Iowa.", "The mill in Iowa was sold to Ostrava Homes.")
    findings = found("Who bought the mill in Iowa?", mill)
    assert findings.phrase is not None
    assert findings.phrase.text == "Ostrava Homes"
    assert quotes(findings) == [mill.text[35:], mill.text[:34]]


def test_three_statements_at_most_are_given_where_articles_do_not_differ() -> None:
    things = "boilers pumps valves pipes doors roofs".split()
    one = article("one", *(f"The plant in Ohio has many {thing} by Orrin." for thing in things))
    many = [article(thing, f"The plant in Ohio has many {thing} by Orrin.") for thing in things]
    assert 1 <= len(found("Who supplies the plant in Ohio?", one).statements) <= FEW
    assert 1 <= len(found("Who supplies the plant in Ohio?", *many).statements) <= FEW


def test_values_that_differ_are_both_told() -> None:
    first, second = (
        article("a", "The mill in Iowa cost $73 million."),
        article("b", "The mill in Iowa cost $95 million."),
    )
    findings = found("How much did the mill in Iowa cost?", first, second, by=scorer(AMOUNTS))
    assert [[value.value for value in dispute.values] for dispute in findings.disputes] == [
        ["$73 million", "$95 million"]
    ]
    assert quotes(findings) == [first.text, second.text]


def test_the_same_amount_in_two_spellings_is_no_dispute() -> None:
    first, second = article("a", "The mill cost $73 million."), article("b", "At last the mill cost $73,000,000.")
    findings = found("How much did the mill cost?", first, second, by=scorer(AMOUNTS))
    assert not findings.disputes


def test_who_does_something_is_told_by_a_sentence_that_says_so() -> None:
    mill = article(
        "mill",
        "The mill in Iowa, the largest mill in Iowa, was shown to Tarrow Group.",
        "The mill will be operated by Ostrava Homes.",
    )
    findings = found("Who will operate the mill in Iowa?", mill)
    assert findings.phrase is not None
    assert findings.phrase.text == "Ostrava Homes"


def test_the_sentence_of_several_articles_is_one_statement() -> None:
    sentence = "The mill in Iowa was sold to Ostrava Homes."
    findings = found("Who bought the mill in Iowa?", article("a", sentence), article("b", sentence))
    assert [[item.article.id for item in group] for group in findings.statements] == [["a", "b"]]


def test_what_hardly_answers_is_no_answer_and_the_nearest_is_given() -> None:
    mill = article("mill", "The mill in Iowa was sold to Ostrava Homes.")
    findings = found("Who bought the mill in Iowa?", mill, by=scorer(answerable=NEVER))
    assert (list(findings.statements), findings.phrase, list(findings.disputes)) == ([], None, [])
    assert [item.quote for item in findings.nearest] == [mill.text]


def test_what_shares_no_word_with_the_question_is_not_even_near() -> None:
    findings = found("Who painted Quenby?", article("mill", "Ostrava Homes bought a mill."))
    assert (list(findings.statements), list(findings.nearest), findings.log_odds) == ([], [], -math.inf)
    assert not found("Who painted Quenby?").nearest


def test_every_statement_is_evidence_that_was_found_and_none_is_given_twice() -> None:
    mill = article("mill", *(f"The mill in Iowa was sold to {name}." for name in ("Ann Lee", "Orrin", "Hale Group")))
    given: list[Evidence] = [item for group in found("Who bought the mill?", mill).statements for item in group]
    places = [item.span for item in given]
    assert len(set(places)) == len(places) >= 1
    assert all(item.span.of(mill.text) == item.quote for item in given)
