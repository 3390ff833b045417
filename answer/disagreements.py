"""Where sources give different figures for what was asked: each value beside the other, never averaged."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from answer.evidence import AskedWords, Evidence
from answer.figures import only_figure_in
from answer.reply import Disagreement, DisputedValue
from answer.wanted import Wanted
from index.words import stem

_AS_GOOD = 0.8  # share of the best evidence's support from which a sentence speaks of the same thing


@dataclass(frozen=True)
class ValueFound:
    """A value as it is written, and the evidence for it."""

    value: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class Dispute:
    """Different values of one unit for the same question."""

    about: str
    values: tuple[ValueFound, ...]

    def shown(self, numbers: Mapping[int, int]) -> Disagreement:
        """With the citation markers of the evidence. numbers: marker by id() of the evidence."""
        values = (
            DisputedValue(v.value, tuple(numbers[id(e)] for e in v.evidence if id(e) in numbers)) for v in self.values
        )
        return Disagreement(self.about, tuple(values))


def find_disagreements(asked: AskedWords, evidence: Sequence[Evidence]) -> list[Dispute]:
    """Different amounts (or percentages) that articles give where the question wants one.

    Only sentences that carry the question about as well as the best one, and whatever it names that the best one
    carries, are set against each other: another buyer's price is another deal's. Each holds a single figure of its
    kind: with two in a sentence it is not known which one is meant. An article that gives several of the values
    tells of different things (an offer and the one before it), and is set against none.
    """
    if asked.wanted not in (Wanted.AMOUNT, Wanted.PERCENTAGE) or not evidence:
        return []
    same_thing = _named_in(asked.question) & evidence[0].covered or evidence[0].covered
    by_figure: dict[tuple[str, Decimal], list[tuple[str, Evidence]]] = {}
    for item in evidence:
        if item.support < _AS_GOOD * evidence[0].support:
            break
        figure = only_figure_in(item.quote, percent=asked.wanted is Wanted.PERCENTAGE)
        if figure is not None and same_thing <= item.covered:
            by_figure.setdefault((figure.unit, figure.value), []).append((figure.span.of(item.quote), item))
    disputes = []
    for unit in dict.fromkeys(unit for unit, _ in by_figure):
        values = _told_apart([found for (its_unit, _), found in by_figure.items() if its_unit == unit])
        if len(values) > 1:
            shown = tuple(ValueFound(found[0][0], tuple(item for _, item in found)) for found in values)
            disputes.append(Dispute(asked.question, shown))
    return disputes


def _told_apart(values: list[list[tuple[str, Evidence]]]) -> list[list[tuple[str, Evidence]]]:
    """The values without the articles that give several of them: such an article tells of different things."""
    given = Counter(article_id for found in values for article_id in {item.article.id for _, item in found})
    kept = [[(value, item) for value, item in found if given[item.article.id] == 1] for found in values]
    return [found for found in kept if found]


def _named_in(question: str) -> frozenset[str]:
    """The stems of its names and numbers: all words but those in small letters."""
    return frozenset(stem(word.lower()) for word in re.findall(r"\w+", question) if not word.islower())
