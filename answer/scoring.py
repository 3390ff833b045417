"""Which sentence carries the answer, which phrase of it answers, and whether anything does at all.

Three linear models over named features. Their weights are learned on public question sets (`dealdesk train`) and stand
in weights.json, to be read by people too; docs/evaluation.md tells what they reach on questions they never saw.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from answer.asked_phrase import AskedPhrase
from answer.evidence import AskedWords, Evidence
from answer.phrases import Sentence
from corpus.article import Span

READ_FOR_PHRASES = 3
"""In how many of the best sentences the answering phrase is looked for."""


ANSWERS_FROM = -0.5
"""The log-odds from which there is an answer. Half of the questions that taught the odds have none; of those that
people put to their own articles more have one, and where five in eight do, even chances lie at log(3/5)."""


_EQUAL = 0.05  # scores that differ by less may count as equal


@dataclass(frozen=True)
class LinearModel:
    """A score as a weighted sum of features. typical: what stands in for a feature that could not be measured."""

    weights: Mapping[str, float]
    bias: float = 0.0
    typical: Mapping[str, float] = field(default_factory=dict)

    def score(self, features: Mapping[str, float]) -> float:
        total = self.bias + sum(self.weights.get(name, 0.0) * value for name, value in features.items())
        return total + sum(
            self.weights.get(name, 0.0) * value for name, value in self.typical.items() if name not in features
        )


@dataclass(frozen=True)
class Scored:
    """A sentence with its score: higher is better; 1 more means e times as likely to be the one."""

    evidence: Evidence
    score: float


@dataclass(frozen=True)
class Phrase:
    """A phrase of a sentence that may answer. span: in the article's text; score: comparable among all sentences."""

    evidence: Evidence
    span: Span
    score: float

    @property
    def text(self) -> str:
        return self.span.of(self.evidence.article.text)


@dataclass(frozen=True)
class Scorer:
    """evidence ranks sentences, phrase ranks phrases, answerable gives the log-odds that there is an answer."""

    evidence: LinearModel
    phrase: LinearModel
    answerable: LinearModel

    def ranked(self, evidence: Sequence[Evidence]) -> list[Scored]:
        """Best first; of those that are rated all but equal the latest published, then in the order given."""
        scored = [Scored(item, self.evidence.score(item.features)) for item in evidence]
        return sorted(scored, key=lambda each: (-round(each.score / _EQUAL), -_day(each.evidence)))

    def phrases(self, asked: AskedWords, scored: Sequence[Scored]) -> list[Phrase]:
        """The best phrase of each sentence, in the order of the sentences."""
        best = scored[0].score if scored else 0.0
        return [phrase for each in scored for phrase in self.phrases_of(asked, each, best)[:1]]

    def phrases_of(self, asked: AskedWords, scored: Scored, best: float, within: float = 0.0) -> list[Phrase]:
        """The best phrases of a sentence: those `within` so much of the best one. best: the best sentence's score."""
        item = scored.evidence
        about = {"sentence": scored.score - best, "predicate met": item.features.get("predicate met", 1.0)}
        wanted = AskedPhrase.of(asked.question, asked.wanted, asked.weights)
        found = [
            Phrase(
                item,
                Span(item.span.start + span.start, item.span.start + span.end),
                self.phrase.score(features | about),
            )
            for span, features in Sentence.of(item.quote).phrases(wanted)
        ]
        found.sort(key=lambda phrase: -phrase.score)  # stable
        return [phrase for phrase in found if phrase.score >= found[0].score - within]

    def log_odds(self, scored: Sequence[Scored]) -> float:
        """That the best of `scored` answers, where half of all questions have an answer."""
        return self.answerable.score(scored[0].evidence.features)


def _day(item: Evidence) -> int:
    """A number that grows with the day of publication; 0 for none."""
    return item.article.published.toordinal() if item.article.published else 0


@cache
def shipped() -> Scorer:
    """The weights that come with dealdesk."""
    return read_weights(files("answer").joinpath("weights.json").read_text(encoding="utf-8"))


def read_weights(text: str) -> Scorer:
    """The scorer that a file of weights holds, as `dealdesk train` writes it."""
    content = json.loads(text)
    return Scorer(*(_model(content[name]) for name in ("evidence", "phrase", "answerable")))


def _model(content: Mapping[str, Mapping[str, float]]) -> LinearModel:
    weights = dict(content["weights"])
    return LinearModel(weights, weights.pop("(always)", 0.0), content["typical"])
