"""What the command line shows: for people at a terminal, plain lines in a pipe, JSON for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import typer
from pydantic import BaseModel
from rich.cells import cell_len
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from api.schema.articles import AlsoInBody, ArticleSummary, SearchBody
from api.schema.replies import AnswerBody, CitationBody, DisagreementBody
from api.schema.timeline import LineBody, TimelineBody
from corpus.change import Outcome
from corpus.database import Transaction
from index.ports import Progress as Advance
from index.verify import Verification
from index.work import Unwatched

_MAX_SHOWN = 20
_MAX_OUTLETS = 5
_PIPE_COLUMNS = 100_000
_INDENT = " " * 4
_DAY_COLUMN = " " * 12
_COLUMNS_BESIDE_ID = 37  # the narrowest title, publisher and day, with the gaps between


def console_of_stdout() -> Console:
    """As wide as the terminal; in a pipe, where programs read, no line is ever broken."""
    return Console(highlight=False, width=None if sys.stdout.isatty() else _PIPE_COLUMNS)


def _print_indented(console: Console, text: Text, indent: str = _INDENT, lead: str = "") -> None:
    """`indent` before each line, also before those that the width breaks, and no spaces behind.

    lead: what stands in the indent of the first line.
    """
    for number, line in enumerate(text.wrap(console, console.width - len(indent))):
        indented = Text.assemble(indent if number else f"{lead:<{len(indent)}}", line)
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


class Counted(Unwatched):
    """The work of a refresh that is only counted."""

    def __init__(self, advance: Advance) -> None:
        self._advance = advance

    def done(self, tx: Transaction, outcomes: Sequence[Outcome]) -> None:
        self._advance(len(outcomes))


def show_answer(answer: AnswerBody, *, as_json: bool) -> None:
    if as_json:
        _show_json(answer)
        return
    console = console_of_stdout()
    console.print(_said(answer) if answer.status == "answered" else Text(answer.text, style="yellow"))
    if answer.missing:
        console.print(Text(f"\nNo answer found for: {'; '.join(answer.missing)}", style="yellow"))
    for disagreement in answer.disagreements:
        _print_disagreement(console, disagreement, answer.citations)
    for citation in answer.citations:
        _print_citation(console, citation)
    if answer.nearest:
        console.print("\nNearest, but not an answer:")
        for citation in answer.nearest:
            _print_citation(console, citation)
    if answer.as_of:
        console.print(f"\nAs of {answer.as_of.isoformat()}")
    if answer.note:
        console.print(Text(f"\n{answer.note}", style="yellow"))


def _said(answer: AnswerBody) -> Text:
    """The statements with their markers, the answering phrases in bold."""
    said = Text()
    for statement in answer.statements:
        start, end = (statement.emphasis.start, statement.emphasis.end) if statement.emphasis else (0, 0)
        said.append(statement.text[:start]).append(statement.text[start:end], style="bold")
        said.append(f"{statement.text[end:]} {_marks(statement.citations)} ")
    said.rstrip()
    return said


def _print_disagreement(console: Console, disagreement: DisagreementBody, citations: Sequence[CitationBody]) -> None:
    console.print(Text("\nThe sources disagree:", style="bold"))
    for value in disagreement.values:
        days = sorted({_day(citation) for citation in citations if citation.marker in value.citations})
        sources = f"{value.sources} source{'s'[: value.sources != 1]}"
        told = ", ".join([sources, *days, *["newest"] * value.newest])
        console.print(Text(f"  {value.value} {_marks(value.citations)} ({told})"))
    if disagreement.explanation:
        _print_indented(console, Text(disagreement.explanation), "  ")


def _print_citation(console: Console, citation: CitationBody) -> None:
    console.print()
    console.print(Text.assemble((f"[{citation.marker}] ", "bold"), (_source(citation), "cyan")))
    _print_indented(console, Text(f"“{citation.quote}”"))
    page = f"page {citation.page}, " if citation.page else ""
    where = f"{citation.article_id}, {page}characters {citation.start} to {citation.end}"
    _print_indented(console, Text(where, style="dim"))
    _print_also_in(console, citation.also_in)


def _print_also_in(console: Console, others: Sequence[AlsoInBody]) -> None:
    """Where else the story stands."""
    names = list(dict.fromkeys(other.publisher or other.title or other.article_id for other in others))
    if names:
        unseen = len(names) - _MAX_OUTLETS
        more = f" and {unseen} more" if unseen > 0 else ""
        _print_indented(console, Text(f"also in {', '.join(names[:_MAX_OUTLETS])}{more}", style="dim"))


def show_hits(found: SearchBody, *, as_json: bool) -> None:
    if as_json:
        _show_json(found)
        return
    console = console_of_stdout()
    if not found.hits:
        console.print("Nothing found.")
    for hit in found.hits:
        console.print(Text.assemble((f"{hit.rank}. ", "bold"), (hit.title or hit.article_id, "cyan")))
        where = f"{hit.article_id}, characters {hit.start} to {hit.end}, score {hit.score:.4f}"
        _print_indented(console, Text(where, style="dim"))
        _print_also_in(console, hit.also_in)
        _print_indented(console, Text(hit.text.strip()))
        console.print()


def show_timeline(timeline: TimelineBody, *, as_json: bool) -> None:
    if as_json:
        _show_json(timeline)
        return
    console = console_of_stdout()
    if not timeline.lines:
        since = f" published after {timeline.since.isoformat()}" if timeline.since else ""
        console.print(f"No article{since} tells of this.")
    for line in timeline.lines:
        _print_line(console, line)
    for citation in timeline.citations:
        _print_citation(console, citation)
    if timeline.note:
        console.print(Text(f"\n{timeline.note}", style="yellow"))


def _print_line(console: Console, line: LineBody) -> None:
    """The day in a column of its own, beside it what happened and, dimmed, what kind of day it is."""
    published = f"published {line.published.isoformat()}" if line.published else "the article is undated"
    day = line.about or (line.published.isoformat() if line.published else "undated")
    _print_indented(console, Text(f"{line.statement} {_marks(line.citations)}"), _DAY_COLUMN, day)
    for earlier in line.before:
        told = Text(f"{earlier.value}, before: {earlier.before} [{earlier.citation}]", style="bold")
        _print_indented(console, told, _DAY_COLUMN)
    kinds = {
        "text": f"dated by the text, {published}",
        "publication": "day of publication",
        "nothing": "dated neither by the text nor by the article",
    }
    _print_indented(console, Text(kinds[line.dated_by], style="dim"), _DAY_COLUMN)


def show_articles(found: Sequence[ArticleSummary], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps([article.model_dump(mode="json") for article in found], ensure_ascii=False, indent=2))
        return
    console = console_of_stdout()
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


def show_verification(verification: Verification, *, as_json: bool) -> None:
    if as_json:
        body = {"passages": verification.passages, "problems": list(verification.problems)}
        typer.echo(json.dumps(body, ensure_ascii=False, indent=2))
        return
    console = console_of_stdout()
    if not verification.problems:
        console.print(f"all is well: {verification.passages} passages, each found by its own words and vector")
        return
    for problem in verification.problems[:_MAX_SHOWN]:
        console.print(Text(problem, style="red"))
    console.print(f"{len(verification.problems)} problems: `dealdesk rebuild` mends them")


def _marks(markers: Sequence[int]) -> str:
    return "".join(f"[{marker}]" for marker in markers)


def _source(citation: CitationBody) -> str:
    named = citation.title or citation.article_id
    return " · ".join(part for part in (named, citation.publisher, _day(citation), citation.url) if part)


def _day(citation: CitationBody) -> str:
    return citation.published.isoformat() if citation.published else "undated"


def _show_json(body: BaseModel) -> None:
    typer.echo(json.dumps(body.model_dump(mode="json"), ensure_ascii=False, indent=2))
