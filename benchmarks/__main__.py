"""Measure indexing, answering and what they cost, beside the model alone and a plain pipeline: python -m benchmarks."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.deal_prose import generate_articles, generate_questions, write_articles
from benchmarks.footprint import Footprint, disk_of, folder_mib, measure_footprint
from benchmarks.homes import desk_over
from benchmarks.large_home import fill_without_model
from benchmarks.latency import measure_latencies
from benchmarks.machine import this_machine
from benchmarks.outcome import Outcome, rows, write_outcome
from benchmarks.plain_pipeline import PlainPipeline
from benchmarks.throughput import Part, measure_throughput
from corpus.article import Article


@dataclass(frozen=True)
class Extent:
    """How much is measured. large_articles: about four passages each, for disk and memory."""

    articles: int
    rounds: int
    questions: int
    large_articles: int


_PART_ARTICLES = 50  # about ten seconds of embedding on two cores

FULL = Extent(articles=300, rounds=3, questions=200, large_articles=2_565)
QUICK = Extent(articles=24, rounds=1, questions=40, large_articles=300)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table and store the JSON. 0 whether or not the goals are met: the machine has a say in that."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--articles", type=int, help=f"how many are indexed (default: {FULL.articles})")
    parser.add_argument("--quick", action="store_true", help="a minute's run, to see that it works; its figures wobble")
    parser.add_argument("--out", type=Path, default=Path("reports/bench.json"), help="default: %(default)s")
    chosen = parser.parse_args(arguments)
    extent = QUICK if chosen.quick else FULL
    if chosen.articles is not None:
        if chosen.articles < 2:
            parser.error("--articles: index at least 2")
        extent = Extent(chosen.articles, extent.rounds, extent.questions, extent.large_articles)
    with TemporaryDirectory(prefix="dealdesk-bench-") as folder:
        outcome = measure(extent, Path(folder))
    write_outcome(outcome, chosen.out)
    for what, value in rows(outcome):
        print(f"{what:<46} {value}" if value else f"\n{what}")
    print(f"\nstored in {chosen.out}")
    return 0


def measure(extent: Extent, folder: Path) -> Outcome:
    """All measurements, one after the other, in `folder`."""
    machine = this_machine()
    articles = generate_articles(extent.articles)
    home, plain_folder = folder / "round-1", folder / "plain"
    _say(f"indexing {extent.articles:,} articles, {extent.rounds} rounds")
    throughput, plain_indexing = measure_throughput(laid_out(articles, folder), folder, extent.rounds)
    _say(f"{extent.questions:,} questions")
    with closing(PlainPipeline(plain_folder)) as plain, desk_over(home) as desk:
        plain.index(articles)
        latencies = measure_latencies(desk, plain, generate_questions(extent.questions, extent.articles))
    _say("memory and disk")
    footprint, other_work_ms = measure_large(extent.large_articles, folder)
    return Outcome(
        machine=machine,
        articles=extent.articles,
        throughput=throughput,
        other_work_ms=other_work_ms,
        latencies=latencies,
        footprint=footprint,
        home_disk=disk_of(home),
        plain=plain_indexing,
        plain_disk=folder_mib(plain_folder),
    )


def laid_out(articles: Sequence[Article], folder: Path) -> list[Part]:
    """The articles as files, in folders of _PART_ARTICLES below `folder`."""
    parts = []
    for start in range(0, len(articles), _PART_ARTICLES):
        part = Part(folder / f"articles-{start}", articles[start : start + _PART_ARTICLES])
        write_articles(part.articles, part.folder)
        parts.append(part)
    return parts


def measure_large(articles: int, folder: Path) -> tuple[Footprint, float]:
    """The footprint of a large index, and all of a refresh but the model, in ms a passage."""
    write_articles(generate_articles(articles, seed=1), folder / "large articles")
    report = fill_without_model(folder / "large", folder / "large articles")
    return measure_footprint(folder / "large"), 1000 * report.seconds / report.passages


def _say(what: str) -> None:
    print(f"... {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
