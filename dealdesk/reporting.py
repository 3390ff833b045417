"""Reports of `dealdesk evaluate` and `dealdesk train`: stored and printed."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from evaluation.comparison import Difference, compare, narrowed
from evaluation.labels import label, written
from evaluation.page import comparison_page, reports_page
from evaluation.report import Report, read_report, rows, side_by_side, table, write_report

FOLDER = Path("reports")
_PIPE_COLUMNS = 100_000


def default_path(set_name: str, half: str | None, folder: Path = FOLDER) -> Path:
    """Where a report goes: the two halves of a set lie beside each other."""
    return folder / f"{f'{set_name}-{half}' if half else set_name}.json"


def store_and_show(report: Report, path: Path, beside: Path | None) -> None:
    """Store `report` at `path`, its page beside it, and print it, with the report at `beside` in the next column.

    Of a whole set beside a half, only that half is shown.
    """
    write_report(report, path)
    page = _store_page(path.with_suffix(".html"), reports_page([report]))
    if beside:
        _print(side_by_side(report, narrowed(read_report(beside), report)), (report.set_name, "dealdesk", beside.stem))
    else:
        _print(rows(report), (report.set_name, "dealdesk"))
    typer.echo(f"stored in {path} and {page}")


def show_all(reports: Sequence[Report], half: str | None, folder: Path) -> None:
    """Print one table of all `reports`, which were stored in `folder` one by one, and store one page of them there."""
    page = _store_page(default_path("evaluation", half, folder).with_suffix(".html"), reports_page(reports))
    head, *lines = table(reports)
    _print(lines, head)
    typer.echo(f"stored in {folder} (one JSON file a set) and {page}")


def show_comparison(before_path: Path, after_path: Path, out: Path | None) -> None:
    """Compare two stored reports of a set: print each measure with the interval of its difference, and store a page."""
    before, after = read_report(before_path), read_report(after_path)
    differences = compare(before, after)
    page = _store_page(
        out or FOLDER / f"{before_path.stem}-to-{after_path.stem}.html", comparison_page(before, after, differences)
    )
    _print([_compared(one) for one in differences], (after.set_name, "before", "after", "95% interval", "", "n"))
    typer.echo(f"paired draws of the questions; noise: the interval holds 0. Stored in {page}")


def show_training(report: Mapping[str, Mapping[str, Mapping[str, float]]], path: Path) -> None:
    """Print what learned weights, stored at `path`, reach on the halves of the sets that they did not see."""
    measures = {
        "questions": "questions",
        "gold_first": "gold first",
        "gold_in_three": "gold in three",
        "phrase_f1": "phrase: token F1",
        "balanced_accuracy": "balanced accuracy",
        "auc": "AUC",
    }
    lines = [
        (learned_with, set_name, *(f"{reached[name]:g}" if name in reached else "-" for name in measures))
        for learned_with, by_set in report.items()
        for set_name, reached in by_set.items()
    ]
    _print(lines, ("learned with", "set (odd half)", *measures.values()))
    typer.echo(f"stored in {path}")


def _compared(one: Difference) -> tuple[str, ...]:
    interval = f"{one.low:+.3f} to {one.high:+.3f}"
    name = label(one.name)
    return name, written(one.name, one.before), written(one.name, one.after), interval, one.verdict, f"{one.n:,}"


def _store_page(path: Path, page: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page, encoding="utf-8")
    return path


def _print(lines: Sequence[Sequence[str]], head: Sequence[str]) -> None:
    shown = Table(*head, box=None, pad_edge=False)
    for line in lines:
        shown.add_row(*(Text(cell) for cell in line))
    Console(highlight=False, width=None if sys.stdout.isatty() else _PIPE_COLUMNS).print(shown)
