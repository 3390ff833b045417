"""Noise and change: how far a total may lie from the measured one, and whether two reports of a set truly differ.

The questions are drawn anew, with replacement, some thousand times (bootstrap); for two reports the same questions are
drawn from both (paired), so that what makes a question hard for both cancels out. An interval holds the middle 95% of
what the draws give. It speaks of other questions of the same kind, and not of another set.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from evaluation.errors import NotComparable
from evaluation.labels import gain
from evaluation.report import Report, Row
from evaluation.totals import PERCENTILES, RATIOS, TIMES, totals

DRAWS = 2_000
_SEED = 20_261_122  # any number: the same reports give the same intervals
_TIME_DRAWS = 400  # a percentile of every draw costs a sort
_BOUNDS = (2.5, 97.5)

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Difference:
    """One measure of two reports over the n questions that both have. difference: after - before, with its interval."""

    name: str
    before: float
    after: float
    low: float
    high: float
    n: int

    @property
    def difference(self) -> float:
        return self.after - self.before

    @property
    def verdict(self) -> str:
        """better or worse where the whole interval says so, same where nothing changed, else noise."""
        if self.low <= 0 <= self.high:
            return "same" if self.low == self.high else "noise"
        return {1.0: "better", -1.0: "worse"}.get(float(np.sign(gain(self.name, self.difference))), "changed")


def compare(before: Report, after: Report) -> list[Difference]:
    """Every measure that both reports have, over the questions that both asked. Raises NotComparable."""
    earlier = {(row.id, row.question): row for row in before.rows}
    pairs = [(earlier[row.id, row.question], row) for row in after.rows if (row.id, row.question) in earlier]
    if before.set_name != after.set_name or not pairs:
        raise NotComparable(
            f"the reports share no questions ({before.set_name}: {before.questions}, {after.set_name}: "
            f"{after.questions}): compare two reports of the same set and half"
        )
    ours, theirs = [after_row for _, after_row in pairs], [before_row for before_row, _ in pairs]
    return [*_ratios(theirs, ours), *_times(theirs, ours)]


def narrowed(report: Report, to: Report) -> Report:
    """`report` as if only the questions of `to` had been asked, where it holds them all; else as it is."""
    asked = {(row.id, row.question) for row in to.rows}
    rows = tuple(row for row in report.rows if (row.id, row.question) in asked)
    return replace(report, rows=rows, totals=totals(rows)) if len(rows) == len(to.rows) else report


def intervals(rows: Sequence[Row]) -> dict[str, tuple[float, float]]:
    """For every total that is made of ratios: where it lies in the middle 95% of draws."""
    if not rows:
        return {}
    weights = _weights(len(rows))
    drawn = {name: _drawn(name, rows, weights) for name in RATIOS}
    return {name: _bounds(found) for name, found in drawn.items() if found is not None}


def _ratios(before: Sequence[Row], after: Sequence[Row]) -> list[Difference]:
    weights, once = _weights(len(before)), np.ones((1, len(before)))
    found = []
    for name in RATIOS:
        drawn = _drawn(name, before, weights), _drawn(name, after, weights)
        points = _drawn(name, before, once), _drawn(name, after, once)
        if drawn[0] is None or drawn[1] is None or points[0] is None or points[1] is None:
            continue
        low, high = _bounds(drawn[1] - drawn[0])
        n = sum(any(ratio(row)[1] for ratio in RATIOS[name]) for row in after)
        found.append(Difference(name, float(points[0][0]), float(points[1][0]), low, high, n))
    return found


def _times(before: Sequence[Row], after: Sequence[Row]) -> list[Difference]:
    found = []
    for name in TIMES:
        timed = [(b.measures[name], a.measures[name]) for b, a in zip(before, after, strict=True) if _both(b, a, name)]
        if not timed:
            continue
        times = np.array(timed)
        picks = np.random.default_rng(_SEED).integers(0, len(timed), (_TIME_DRAWS, len(timed)))
        for tag, share in PERCENTILES.items():
            point = np.quantile(times, share, axis=0, method="inverted_cdf")
            drawn = np.quantile(times[picks], share, axis=1, method="inverted_cdf")
            low, high = _bounds(drawn[:, 1] - drawn[:, 0])
            found.append(Difference(f"{name}_{tag}", float(point[0]), float(point[1]), low, high, len(timed)))
    return found


def _both(before: Row, after: Row, name: str) -> bool:
    return name in before.measures and name in after.measures


def _weights(questions: int) -> Floats:
    """Shape (draws, questions): how often each draw holds each question."""
    shares = np.full(questions, 1 / questions)
    return np.random.default_rng(_SEED).multinomial(questions, shares, DRAWS).astype(np.float64)


def _drawn(name: str, rows: Sequence[Row], weights: Floats) -> Floats | None:
    """The total of every draw, shape (draws,); nan for a draw without a question that has it; None where none has."""
    total = np.zeros(len(weights))
    for ratio in RATIOS[name]:
        parts = np.array([ratio(row) for row in rows], dtype=np.float64)
        if not parts[:, 1].any():
            return None
        numerators, denominators = weights @ parts[:, 0], weights @ parts[:, 1]
        total += np.divide(numerators, denominators, out=np.full(len(weights), np.nan), where=denominators > 0)
    return total / len(RATIOS[name])


def _bounds(drawn: Floats) -> tuple[float, float]:
    known = drawn[~np.isnan(drawn)]
    low, high = np.percentile(known, _BOUNDS) if len(known) else (np.nan, np.nan)
    return float(low), float(high)
