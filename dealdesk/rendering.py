"""What the command line shows: for people at a terminal, plain lines in a pipe, JSON for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import typer
from pydantic import BaseModel
from rich.cells import cell_len
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from api.schema import AnswerBody, ArticleSummary, CitationBody, SearchBody
from evaluation.report import Report, read_report, rows, side_by_side, write_report
from index.change import Change, RefreshReport
from index.ports import Progress as Advance
from index.verify import Verification

_MAX_SHOWN = 20
_PIPE_COLUMNS = 100_000
_INDENT = " " * 4
_COLUMNS_BESIDE_ID = 37  # the narrowest title, publisher and day, with the gaps between


def _console() -> Console:
    """As wide as the terminal; in a pipe, where programs read, no line is ever broken."""
    return Console(highlight=False, width=None if sys.stdout.isatty() else _PIPE_COLUMNS)


def _print_indented(console: Console, text: Text) -> None:
    """Four spaces before each line, also before those that the width breaks, and none behind."""
    for line in text.wrap(console, console.width - len(_INDENT)):
        indented = Text.assemble(_INDENT, line)
        indented.rstrip()
        console.print(indented)


@contextmanager
def progress(unit: str, *, quiet: bool = False) -> Iterator[Advance]:
    """A live count on stderr while the block runs, where stderr is a terminal."""
    console = Console(stderr=True)
    with Progress(
        SpinnerColumn(),
        MofNCompleteColumn(),
        TextColumn(unit),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=quiet or not console.is_terminal,
    ) as bar:
        task = bar.add_task(unit, total=None)
        yield lambda done: bar.advance(task, done)


def show_answer(answer: AnswerBody, *, as_json: bool) -> None:
    if as_json:
        _show_json(answer)
        return
    console = _console()
    console.print(Text(answer.text, style="" if answer.status == "answered" else "yellow"))
    for disagreement in answer.disagreements:
        console.print(Text("\nThe sources disagree:", style="bold"))
        for value in disagreement.values:
            marks = "".join(f"[{n}]" for n in value.citations)
            dates = ", ".join(sorted({_day(answer.citations[n - 1]) for n in value.citations}))
            console.print(Text(f"  {value.value} {marks} ({dates})"))
    for citation in answer.citations:
        console.print()
        console.print(Text.assemble((f"[{citation.marker}] ", "bold"), (_source(citation), "cyan")))
        _print_indented(console, Text(f"“{citation.quote}”"))
        where = f"{citation.article_id}, characters {citation.start} to {citation.end}"
        _print_indented(console, Text(where, style="dim"))
    if answer.note:
        console.print(Text(f"\n{answer.note}", style="yellow"))


def show_hits(found: SearchBody, *, as_json: bool) -> None:
    if as_json:
        _show_json(found)
        return
    console = _console()
    if not found.hits:
        console.print("Nothing found.")
    for hit in found.hits:
        console.print(Text.assemble((f"{hit.rank}. ", "bold"), (hit.title or hit.article_id, "cyan")))
        where = f"{hit.article_id}, characters {hit.start} to {hit.end}, score {hit.score:.4f}"
        _print_indented(console, Text(where, style="dim"))
        _print_indented(console, Text(hit.text.strip()))
        console.print()


def show_articles(found: Sequence[ArticleSummary], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps([article.model_dump(mode="json") for article in found], ensure_ascii=False, indent=2))
        return
    console = _console()
    # An id is there to be copied, so it is never broken. The title gives way; where that is not enough, the
    # lines get longer than the terminal.
    needed = max((cell_len(article.id) for article in found), default=0) + _COLUMNS_BESIDE_ID
    table = Table(box=None, pad_edge=False, width=needed if needed > console.width else None)
    for name in ("id", "title", "publisher", "published"):
        table.add_column(name, overflow="fold", no_wrap=name in ("id", "published"))
    for article in found:
        day = article.published.isoformat() if article.published else "undated"
        # As Text: square brackets in a title are its own and not markup.
        cells = (article.id, article.title, article.publisher or "", day)
        table.add_row(*(Text(cell) for cell in cells))
    console.print(table if found else "No articles. Add some: dealdesk refresh PATH", crop=False)


def show_refresh(path: Path, report: RefreshReport, *, as_json: bool) -> None:
    counts = {change: report.count(change) for change in Change}
    if as_json:
        body = {
            "path": str(path),
            **{change.value: count for change, count in counts.items()},
            "passages": report.passages,
            "embedded": report.embedded,
            "seconds": round(report.seconds, 3),
            "failures": [{"article_id": o.article_id, "reason": o.reason} for o in report.failures],
        }
        typer.echo(json.dumps(body, ensure_ascii=False, indent=2))
        return
    said = ", ".join(f"{count} {change.value}" for change, count in counts.items() if count) or "no articles found"
    console = _console()
    # Only who did the work knows the passages: through a running server they are not counted here.
    passages = f"{report.passages} passages, {report.embedded} embedded, " if report.passages else ""
    console.print(Text(f"{path}: {said} ({passages}{report.seconds:.1f} s)"))
    for outcome in report.failures[:_MAX_SHOWN]:
        console.print(Text(f"  {outcome.article_id}: {outcome.reason}", style="red"))
    if len(report.failures) > _MAX_SHOWN:
        console.print(f"  and {len(report.failures) - _MAX_SHOWN} more; --json lists all")


def show_verification(verification: Verification, *, as_json: bool) -> None:
    if as_json:
        body = {"passages": verification.passages, "problems": list(verification.problems)}
        typer.echo(json.dumps(body, ensure_ascii=False, indent=2))
        return
    console = _console()
    if not verification.problems:
        console.print(f"all is well: {verification.passages} passages, each found by its own words and vector")
        return
    for problem in verification.problems[:_MAX_SHOWN]:
        console.print(Text(problem, style="red"))
    console.print(f"{len(verification.problems)} problems: `dealdesk rebuild` mends them")


def store_and_show_report(report: Report, path: Path, beside: Path | None) -> None:
    """Store `report` at `path` and print it, with the report stored at `beside` in the next column."""
    write_report(report, path)
    if beside:
        table = Table(report.set_name, "dealdesk", beside.stem, box=None, pad_edge=False)
        for line in side_by_side(report, read_report(beside)):
            table.add_row(*line)
    else:
        table = Table(report.set_name, "dealdesk", box=None, pad_edge=False)
        for name, value in rows(report):
            table.add_row(name, value)
    console = _console()
    console.print(table)
    console.print(f"stored in {path}")


def _source(citation: CitationBody) -> str:
    named = citation.title or citation.article_id
    return " · ".join(part for part in (named, citation.publisher, _day(citation), citation.url) if part)


def _day(citation: CitationBody) -> str:
    return citation.published.isoformat() if citation.published else "undated"


def _show_json(body: BaseModel) -> None:
    typer.echo(json.dumps(body.model_dump(mode="json"), ensure_ascii=False, indent=2))
