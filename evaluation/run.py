"""Put a question set to a searcher and an answerer, and measure what comes back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import zip_longest
from time import perf_counter
from typing import TypeVar

from answer.ports import Answerer
from answer.reply import Question
from answer.understanding import Understanding
from evaluation.alignment import SetTexts
from evaluation.measures import contains_gold, ndcg, precision, recall, recall_at, reciprocal_rank, within
from evaluation.place import Place, joined
from evaluation.question_set import GoldQuestion, QuestionSet
from evaluation.reply_measures import reply_measures
from evaluation.report import Report, Row
from evaluation.totals import BUDGETS_CHARS, DEPTHS_PASSAGES, totals
from index.hit import Hit
from index.ports import Progress, Searcher

TOP_K = 100  # enough passages to fill the larger budget
_NDCG_PASSAGES = 10

Understand = Callable[[Question], Understanding]
"""Reads a question with its conversation and the sources that it names."""

T = TypeVar("T")


def evaluate(
    question_set: QuestionSet,
    searcher: Searcher,
    answerer: Answerer | None = None,
    *,
    understand: Understand | None = None,
    progress: Progress | None = None,
    index_version: str = "",
    settings: Mapping[str, str] | None = None,
    top_k: int = TOP_K,
) -> Report:
    """Search every question's last turn, beside it what `understand` makes of the question, ask it with its history
    where there is an answerer, and measure all of it.

    The parts of a question are searched one by one, and their passages read in turn.

    One question at a time, so that the times are those of a quiet machine. progress is told of each question done.
    index_version and settings are kept in the report. What the ports raise goes through, as does ForeignText.
    """
    texts = SetTexts(question_set.articles)
    rows = []
    for gold in question_set.questions:
        measures = _search(gold, searcher, texts, top_k)
        if understand:
            measures |= _search_understood(gold, searcher, understand, texts, top_k)
        reply = None
        if answerer:
            reply, measures["ask_ms"] = _timed(lambda: answerer.ask(_asked(gold)))  # noqa: B023 (called at once)
            measures |= reply_measures(gold, reply, texts)
            if reply.support is not None:
                measures["support"] = reply.support
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


def _asked(gold: GoldQuestion) -> Question:
    return Question(gold.question, history=gold.history)


def _timed(call: Callable[[], T]) -> tuple[T, float]:
    """What the call gives, and how long it took in milliseconds."""
    started = perf_counter()
    result = call()
    return result, (perf_counter() - started) * 1_000


def _search(gold: GoldQuestion, searcher: Searcher, texts: SetTexts, top_k: int) -> dict[str, float]:
    retrieval, elapsed_ms = _timed(lambda: searcher.search(gold.question, top_k=top_k))
    ranked = _places(retrieval.hits, texts)
    measures = {"search_ms": elapsed_ms, "lexical_only": float(retrieval.lexical_only)}
    if gold.spans:
        measures |= _against_spans(ranked, gold.spans)
    if gold.answers:
        for budget in BUDGETS_CHARS:
            # Passages that touch are read as one, so that an answer across their border is found.
            read = [texts.text(place) for place in joined(within(ranked, budget))]
            measures[f"gold_found_{budget}"] = float(contains_gold(read, gold.answers))
    return measures


def _search_understood(
    gold: GoldQuestion, searcher: Searcher, understand: Understand, texts: SetTexts, top_k: int
) -> dict[str, float]:
    if not gold.spans:
        return {}
    understood = understand(_asked(gold))
    found = [searcher.search(search, understood.selection, top_k=top_k).hits for search in understood.searches]
    in_turn = [hit for hits in zip_longest(*found) for hit in hits if hit]
    ranked = list(dict.fromkeys(_places(in_turn, texts)))
    return {f"recall_{budget}_understood": recall(ranked, gold.spans, budget) for budget in BUDGETS_CHARS}


def _places(hits: Iterable[Hit], texts: SetTexts) -> list[Place]:
    return [texts.place(hit.passage.article, hit.passage.span) for hit in hits]


def _against_spans(ranked: Sequence[Place], spans: Sequence[Place]) -> dict[str, float]:
    return {
        **{f"recall_{budget}": recall(ranked, spans, budget) for budget in BUDGETS_CHARS},
        **{f"precision_{budget}": precision(ranked, spans, budget) for budget in BUDGETS_CHARS},
        **{f"recall_at_{depth}": recall_at(ranked, spans, depth) for depth in DEPTHS_PASSAGES},
        "reciprocal_rank": reciprocal_rank(ranked, spans),
        f"ndcg_{_NDCG_PASSAGES}": ndcg(ranked, spans, _NDCG_PASSAGES),
    }
