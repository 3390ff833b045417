"""Evidence: the sentences of the best passages, and how much of the question each carries."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from answer.instructions import is_instruction, puts
from answer.reply import Citation
from answer.wanted import Wanted, holds, predicate_of, wanted_by
from corpus.article import Article, Span
from corpus.sentences import is_heading, sentence_spans, trimmed
from corpus.stored import AlsoIn
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
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Evidence:
    """A sentence as evidence. support: 0 to 1, how much of the question it carries; covered: by which stems.

    features: what speaks for and against it, for answer/scoring.py. also_in: other articles that tell the same story.
    """

    article: Article
    span: Span
    support: float
    covered: frozenset[str]
    stems: frozenset[str]
    features: Mapping[str, float] = field(default_factory=dict)
    also_in: tuple[AlsoIn, ...] = ()

    @property
    def quote(self) -> str:
        return self.span.of(self.article.text)

    def cited(self, marker: int) -> Citation:
        """The sentence as a citation."""
        return Citation(marker, self.article, self.span, self.quote, self.also_in)


@dataclass(frozen=True)
class AskedWords:
    """The question's content words by stem, each with its weight: the rarer, the heavier."""

    question: str
    wanted: Wanted
    predicate: str | None
    weights: Mapping[str, float]
    names: frozenset[str] = frozenset()  # stems of the names among them
    numbers: frozenset[str] = frozenset()
    pairs: frozenset[tuple[str, str]] = frozenset()  # content words that follow each other

    @classmethod
    def of(cls, question: str, counts: WordCounts) -> AskedWords:
        total = max(counts.passages, 1)
        weights = {
            stem_: math.log(1 + (total - held + 0.5) / (held + 0.5)) + 0.2 for stem_, held in counts.holding.items()
        }
        predicate = predicate_of(question)
        inner = _WORD.findall(question)[1:]
        names = frozenset(stem(word.lower()) for word in inner if not word.islower()) & weights.keys()
        numbers = frozenset(stem_ for stem_ in weights if stem_.isdigit())
        in_order = [stem(word) for word in words(question)]
        return cls(
            question,
            wanted_by(question),
            stem(predicate) if predicate else None,
            weights,
            names - numbers,
            numbers,
            frozenset(pairwise(in_order)),
        )

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
    nearest = max((max(hit.sentence_similarities, default=0.0) for hit in hits), default=0.0)
    for hit in hits:
        for evidence in _in_passage(hit, asked, nearest):
            place = (evidence.article.id, evidence.span)
            if place not in seen:
                seen.add(place)
                found.append(evidence)
    return sorted(found, key=lambda evidence: -evidence.support)  # stable: keeps the order of the hits


def _in_passage(hit: Hit, asked: AskedWords, nearest: float) -> list[Evidence]:
    passage, article = hit.passage, hit.passage.article
    around = _stems(passage.header)
    before: list[frozenset[str]] = []
    found: list[Evidence] = []
    for at, unit in enumerate(sentence_spans(passage.text)):
        span = trimmed(article.text, Span(passage.span.start + unit.start, passage.span.start + unit.end))
        sentence = span.of(article.text)
        in_order = [stem(word) for word in words(sentence)]
        stems = frozenset(in_order)
        if is_heading(passage.text, unit) or sentence == article.title or len(sentence.split()) < _MIN_WORDS:
            around = around | stems
            continue
        if stems & asked.weights.keys() and (is_instruction(sentence) or puts(asked.question, sentence)):
            continue
        nearby = frozenset().union(*before[-_LOOK_BACK:])
        around = around.union(*before[:-_LOOK_BACK])
        carried = {
            stem_: 1.0 if stem_ in stems else _NEARBY if stem_ in nearby else _AROUND if stem_ in around else 0.0
            for stem_ in asked.weights
        }
        fits = holds(sentence, asked.wanted, asked.question)
        features = _of_words(asked, carried, in_order) | _of_meaning(hit, at, nearest)
        features |= {"kind met": float(fits), "predicate met": float(asked.predicate in (None, *stems))}
        covered = frozenset(stem_ for stem_, share in carried.items() if share)
        support = _support(asked, carried, stems, sentence, fits)
        features["support"] = support
        found.append(Evidence(article, span, support, covered, stems, features, hit.also_in))
        before.append(stems)
    return found


def _support(
    asked: AskedWords, carried: Mapping[str, float], stems: frozenset[str], sentence: str, fits: bool
) -> float:
    support = asked.share(carried)
    if not fits:
        support *= _MISFIT
    if asked.is_weakly_met(sentence):
        support *= _WEAKLY_MET
    if asked.predicate and asked.predicate not in stems:
        support *= _NO_PREDICATE
    return support


def _of_words(asked: AskedWords, carried: Mapping[str, float], in_order: Sequence[str]) -> dict[str, float]:
    """How the question's words are met: shares of their weight, counts of what is met nowhere."""
    total = sum(asked.weights.values()) or 1.0
    absent = [stem_ for stem_, share in carried.items() if not share]

    def share(where: float) -> float:
        return sum(weight for stem_, weight in asked.weights.items() if carried[stem_] == where) / total

    pairs = {*pairwise(in_order), *zip(in_order, in_order[2:], strict=False)}
    return {
        "in the sentence": share(1.0),
        "just before": share(_NEARBY),
        "around": share(_AROUND),
        "nowhere": share(0.0),
        "heaviest nowhere": max((asked.weights[stem_] for stem_ in absent), default=0.0),
        "names nowhere": float(len(asked.names.intersection(absent))),
        "numbers nowhere": float(len(asked.numbers.intersection(absent))),
        "pairs": len(asked.pairs & pairs) / max(1, len(asked.pairs)),
        "words": math.log1p(len(in_order)),
    }


def _of_meaning(hit: Hit, at: int, nearest: float) -> dict[str, float]:
    """How near the sentence and its passage are to the question; nothing where words alone were searched."""
    near = hit.sentence_similarities
    if hit.similarity is None or not 0 <= at < len(near):
        return {}
    return {
        "similar": near[at],
        "similar with the one before": max(near[max(0, at - 1) : at + 1]),
        "behind the most similar": nearest - near[at],
        "passage similar": hit.similarity,
    }


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words(text))
