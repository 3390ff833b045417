"""What a benchmark found, as a table for people and as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.footprint import Disk, Footprint
from benchmarks.latency import Latencies
from benchmarks.machine import Machine
from benchmarks.plain_run import PlainIndexing
from benchmarks.throughput import Throughput

SHARE_GOAL = 0.90
"""Refresh reaches at least this share of the model's own throughput."""
LATENCY_GOAL = 2.0
"""A search takes, by the medians, at most this many times as long as embedding its query ..."""
ASK_GOAL = 3.0
"""... and an answer this many times."""


@dataclass(frozen=True)
class Outcome:
    """articles: how many were indexed. other_work_ms: all of a refresh but the model, in ms a passage, measured with
    `footprint.passages` passages. home_disk and plain_disk: MiB on disk for the same articles."""

    machine: Machine
    articles: int
    throughput: Throughput
    other_work_ms: float
    latencies: Latencies
    footprint: Footprint
    home_disk: Disk
    plain: PlainIndexing
    plain_disk: float

    @property
    def goals(self) -> dict[str, bool]:
        """Which goals are met, by the medians."""
        return {
            "indexing_share": self.throughput.share.median >= SHARE_GOAL,
            "search_over_embedding": self.latencies.search_over_embed <= LATENCY_GOAL,
            "ask_over_embedding": self.latencies.ask_over_embed <= ASK_GOAL,
        }


def rows(outcome: Outcome) -> Iterator[tuple[str, str]]:
    """The table, line by line; a line with no value is a heading."""
    yield from _machine_rows(outcome.machine)
    yield from _indexing_rows(outcome)
    yield from _query_rows(outcome)
    yield from _footprint_rows(outcome)


def write_outcome(outcome: Outcome, path: Path) -> None:
    """Store everything as JSON, figures unrounded."""
    body = asdict(outcome)
    body["latencies"]["search_over_embed"] = outcome.latencies.search_over_embed
    body["latencies"]["ask_over_embed"] = outcome.latencies.ask_over_embed
    body["plain"]["chunks_per_second"] = outcome.plain.chunks_per_second
    body["goals"] = outcome.goals
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(body, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _machine_rows(machine: Machine) -> Iterator[tuple[str, str]]:
    yield "MACHINE", ""
    yield "processor", f"{machine.cpu}, {machine.cores} cores, {machine.memory_gib:.0f} GiB"
    yield "others at work when it began", f"load {machine.load}"
    yield "Python", machine.python
    yield "parts", ", ".join(f"{part} {number}" for part, number in machine.versions.items())
    yield "commit", machine.commit


def _indexing_rows(outcome: Outcome) -> Iterator[tuple[str, str]]:
    found, plain = outcome.throughput, outcome.plain
    whole = outcome.home_disk.total
    met = _met(outcome.goals["indexing_share"])
    yield f"INDEXING {outcome.articles:,} articles, {found.turns} turns: median (quartiles)", ""
    yield f"the model alone, batches of {found.batch_size}", f"{found.model.shown()} passages/s"
    yield f"dealdesk refresh, {found.passages:,} passages", f"{found.refresh.shown()} passages/s"
    yield "dealdesk's share of the model's own", f"{found.share.shown(3)}; goal {SHARE_GOAL:.2f} or more: {met}"
    yield "all of a refresh but the model", f"{outcome.other_work_ms:.2f} ms a passage"
    yield "SIDE BY SIDE, the same articles in turns", ""
    yield (
        f"dealdesk, {found.passages:,} passages",
        f"{plain.refresh_seconds:.1f} s, {found.passages / plain.refresh_seconds:.1f} passages/s, {whole:.1f} MiB",
    )
    yield (
        f"plain pipeline, {plain.chunks:,} chunks of its own cutting",
        f"{plain.seconds:.1f} s, {plain.chunks_per_second:.1f} chunks/s, {outcome.plain_disk:.1f} MiB",
    )


def _query_rows(outcome: Outcome) -> Iterator[tuple[str, str]]:
    found = outcome.latencies
    met = _met(outcome.goals["search_over_embedding"])
    yield f"ONE OF {found.questions:,} QUESTIONS: p50 / p95 in ms", ""
    yield "embedding it, nothing else", found.embed.shown()
    yield "dealdesk search", found.search.shown()
    yield "dealdesk ask", found.ask.shown()
    yield "plain pipeline search", found.plain_search.shown()
    yield "search over embedding (p50)", f"{found.search_over_embed:.2f}; goal {LATENCY_GOAL:.0f} or less: {met}"
    met = _met(outcome.goals["ask_over_embedding"])
    yield "ask over embedding (p50)", f"{found.ask_over_embed:.2f}; goal {ASK_GOAL:.0f} or less: {met}"


def _footprint_rows(outcome: Outcome) -> Iterator[tuple[str, str]]:
    found = outcome.footprint
    disk = found.disk_per_10_000
    yield f"FOOTPRINT of {found.passages:,} passages", ""
    yield "memory of a process with the model alone", f"{found.model_memory:.0f} MiB"
    yield "memory of a process that has answered", f"{found.desk_memory:.0f} MiB"
    yield "disk for 10,000 passages", f"{disk.total:.1f} MiB"
    yield "  catalogue: text, vectors, words", f"{disk.catalogue:.1f} MiB"
    yield "  vector store (Chroma)", f"{disk.vector_store:.1f} MiB"


def _met(met: bool) -> str:
    return "met" if met else "missed"
