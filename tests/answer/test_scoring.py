"""The weights that ship, and how they rank."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from answer.asked_phrase import AskedPhrase
from answer.evidence import AskedWords, Evidence, asked_stems, evidence_in
from answer.phrases import Sentence
from answer.scoring import LinearModel, Scorer, read_weights, shipped
from answer.wanted import Wanted
from corpus.article import Article, Span
from corpus.sentences import sentence_spans
from tests.answer.fakes import MemoryCorpus

TEXT = "SB Energy runs the plant in Ohio. It burns gas. The mill in Iowa was sold for $73 million to Ostrava Homes."
FOCUSED = "Which fund is behind the plant in Ohio?"
QUESTION = "Who runs the plant in Ohio?"
CORPUS = MemoryCorpus(Article("a", "Deals", TEXT), Article("b", "More deals", "A fund called Tarrow owns 5% of it."))
ASKED = AskedWords.of(QUESTION, CORPUS.count_words(asked_stems(QUESTION)))
MEANING = {"similarity": 0.5, "sentence_similarities": (0.6, 0.1, 0.2)}


def evidence(**meaning: object) -> list[Evidence]:
    """What is found with the meaning given to its first hit, by default by words alone."""
    first, *others = CORPUS.search(QUESTION).hits
    return evidence_in([replace(first, **meaning), *others], ASKED)  # type: ignore[arg-type]


def phrase_features() -> Iterator[str]:
    """The features of the phrases of the example articles, for every kind of answer."""
    texts = [file.read_text(encoding="utf-8") for file in (Path(__file__).parents[2] / "examples" / "corpus").iterdir()]
    cues = {name.rpartition("after ")[2] for name in shipped().phrase.weights if "after " in name}
    for text in [TEXT, *(f"A fund stood {cue} Orrin Foods fund." for cue in sorted(cues)), *texts]:
        for span in sentence_spans(text):
            for wanted in Wanted:
                for _, features in Sentence.of(span.of(text)).phrases(AskedPhrase.of(FOCUSED, wanted, ASKED.weights)):
                    yield from features


def test_every_weight_that_ships_is_of_a_feature_that_is_measured() -> None:
    of_evidence = {name for item in evidence(**MEANING) for name in item.features}
    of_phrases = {"sentence", "predicate met", *phrase_features()}
    kinds = {*(wanted.value for wanted in Wanted), "why", "how", "what"}
    forms = {name.rpartition(": ")[2].removeprefix("looks like ") for name in of_phrases}
    assert shipped().evidence.weights.keys() <= of_evidence
    assert shipped().answerable.weights.keys() <= of_evidence
    for name in shipped().phrase.weights:
        kind, _, form = name.rpartition(": ")
        assert name in of_phrases or (kind in kinds and form in forms), name


def test_the_weights_that_ship_tell_sentences_phrases_and_answers_apart() -> None:
    ranked = shipped().ranked(evidence(**MEANING))
    assert ranked[0].evidence.quote == "SB Energy runs the plant in Ohio."
    assert shipped().phrases(ASKED, ranked)[0].text == "SB Energy"
    other = AskedWords.of("Who painted the bridge of Quenby?", CORPUS.count_words(["paint", "bridg", "quenbi"]))
    elsewhere = shipped().ranked(evidence_in(CORPUS.search(other.question).hits, other))
    assert shipped().log_odds(ranked) > shipped().log_odds(elsewhere)


def test_a_missing_similarity_counts_as_typical() -> None:
    model = LinearModel({"similar": 2.0, "pairs": 3.0}, bias=1.0, typical={"similar": 0.5})
    assert model.score({}) == 2.0
    assert model.score({"similar": 0.0}) == 1.0
    assert model.score({"similar": 1.0, "pairs": 1.0}) == 6.0


def test_what_was_searched_by_words_alone_ranks_as_if_all_sentences_were_typical() -> None:
    scorer = shipped()
    [lexical] = [item for item in evidence() if item.quote.startswith("SB Energy")]
    typical = replace(lexical, features={**lexical.features, **scorer.evidence.typical})
    assert not lexical.features.keys() & scorer.evidence.typical.keys()
    assert scorer.evidence.score(lexical.features) == pytest.approx(scorer.evidence.score(typical.features))


def test_equals_stay_in_the_order_in_which_they_came() -> None:
    article = Article("a", "t", "One rose. Two fell. Six rose.")
    found = [Evidence(article, Span(at, at + 9), 0.5, frozenset(), frozenset(), {"support": 0.5}) for at in (10, 0, 20)]
    flat = Scorer(LinearModel({"support": 1.0}), LinearModel({}), LinearModel({}))
    assert [each.evidence for each in flat.ranked(found)] == found
    assert [each.evidence for each in flat.ranked(found[::-1])] == found[::-1]


def test_of_equals_the_latest_is_first_and_never_before_what_is_better() -> None:
    def one(day: date | None, support: float) -> Evidence:
        return Evidence(
            Article(f"a{day}{support}", "t", "One rose.", published=day),
            Span(0, 9),
            support,
            frozenset(),
            frozenset(),
            {"support": support},
        )

    old, undated, new, better = one(date(2025, 1, 1), 1), one(None, 1), one(date(2026, 1, 1), 1), one(None, 2)
    flat = Scorer(LinearModel({"support": 1.0}), LinearModel({}), LinearModel({}))
    assert [each.evidence for each in flat.ranked([old, undated, new, better])] == [better, new, old, undated]


def test_the_same_evidence_is_ranked_the_same_every_time() -> None:
    once, again = ([(each.evidence.span, each.score) for each in shipped().ranked(evidence(**MEANING))] for _ in "ab")
    assert once == again


def test_a_phrase_stands_at_its_place_in_the_article() -> None:
    for each in shipped().ranked(evidence(**MEANING)):
        for phrase in shipped().phrases_of(ASKED, each, each.score, within=9.0):
            assert phrase.text == phrase.span.of(each.evidence.article.text)
            assert each.evidence.span.start <= phrase.span.start < phrase.span.end <= each.evidence.span.end


def test_only_phrases_about_as_good_as_the_best_are_meant_as_well() -> None:
    best = shipped().ranked(evidence(**MEANING))[0]
    scores = [phrase.score for phrase in shipped().phrases_of(ASKED, best, best.score, within=1.5)]
    assert scores == sorted(scores, reverse=True)
    assert scores[-1] >= scores[0] - 1.5
    assert len(shipped().phrases_of(ASKED, best, best.score, within=99.0)) > len(scores)


def test_a_file_of_weights_is_read_as_it_is_written() -> None:
    text = files("answer").joinpath("weights.json").read_text(encoding="utf-8")
    content, scorer = json.loads(text), read_weights(text)
    assert scorer == shipped()
    assert scorer.answerable.bias == content["answerable"]["weights"]["(always)"]
    assert "(always)" not in scorer.answerable.weights
