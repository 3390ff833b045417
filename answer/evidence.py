"""Evidence: the sentences of the best passages, and how much of the question each carries."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from answer.wanted import Wanted, holds, predicate_of, wanted_by
from corpus.article import Article, Span
from corpus.sentences import is_heading, sentence_spans, trimmed
from index.hit import Hit
from index.ports import WordCounts
from index.words import stem, words

_NEARBY = 0.7  # what a question's word counts for in the two sentences before, which this one may refer to
_AROUND = 0.5  # ... further up in the passage, in the title or in the heading
_WEAKLY_MET = 0.5  # what is left where it has only another form of the question's single word
_NO_PREDICATE = 0.8  # what is left where a sentence does not say what the one asked for does
_MISFIT = 0.6  # what is left of the support of a sentence without the kind of answer wanted
_LOOK_BACK = 2
_MIN_WORDS = 3


@dataclass(frozen=True)
class Evidence:
    """A sentence as evidence. support: 0 to 1, how much of the question it carries; covered: by which stems."""

    article: Article
    span: Span
    support: float
    covered: frozenset[str]
    stems: frozenset[str]

    @property
    def quote(self) -> str:
        return self.span.of(self.article.text)


@dataclass(frozen=True)
class AskedWords:
    """The question's content words by stem, each with its weight: the rarer, the heavier."""

    question: str
    wanted: Wanted
    predicate: str | None
    weights: Mapping[str, float]

    @classmethod
    def of(cls, question: str, counts: WordCounts) -> AskedWords:
        total = max(counts.passages, 1)
        weights = {
            stem_: math.log(1 + (total - held + 0.5) / (held + 0.5)) + 0.2 for stem_, held in counts.holding.items()
        }
        predicate = predicate_of(question)
        return cls(question, wanted_by(question), stem(predicate) if predicate else None, weights)

    def is_weakly_met(self, sentence: str) -> bool:
        """Whether the question has a single content word, and the sentence at most another form of it."""
        return len(self.weights) == 1 and not set(words(self.question)) & set(words(sentence))

    def share(self, carried: Mapping[str, float]) -> float:
        """How much of the question's weight is carried, 0 to 1."""
        total = sum(self.weights.values())
        return sum(weight * carried.get(stem_, 0.0) for stem_, weight in self.weights.items()) / total if total else 0.0


def asked_stems(question: str) -> list[str]:
    """The stems that evidence is looked for by."""
    return list(dict.fromkeys(stem(word) for word in words(question)))


def evidence_in(hits: Sequence[Hit], asked: AskedWords) -> list[Evidence]:
    """Every sentence of the hits as evidence, most supportive first; a better passage comes first among equals."""
    found: list[Evidence] = []
    seen: set[tuple[str, Span]] = set()
    for hit in hits:
        for evidence in _in_passage(hit, asked):
            place = (evidence.article.id, evidence.span)
            if place not in seen:
                seen.add(place)
                found.append(evidence)
    return sorted(found, key=lambda evidence: -evidence.support)  # stable: keeps the order of the hits


def _in_passage(hit: Hit, asked: AskedWords) -> list[Evidence]:
    passage, article = hit.passage, hit.passage.article
    around = _stems(passage.header)
    before: list[frozenset[str]] = []
    found: list[Evidence] = []
    for unit in sentence_spans(passage.text):
        span = trimmed(article.text, Span(passage.span.start + unit.start, passage.span.start + unit.end))
        sentence = span.of(article.text)
        stems = _stems(sentence)
        if is_heading(passage.text, unit) or sentence == article.title or len(sentence.split()) < _MIN_WORDS:
            around = around | stems
            continue
        nearby = frozenset().union(*before[-_LOOK_BACK:])
        around = around.union(*before[:-_LOOK_BACK])
        carried = {
            stem_: 1.0 if stem_ in stems else _NEARBY if stem_ in nearby else _AROUND if stem_ in around else 0.0
            for stem_ in asked.weights
        }
        support = asked.share(carried)
        if not holds(sentence, asked.wanted, asked.question):
            support *= _MISFIT
        if asked.is_weakly_met(sentence):
            support *= _WEAKLY_MET
        if asked.predicate and asked.predicate not in stems:
            support *= _NO_PREDICATE
        covered = frozenset(stem_ for stem_, share in carried.items() if share)
        found.append(Evidence(article, span, support, covered, stems))
        before.append(stems)
    return found


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words(text))
