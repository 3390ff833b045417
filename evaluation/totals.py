"""From the rows of a report to its totals.

A total is a ratio of two sums over the questions (for a mean: of the values and of ones), or the mean of two such
ratios. That is what lets evaluation.comparison draw the questions anew some thousand times and total them each time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from evaluation.measures import auc, percentile
from evaluation.report import Row, Total

BUDGETS_CHARS = (4_000, 16_000)
DEPTHS_PASSAGES = (1, 5, 10)
TIMES = ("search_ms", "ask_ms")
PERCENTILES = {"p50": 0.50, "p95": 0.95}

Ratio = Callable[[Row], tuple[float, float]]
"""A question's part in numerator and denominator; (0, 0) where the measure does not apply to it."""


def _mean(name: str) -> Ratio:
    return lambda row: (row.measures[name], 1.0) if name in row.measures else (0.0, 0.0)


def _sums(numerator: str, denominator: str) -> Ratio:
    return lambda row: (row.measures.get(numerator, 0.0), row.measures.get(denominator, 0.0))


def _answered_of_answerable(row: Row) -> tuple[float, float]:
    asked = "answered" in row.measures and row.answerable
    return (row.measures["answered"], 1.0) if asked else (0.0, 0.0)


def _abstained_of_unanswerable(row: Row) -> tuple[float, float]:
    asked = "answered" in row.measures and not row.answerable
    return (1.0 - row.measures["answered"], 1.0) if asked else (0.0, 0.0)


def _unanswerable_of_abstained(row: Row) -> tuple[float, float]:
    return (float(not row.answerable), 1.0) if row.measures.get("answered") == 0 else (0.0, 0.0)


def _contradicted_of_said(row: Row) -> tuple[float, float]:
    return (row.measures["contradicted"], 1.0) if row.measures.get("disagreement_said") else (0.0, 0.0)


def _said_of_contradicted(row: Row) -> tuple[float, float]:
    return (row.measures["disagreement_said"], 1.0) if row.measures.get("contradicted") else (0.0, 0.0)


def _means(*names: str) -> dict[str, tuple[Ratio, ...]]:
    return {name: (_mean(name),) for name in names}


RATIOS: dict[str, tuple[Ratio, ...]] = {
    **_means(
        *(f"recall_{budget}" for budget in BUDGETS_CHARS),
        *(f"recall_{budget}_understood" for budget in BUDGETS_CHARS),
        *(f"precision_{budget}" for budget in BUDGETS_CHARS),
        *(f"recall_at_{depth}" for depth in DEPTHS_PASSAGES),
        "reciprocal_rank",
        "ndcg_10",
        *(f"gold_found_{budget}" for budget in BUDGETS_CHARS),
        "lexical_only",
    ),
    "answered_of_answerable": (_answered_of_answerable,),
    "abstained_of_unanswerable": (_abstained_of_unanswerable,),
    "abstention_precision": (_unanswerable_of_abstained,),
    "balanced_accuracy": (_answered_of_answerable, _abstained_of_unanswerable),
    **_means("gold_cited", "short_exact", "short_f1", "citation_f1"),
    **_means("sentence_precision", "sentence_recall", "sentence_f1"),
    **_means("all_right_shown", "wrong_alone"),
    "disagreement_precision": (_contradicted_of_said,),
    "disagreement_recall": (_said_of_contradicted,),
    **_means("statements"),
    "verbatim": (_sums("verbatim_citations", "citations"),),
}
"""Every total that is made of ratios, in the order of a report. One with several ratios is their mean."""


def totals(rows: Sequence[Row]) -> dict[str, Total]:
    """Every measure over the questions that have it, in the order of a report."""
    found = {}
    for name, ratios in RATIOS.items():
        parts = [_summed(ratio, rows) for ratio in ratios]
        if all(denominator for _, denominator in parts):
            shares = [numerator / denominator for numerator, denominator in parts]
            found[name] = Total(sum(shares) / len(shares), int(sum(denominator for _, denominator in parts)))
    supports = [(row.answerable, row.measures["support"]) for row in rows if "support" in row.measures]
    if (told_apart := auc(supports)) is not None:
        found["support_auc"] = Total(told_apart, len(supports))
    for name in TIMES:
        if times := [row.measures[name] for row in rows if name in row.measures]:
            for label, share in PERCENTILES.items():
                found[f"{name}_{label}"] = Total(percentile(times, share), len(times))
    return found


def _summed(ratio: Ratio, rows: Sequence[Row]) -> tuple[float, float]:
    pairs = [ratio(row) for row in rows]
    return sum(numerator for numerator, _ in pairs), sum(denominator for _, denominator in pairs)
