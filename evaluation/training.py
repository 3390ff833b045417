"""Learning the weights of answer/scoring.py from question sets: conditional and plain logistic regression.

Half of each set teaches (the questions at even positions); what is reported is the other half.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from answer.asked_phrase import AskedPhrase
from answer.evidence import AskedWords, asked_stems, evidence_in
from answer.phrases import Sentence
from answer.scoring import ANSWERS_FROM, READ_FOR_PHRASES, LinearModel, Scored, Scorer
from evaluation.alignment import SetTexts
from evaluation.errors import NothingToLearn
from evaluation.measures import auc, balanced_accuracy, contains_gold
from evaluation.place import shared_chars
from evaluation.question_set import GoldQuestion, QuestionSet
from evaluation.reply_measures import token_f1
from index.ports import Progress, Searcher, WordCounter

Array = npt.NDArray[np.float64]
Features = Mapping[str, float]
T = TypeVar("T")

TYPICAL = ("similar", "similar with the one before", "behind the most similar", "passage similar")
"""Features that are missing where words alone were searched: their mean stands in for them."""

TELLS_ANSWERABLE = (
    "support",
    "in the sentence",
    "nowhere",
    "names nowhere",
    "numbers nowhere",
    "similar",
    "kind met",
)
"""What is looked at to tell whether the best sentence answers: with more, other kinds of articles are judged worse."""

ABLATIONS: Mapping[str, Sequence[str]] = {
    "meaning": TYPICAL,
    "meaning of sentences": TYPICAL[:3],
    "what is nowhere": ("nowhere", "heaviest nowhere", "names nowhere", "numbers nowhere"),
    "pairs of words": ("pairs",),
    "the kind of answer": ("kind met", "predicate met"),
    "what stands around": ("just before", "around"),
}
"""Which features an ablation leaves out, by what they are about."""

_MIN_SEEN = 5  # a feature of fewer examples teaches nothing
_MIN_OVERLAP = 0.3  # token F1 with a gold answer from which a phrase is an answer, more or less
_MAX_ANSWER_CHARS = 80  # longer gold answers are prose, no phrase
_SHRINK_RANKING = 1.0  # weight of the squared weights (L2): what every feature has to earn
_SHRINK_ANSWERABLE = 30.0


@dataclass(frozen=True)
class Example:
    """A question with the sentences that were found for it, and which of them hold the gold."""

    set_name: str
    gold: GoldQuestion
    asked: AskedWords
    scored: Sequence[Scored]  # not ranked yet: every score 0
    holds_gold: Sequence[bool]


@dataclass(frozen=True)
class Outcome:
    """What a scorer reaches on examples it did not learn from. Shares lie in 0..1; None where a set cannot tell."""

    questions: int
    gold_first: float | None
    gold_in_three: float | None
    phrase_f1: float | None
    balanced_accuracy: float | None
    auc: float | None


def examples_of(
    question_set: QuestionSet, searcher: Searcher, words: WordCounter, top_k: int, progress: Progress | None = None
) -> list[Example]:
    """Every question of the set with the sentences that answering would look at. progress counts questions."""
    texts = SetTexts(question_set.articles)
    found = []
    for gold in question_set.questions:
        retrieval = searcher.search(gold.question, top_k=top_k)
        question = retrieval.within or gold.question
        asked = AskedWords.of(question, words.count_words(asked_stems(question)))
        evidence = evidence_in(retrieval.hits, asked)
        holds = [
            bool(shared_chars([texts.place(item.article, item.span)], gold.spans))
            if gold.spans
            else contains_gold([item.quote], gold.answers)
            for item in evidence
        ]
        found.append(Example(question_set.name, gold, asked, [Scored(item, 0.0) for item in evidence], holds))
        if progress:
            progress(1)
    return found


def learn(examples: Sequence[Example]) -> Scorer:
    """A scorer from examples; each set weighs the same in what is answerable. Raises NothingToLearn."""
    evidence = _learn_evidence(examples)
    ranking = Scorer(evidence, LinearModel({}), LinearModel({}))
    ranked = [ranking.ranked([each.evidence for each in example.scored]) for example in examples]
    phrase = _learn_phrases(examples, ranked)
    return Scorer(evidence, phrase, _learn_answerable(examples, ranked))


def outcome(scorer: Scorer, examples: Sequence[Example]) -> Outcome:
    """How a scorer does on examples."""
    first, three, overlaps, odds = [], [], [], []
    for example in examples:
        ranked = scorer.ranked([each.evidence for each in example.scored])
        phrases = scorer.phrases(example.asked, ranked[:READ_FOR_PHRASES])
        odds.append((example.gold.answerable, scorer.log_odds(ranked) if ranked else -np.inf))
        if example.gold.answerable:
            scored = zip(example.scored, example.holds_gold, strict=True)
            held = [each.evidence for each, holds in scored if holds]
            hits = [any(each.evidence is item for item in held) for each in ranked[:3]]
            first.append(any(hits[:1]))
            three.append(any(hits))
            if answers := _short(example.gold):
                best = max(phrases, key=lambda phrase: phrase.score, default=None)
                overlaps.append(max(token_f1(best.text, answer) for answer in answers) if best else 0.0)
    return Outcome(
        questions=len(examples),
        gold_first=_mean(first),
        gold_in_three=_mean(three),
        phrase_f1=_mean(overlaps),
        balanced_accuracy=balanced_accuracy((answerable, log_odds >= ANSWERS_FROM) for answerable, log_odds in odds),
        auc=auc(odds),
    )


def without(examples: Sequence[Example], names: Sequence[str]) -> list[Example]:
    """The examples as if the features `names` had not been measured: what a learner does without them."""

    def blind(each: Scored) -> Scored:
        kept = {name: value for name, value in each.evidence.features.items() if name not in names}
        return Scored(replace(each.evidence, features=kept), each.score)

    return [replace(example, scored=[blind(each) for each in example.scored]) for example in examples]


def _learn_evidence(examples: Sequence[Example]) -> LinearModel:
    """Which sentence of those found is the one: conditional logistic regression."""
    groups = [
        ([each.evidence.features for each in example.scored], [float(held) for held in example.holds_gold])
        for example in examples
        if any(example.holds_gold)
    ]
    _some(groups, "name a set in which the gold of some even questions is found")
    known = [features for rows, _ in groups for features in rows if TYPICAL[0] in features]
    typical = {name: float(np.mean([features[name] for features in known])) for name in TYPICAL if known}
    return LinearModel(_choose_among(groups), typical={name: round(value, 4) for name, value in typical.items()})


def _learn_phrases(examples: Sequence[Example], ranked: Sequence[Sequence[Scored]]) -> LinearModel:
    """Which phrase of the best sentences answers, by its overlap with the gold."""
    groups = []
    for example, scored in zip(examples, ranked, strict=True):
        answers = _short(example.gold)
        if not answers:
            continue
        wanted = AskedPhrase.of(example.asked.question, example.asked.wanted, example.asked.weights)
        rows, overlaps = [], []
        for each in scored[:READ_FOR_PHRASES]:
            quote = each.evidence.quote
            for span, features in Sentence.of(quote).phrases(wanted):
                about = {"sentence": each.score - scored[0].score}
                about["predicate met"] = each.evidence.features.get("predicate met", 1.0)
                rows.append(features | about)
                overlaps.append(max(token_f1(span.of(quote), answer) for answer in answers))
        if max(overlaps, default=0.0) >= _MIN_OVERLAP:
            groups.append((rows, [overlap**2 if overlap >= _MIN_OVERLAP else 0.0 for overlap in overlaps]))
    return LinearModel(_choose_among(_some(groups, "name a set with short answers that stand in its articles")))


def _learn_answerable(examples: Sequence[Example], ranked: Sequence[Sequence[Scored]]) -> LinearModel:
    """Whether the best sentence answers at all: logistic regression over the sets that have both kinds of question."""
    both = {e.set_name for e in examples if e.gold.answerable} & {e.set_name for e in examples if not e.gold.answerable}
    kept = [(e, s) for e, s in zip(examples, ranked, strict=True) if e.set_name in both and s]
    _some(kept, "name a set whose even questions are in part answerable and in part not")
    rows = [{n: v for n, v in scored[0].evidence.features.items() if n in TELLS_ANSWERABLE} for _, scored in kept]
    counts = Counter((e.set_name, e.gold.answerable) for e, _ in kept)
    matter = np.array([len(kept) / (2 * len(both) * counts[e.set_name, e.gold.answerable]) for e, _ in kept])
    truth = np.array([float(e.gold.answerable) for e, _ in kept])
    names = _names(rows)
    table = _table(rows, names)
    mean, spread = table.mean(axis=0), table.std(axis=0) + 1e-6
    scaled = np.column_stack([np.ones(len(table)), (table - mean) / spread])

    def loss(weights: Array) -> tuple[float, Array]:
        odds = scaled @ weights
        shrunk = np.concatenate([[0.0], weights[1:]])
        value = float(matter @ np.logaddexp(0.0, np.where(truth == 1, -odds, odds)))
        slope = scaled.T @ (matter * (1 / (1 + np.exp(-odds)) - truth))
        return value + _SHRINK_ANSWERABLE / 2 * float(shrunk @ shrunk), slope + _SHRINK_ANSWERABLE * shrunk

    found = _least(loss, scaled.shape[1])
    weights = found[1:] / spread
    model = {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)}
    typical = {
        name: round(float(at), 4) for name, at in zip(names, mean, strict=True) if name.split(": ")[-1] in TYPICAL
    }
    return LinearModel(model, round(float(found[0] - mean @ weights), 4), typical)


def _choose_among(groups: Sequence[tuple[Sequence[Features], Sequence[float]]]) -> dict[str, float]:
    """Weights under which, of each group, those with a share in being right are the likeliest (softmax)."""
    names = _names([features for rows, _ in groups for features in rows])
    tables = [(_table(rows, names), np.array(shares) / sum(shares)) for rows, shares in groups]

    def loss(weights: Array) -> tuple[float, Array]:
        value, slope = _SHRINK_RANKING / 2 * float(weights @ weights), _SHRINK_RANKING * weights
        for table, shares in tables:
            scores = table @ weights
            likely = np.exp(scores - scores.max())
            likely /= likely.sum()
            value -= float(shares @ np.log(likely + 1e-12))
            slope = slope - table.T @ (shares - likely)
        return value, slope

    return {n: round(float(w), 4) for n, w in zip(names, _least(loss, len(names)), strict=True)}


def _least(loss: Callable[[Array], tuple[float, Array]], size: int) -> Array:
    found: Array = minimize(loss, np.zeros(size), jac=True, method="L-BFGS-B").x
    return found


def _names(rows: Sequence[Features]) -> list[str]:
    seen = Counter(name for row in rows for name in row)
    return sorted(name for name, count in seen.items() if count >= _MIN_SEEN)


def _table(rows: Sequence[Features], names: Sequence[str]) -> Array:
    return np.array([[row.get(name, 0.0) for name in names] for row in rows])


def _short(gold: GoldQuestion) -> list[str]:
    return [answer for answer in gold.answers if len(answer) <= _MAX_ANSWER_CHARS] if gold.answerable else []


def _mean(values: Sequence[float]) -> float | None:
    return float(np.mean(values)) if values else None


def _some(found: Sequence[T], remedy: str) -> Sequence[T]:
    if not found:
        raise NothingToLearn(f"there is too little to learn from: {remedy}")
    return found
