"""The deal sheet on the command line: under each article its figures for people, CSV and JSON for programs."""

from __future__ import annotations

import json
import sys

import typer
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from answer.reply import one_line
from api.schema.figures import FigureBody, FiguresBody, figures_csv

_PIPE_COLUMNS = 100_000
_MAX_FIGURE_COLUMN = 24
_MIN_BESIDE = 20


def show_figures(found: FiguresBody, *, as_json: bool, as_csv: bool) -> None:
    """Print the sheet; as_csv goes before as_json. What is beyond the limit is said on stderr there."""
    if as_csv:
        # With line ends of its own: a terminal or pipe is to get the bytes that the API sends.
        typer.echo(figures_csv(found), nl=False)
    elif as_json:
        typer.echo(json.dumps(found.model_dump(mode="json"), ensure_ascii=False, indent=2))
    else:
        _show_table(found)
        return
    if found.more:
        typer.echo(f"only the first {len(found.figures)} figures: --limit gives more", err=True)


def _show_table(found: FiguresBody) -> None:
    console = Console(highlight=False, width=None if sys.stdout.isatty() else _PIPE_COLUMNS)
    if not found.figures:
        console.print("No figures." if found.query is None else "No figures are found for this.")
    column = min(_MAX_FIGURE_COLUMN, max((cell_len(one_line(one.figure)) for one in found.figures), default=0)) + 4
    article = None
    for figure in found.figures:
        if figure.article_id != article:
            if article is not None:
                console.print()
            _print_wrapped(console, Text(_source(figure), "cyan"), Text(), 0)
            article = figure.article_id
        _print_figure(console, figure, column)
    if found.more:
        console.print(f"\nOnly the first {len(found.figures)}: --limit gives more, --csv and --json the sentences.")
    if found.note:
        console.print(Text(f"\n{found.note}", style="yellow"))


def _print_figure(console: Console, figure: FigureBody, column: int) -> None:
    """The figure, as wide as `column` at least, and beside it what it measures or, where nothing says so, its quote."""
    # As Text: square brackets in a document are its own and not markup.
    lead = Text.assemble("  ", (one_line(figure.figure), "bold"))
    if lead.cell_len > column - 2:
        console.print(lead)
        lead = Text()
    lead.pad_right(column - lead.cell_len)
    _print_wrapped(console, Text(one_line(figure.measures or figure.quote)), lead, column)


def _print_wrapped(console: Console, text: Text, lead: Text, column: int) -> None:
    """`text` from `column` on, with `lead` before its first line, and no spaces behind any."""
    for n, line in enumerate(text.wrap(console, max(_MIN_BESIDE, console.width - column))):
        line.rstrip()
        console.print(Text.assemble(lead if n == 0 else " " * column, line), crop=False, soft_wrap=True)


def _source(figure: FigureBody) -> str:
    day = figure.published.isoformat() if figure.published else "undated"
    return " · ".join(part for part in (figure.article_id, figure.title, figure.publisher, day) if part)
