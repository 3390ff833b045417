"""Where sources give different figures for what was asked: each value beside the other, never averaged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from answer.evidence import AskedWords, Evidence
from answer.figures import PERCENT, Figure, figures_in
from answer.reply import Disagreement, DisputedValue
from answer.wanted import Wanted

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

    Only sentences that carry the question about as well as the best one, and that hold a single figure of the
    unit, are set against each other: with two figures in a sentence it is not known which one is meant.
    """
    if asked.wanted not in (Wanted.AMOUNT, Wanted.PERCENTAGE) or not evidence:
        return []
    by_value: dict[Figure, list[tuple[str, Evidence]]] = {}
    for item in evidence:
        if item.support < _AS_GOOD * evidence[0].support:
            break
        figure = _only_figure(item.quote, asked.wanted)
        if figure is not None:
            key = Figure(figure.unit, figure.value, evidence[0].span)
            by_value.setdefault(key, []).append((figure.span.of(item.quote), item))
    disputes = []
    for unit in {figure.unit for figure in by_value}:
        values = [found for figure, found in by_value.items() if figure.unit == unit]
        if len(values) > 1 and len({item.article.id for found in values for _, item in found}) > 1:
            shown = tuple(ValueFound(found[0][0], tuple(item for _, item in found)) for found in values)
            disputes.append(Dispute(asked.question, shown))
    return disputes


def _only_figure(text: str, wanted: Wanted) -> Figure | None:
    fitting = [f for f in figures_in(text) if (f.unit == PERCENT) == (wanted is Wanted.PERCENTAGE)]
    return fitting[0] if len(fitting) == 1 else None
