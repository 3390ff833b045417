"""What measures are called for people, and how their values are written."""

from __future__ import annotations

LOWER_IS_BETTER = frozenset({"wrong_alone", "lexical_only"})
NEITHER_IS_BETTER = frozenset({"statements"})

_LABELS = {
    "recall_4000": "recall within 4,000 characters",
    "recall_16000": "recall within 16,000 characters",
    "recall_4000_understood": "recall within 4,000, question understood",
    "recall_16000_understood": "recall within 16,000, question understood",
    "precision_4000": "precision within 4,000 characters",
    "precision_16000": "precision within 16,000 characters",
    "recall_at_1": "gold touched by the first passage",
    "recall_at_5": "gold touched by the first 5 passages",
    "recall_at_10": "gold touched by the first 10 passages",
    "reciprocal_rank": "mean reciprocal rank (MRR)",
    "ndcg_10": "nDCG over 10 passages",
    "gold_found_4000": "gold string within 4,000 characters",
    "gold_found_16000": "gold string within 16,000 characters",
    "lexical_only": "searched by words alone",
    "answered_of_answerable": "answerable questions answered",
    "abstained_of_unanswerable": "unanswerable questions abstained from",
    "abstention_precision": "abstentions that are right",
    "balanced_accuracy": "balanced accuracy of answer / abstain",
    "support_auc": "AUC of the support",
    "gold_cited": "gold string in the cited quotes",
    "short_exact": "short answer: exact match",
    "short_f1": "short answer: token F1",
    "citation_f1": "F1 of cited against gold characters",
    "sentence_precision": "cited sentences that are gold",
    "sentence_recall": "gold sentences that are cited",
    "sentence_f1": "F1 of cited against gold sentences",
    "all_right_shown": "every right answer shown",
    "wrong_alone": "a wrong answer shown without its rival",
    "disagreement_precision": "disagreements said that are real",
    "disagreement_recall": "real disagreements that are said",
    "verbatim": "citations that are verbatim",
    "statements": "statements in an answer",
    "search_ms_p50": "search time, p50",
    "search_ms_p95": "search time, p95",
    "ask_ms_p50": "answer time, p50",
    "ask_ms_p95": "answer time, p95",
}

ORDER = tuple(_LABELS)
"""Every known measure in the order of a report."""


def label(name: str) -> str:
    """The name of a measure for people; one that is not known is taken at its word."""
    return _LABELS.get(name, name.replace("_", " "))


def is_time(name: str) -> bool:
    """Whether the measure is a time in milliseconds."""
    return "_ms" in name


def written(name: str, value: float) -> str:
    """A value as people read it, with its unit."""
    return f"{value:,.1f} ms" if is_time(name) else f"{value:.3f}"


def gain(name: str, difference: float) -> float:
    """How much better a difference makes it: below 0 for worse, 0 where neither way is better."""
    if name in NEITHER_IS_BETTER:
        return 0.0
    return -difference if name in LOWER_IS_BETTER or is_time(name) else difference
