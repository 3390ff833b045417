"""Put a question set to a searcher and an answerer, and measure what comes back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from time import perf_counter
from typing import TypeVar

from answer.ports import Answerer
from answer.reply import Answer, Question, Reply
from evaluation.alignment import SetTexts
from evaluation.measures import (
    balanced_accuracy,
    contains_gold,
    percentile,
    precision,
    recall,
    recall_at,
    reciprocal_rank,
    span_f1,
    verbatim,
    within,
)
from evaluation.place import Place, joined
from evaluation.question_set import GoldQuestion, QuestionSet
from evaluation.report import Report, Row, Total
from index.ports import Progress, Searcher

BUDGETS_CHARS = (4_000, 16_000)
DEPTHS_PASSAGES = (1, 5, 10)
TOP_K = 100  # enough passages to fill the larger budget

_MEANS_OF_RETRIEVAL = (
    *(f"recall_{budget}" for budget in BUDGETS_CHARS),
    *(f"precision_{budget}" for budget in BUDGETS_CHARS),
    *(f"recall_at_{depth}" for depth in DEPTHS_PASSAGES),
    "reciprocal_rank",
    *(f"gold_found_{budget}" for budget in BUDGETS_CHARS),
    "lexical_only",
)
_MEANS_OF_ANSWERS = ("gold_cited", "citation_f1", "statements")

T = TypeVar("T")


def evaluate(
    question_set: QuestionSet,
    searcher: Searcher,
    answerer: Answerer | None = None,
    *,
    progress: Progress | None = None,
    index_version: str = "",
    settings: Mapping[str, str] | None = None,
    top_k: int = TOP_K,
) -> Report:
    """Search every question's last turn, ask it with its history where there is an answerer, and measure both.

    One question at a time, so that the times are those of a quiet machine. progress is told of each question done.
    index_version and settings are kept in the report. What the ports raise goes through, as does ForeignText.
    """
    texts = SetTexts(question_set.articles)
    rows = []
    for gold in question_set.questions:
        measures = _search(gold, searcher, texts, top_k)
        reply = None
        if answerer:
            reply, of_answer = _ask(gold, answerer, texts)
            measures |= of_answer
        rows.append(Row(gold.id, gold.question, gold.answerable, measures, reply.text if reply else None))
        if progress:
            progress(1)
    return Report(
        set_name=question_set.name,
        made_at=datetime.now(UTC),
        dealdesk_version=version("dealdesk"),
        index_version=index_version,
        articles=len(question_set.articles),
        rows=tuple(rows),
        totals=totals(rows),
        settings=dict(settings or {}),
    )


def _timed(call: Callable[[], T]) -> tuple[T, float]:
    """What the call gives, and how long it took in milliseconds."""
    started = perf_counter()
    result = call()
    return result, (perf_counter() - started) * 1_000


def _search(gold: GoldQuestion, searcher: Searcher, texts: SetTexts, top_k: int) -> dict[str, float]:
    retrieval, elapsed_ms = _timed(lambda: searcher.search(gold.question, top_k=top_k))
    ranked = [texts.place(hit.passage.article, hit.passage.span) for hit in retrieval.hits]
    measures = {"search_ms": elapsed_ms, "lexical_only": float(retrieval.lexical_only)}
    if gold.spans:
        measures |= _against_spans(ranked, gold.spans)
    if gold.answers:
        for budget in BUDGETS_CHARS:
            # Passages that touch are read as one, so that an answer across their border is found.
            read = [texts.text(place) for place in joined(within(ranked, budget))]
            measures[f"gold_found_{budget}"] = float(contains_gold(read, gold.answers))
    return measures


def _against_spans(ranked: Sequence[Place], spans: Sequence[Place]) -> dict[str, float]:
    return {
        **{f"recall_{budget}": recall(ranked, spans, budget) for budget in BUDGETS_CHARS},
        **{f"precision_{budget}": precision(ranked, spans, budget) for budget in BUDGETS_CHARS},
        **{f"recall_at_{depth}": recall_at(ranked, spans, depth) for depth in DEPTHS_PASSAGES},
        "reciprocal_rank": reciprocal_rank(ranked, spans),
    }


def _ask(gold: GoldQuestion, answerer: Answerer, texts: SetTexts) -> tuple[Reply, dict[str, float]]:
    """The reply and its measures. An abstention from an answerable question cites nothing, and scores 0."""
    reply, elapsed_ms = _timed(lambda: answerer.ask(Question(gold.question, history=gold.history)))
    citations = reply.citations if isinstance(reply, Answer) else ()
    measures = {"ask_ms": elapsed_ms, "answered": float(isinstance(reply, Answer))}
    if isinstance(reply, Answer):
        measures["statements"] = float(len(reply.statements))
        measures["citations"] = float(len(citations))
        measures["verbatim_citations"] = float(sum(map(verbatim, citations)))
    if gold.answerable and gold.answers:
        measures["gold_cited"] = float(contains_gold([citation.quote for citation in citations], gold.answers))
    if gold.answerable and gold.spans:
        cited = [texts.place(citation.article, citation.span) for citation in citations]
        measures["citation_f1"] = span_f1(cited, gold.spans)
    return reply, measures


def totals(rows: Sequence[Row]) -> dict[str, Total]:
    """Every measure over the questions that have it, in the order of a report."""
    found = _means(rows, _MEANS_OF_RETRIEVAL) | _telling_apart(rows) | _means(rows, _MEANS_OF_ANSWERS)
    if citations := sum(_values(rows, "citations")):
        found["verbatim"] = Total(sum(_values(rows, "verbatim_citations")) / citations, int(citations))
    for name in ("search_ms", "ask_ms"):
        if times := _values(rows, name):
            found[f"{name}_p50"] = Total(percentile(times, 0.50), len(times))
            found[f"{name}_p95"] = Total(percentile(times, 0.95), len(times))
    return found


def _values(rows: Sequence[Row], name: str) -> list[float]:
    return [row.measures[name] for row in rows if name in row.measures]


def _means(rows: Sequence[Row], names: Sequence[str]) -> dict[str, Total]:
    by_name = {name: _values(rows, name) for name in names}
    return {name: Total(sum(values) / len(values), len(values)) for name, values in by_name.items() if values}


def _telling_apart(rows: Sequence[Row]) -> dict[str, Total]:
    """Whether it answers what can be answered and nothing else: both shares, and balanced accuracy over both kinds."""
    outcomes = [(row.answerable, row.measures["answered"] == 1) for row in rows if "answered" in row.measures]
    answerable = [answered for able, answered in outcomes if able]
    unanswerable = [answered for able, answered in outcomes if not able]
    found: dict[str, Total] = {}
    if answerable:
        found["answered_of_answerable"] = Total(sum(answerable) / len(answerable), len(answerable))
    if unanswerable:
        found["abstained_of_unanswerable"] = Total(1 - sum(unanswerable) / len(unanswerable), len(unanswerable))
    if (balanced := balanced_accuracy(outcomes)) is not None:
        found["balanced_accuracy"] = Total(balanced, len(outcomes))
    return found
