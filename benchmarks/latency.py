"""How long a question takes, beside the time of embedding it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from answer.reply import Question
from benchmarks.timing import Latency, seconds_of

if TYPE_CHECKING:  # what they import takes seconds, and the report of a run does without
    from benchmarks.plain_pipeline import PlainPipeline
    from dealdesk.assembly import Desk

TOP_K = 8
_WARM_UPS = 5


@dataclass(frozen=True)
class Latencies:
    """Of the same questions: embedding alone, our search, our answer, and the plain pipeline's search."""

    questions: int
    embed: Latency
    search: Latency
    ask: Latency
    plain_search: Latency

    @property
    def search_over_embed(self) -> float:
        """How many times as long as embedding the query alone a search takes, by the medians."""
        return self.search.p50_ms / self.embed.p50_ms

    @property
    def ask_over_embed(self) -> float:
        """The same for an answer."""
        return self.ask.p50_ms / self.embed.p50_ms


def measure_latencies(desk: Desk, plain: PlainPipeline, questions: Sequence[str]) -> Latencies:
    """Put every question to all four in turn, whose order moves on with each question."""
    taken = alternating_seconds(
        {
            "embed": desk.embedder.embed_query,
            "search": lambda text: desk.retriever.search(text, top_k=TOP_K),
            "ask": lambda text: desk.answerer.ask(Question(text, top_k=TOP_K)),
            "plain_search": lambda text: plain.search(text, TOP_K),
        },
        questions,
    )
    return Latencies(questions=len(questions), **{name: Latency.of(seconds) for name, seconds in taken.items()})


def alternating_seconds(
    actions: Mapping[str, Callable[[str], object]], questions: Sequence[str]
) -> dict[str, list[float]]:
    """Seconds each action takes for each question. Whoever goes first on one question goes last on the next."""
    for action in actions.values():
        for question in questions[:_WARM_UPS]:
            action(question)
    order = list(actions)
    taken: dict[str, list[float]] = {name: [] for name in order}
    for question in questions:
        for name in order:
            taken[name].append(seconds_of(lambda act=actions[name], text=question: act(text)))  # type: ignore[misc]
        order.append(order.pop(0))
    return taken
