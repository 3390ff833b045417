"""The command line. Each command imports what it needs when it runs, so that --help is instant."""

from __future__ import annotations

import logging
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

if TYPE_CHECKING:
    from dealdesk.settings import Settings

app = typer.Typer(
    name="dealdesk",
    help="Answers questions over deal documents and proves each statement, word for word.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)

Json = Annotated[bool, typer.Option("--json", help="Print the API's JSON.")]
TopK = Annotated[int, typer.Option(min=1, max=100, help="How many passages are retrieved.")]
Collections = Annotated[list[str] | None, typer.Option("--collection", help="May be repeated; default: all.")]


def _day(value: str) -> date:
    try:
        return datetime.strptime(value, "%Y-%m-%d").date()
    except ValueError:
        raise typer.BadParameter(f"{value}: give a day of the calendar as YYYY-MM-DD") from None


def _day_option(told: str) -> Any:
    return typer.Option(parser=_day, metavar="DAY", help=f"{told} (YYYY-MM-DD)")


AsOf = Annotated[date | None, _day_option("Hide what was published after this day")]
Since = Annotated[date | None, _day_option("Only what was published after this day: what changed since")]
PublishedFrom = Annotated[date | None, _day_option("Leave out what was published before this day, and the undated")]
PublishedTo = Annotated[date | None, _day_option("Leave out what was published after this day, and the undated")]


@app.command()
def refresh(
    paths: Annotated[list[Path], typer.Argument(help="Folders or files: .txt .md .html .jsonl")],
    as_json: Json = False,
) -> None:
    """Bring the index to the state of these paths: add, replace and remove articles. Twice is once."""
    from dealdesk import doors, rendering

    with _setup() as settings:
        failed = False
        for path in paths:
            with rendering.progress("articles", quiet=as_json) as progress:
                report = doors.refresh(settings, path, progress)
            rendering.show_refresh(path, report, as_json=as_json)
            failed = failed or bool(report.failures)
        if failed:
            raise typer.Exit(1)


@app.command()
def ask(
    question: str,
    as_json: Json = False,
    as_of: AsOf = None,
    published_from: PublishedFrom = None,
    published_to: PublishedTo = None,
    collection: Collections = None,
    top_k: TopK = 8,
) -> None:
    """Ask, and get an answer with its proof. Exit code 0 also when the articles hold no answer."""
    from dealdesk import rendering
    from dealdesk.doors import reading_door

    with _setup() as settings:
        from api.requests import AskRequest

        request = AskRequest(
            question=question,
            as_of=as_of,
            published_from=published_from,
            published_to=published_to,
            collections=collection,
            top_k=top_k,
        )
        with reading_door(settings, "ask") as door:
            rendering.show_answer(door.ask(request), as_json=as_json)


@app.command()
def search(
    query: str,
    as_json: Json = False,
    as_of: AsOf = None,
    published_from: PublishedFrom = None,
    published_to: PublishedTo = None,
    collection: Collections = None,
    top_k: TopK = 8,
) -> None:
    """Find passages, best first."""
    from dealdesk import rendering
    from dealdesk.doors import reading_door

    with _setup() as settings:
        from api.requests import SearchRequest

        request = SearchRequest(
            query=query,
            as_of=as_of,
            published_from=published_from,
            published_to=published_to,
            collections=collection,
            top_k=top_k,
        )
        with reading_door(settings, "search") as door:
            rendering.show_hits(door.search(request), as_json=as_json)


@app.command()
def timeline(
    query: str,
    as_json: Json = False,
    since: Since = None,
    as_of: AsOf = None,
    published_from: PublishedFrom = None,
    published_to: PublishedTo = None,
    collection: Collections = None,
    limit: Annotated[int, typer.Option(min=1, max=200, help="How many lines, those that carry most.")] = 50,
) -> None:
    """What happened when, or what changed since a day: dated lines, each with its proof."""
    from dealdesk import rendering
    from dealdesk.doors import reading_door

    with _setup() as settings:
        from api.timeline_schema import TimelineQuery

        wanted = TimelineQuery(
            query=query,
            since=since,
            as_of=as_of,
            collection=collection,
            published_from=published_from,
            published_to=published_to,
            limit=limit,
        )
        with reading_door(settings, "timeline") as door:
            rendering.show_timeline(door.timeline(wanted), as_json=as_json)


@app.command()
def figures(
    query: Annotated[str | None, typer.Argument(help="Left out: every figure of every article.")] = None,
    as_json: Json = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV, for a spreadsheet.")] = False,
    kind: Annotated[list[str] | None, typer.Option(help="money, percent, date or count. May be repeated.")] = None,
    as_of: AsOf = None,
    published_from: PublishedFrom = None,
    published_to: PublishedTo = None,
    collection: Collections = None,
    limit: Annotated[int, typer.Option(min=1, max=5000, help="How many figures, the first or the best.")] = 200,
) -> None:
    """The deal sheet: figures with what they measure, their article, its date and the sentence that proves them."""
    from dealdesk.doors import reading_door
    from dealdesk.figure_table import show_figures

    with _setup() as settings:
        from api.figures_schema import FiguresQuery

        asked = {"query": query, "kind": kind or [], "collection": collection, "limit": limit}
        days = {"as_of": as_of, "published_from": published_from, "published_to": published_to}
        wanted = FiguresQuery.model_validate(asked | days)
        with reading_door(settings, "figures") as door:
            show_figures(door.figures(wanted), as_json=as_json, as_csv=as_csv)


@app.command()
def articles(as_json: Json = False) -> None:
    """List the articles."""
    from dealdesk import rendering
    from dealdesk.doors import reading_door

    with _setup() as settings, reading_door(settings, "articles") as door:
        rendering.show_articles(list(door.articles()), as_json=as_json)


@app.command()
def serve(
    host: str = "127.0.0.1", port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = 8000
) -> None:
    """Serve the HTTP API, the web page and, where its tokens are set, the Slack bot."""
    with _setup(stop_code=0) as settings:
        from dealdesk.serving import serve as run

        run(settings, host, port)


@app.command()
def verify(as_json: Json = False) -> None:
    """Check every passage in every index against the catalogue. Exit code 1 when something is wrong."""
    from dealdesk import rendering
    from dealdesk.assembly import open_desk

    with _setup() as settings, open_desk(settings, "verify") as desk:
        with rendering.progress("passages", quiet=as_json) as progress:
            verification = desk.verify(progress)
        rendering.show_verification(verification, as_json=as_json)
        if verification.problems:
            raise typer.Exit(1)


@app.command()
def rebuild() -> None:
    """Build all indexes anew from the catalogue. Nothing is embedded."""
    from dealdesk import rendering
    from dealdesk.assembly import open_desk

    with _setup() as settings, open_desk(settings, "rebuild", wait_for_heal=False) as desk:
        with rendering.progress("passages") as progress:
            desk.rebuild(progress)
        health = desk.health()
        typer.echo(f"rebuilt: {health.articles} articles, {health.passages} passages")


@app.command()
def evaluate(
    folder: Annotated[
        Path | None, typer.Argument(help="A set: a folder with articles.jsonl and questions.jsonl", show_default=False)
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Measure every set below the folder.")] = False,
    half: Annotated[
        Literal["even", "odd"] | None, typer.Option(help="Ask every second question only, by position.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Where the report goes, with --all a folder; default: reports/SET.json")
    ] = None,
    beside: Annotated[Path | None, typer.Option(help="Another report of the same set, shown beside this one.")] = None,
    retrieval_only: Annotated[bool, typer.Option(help="Measure search alone.")] = False,
    compare: Annotated[
        tuple[Path, Path] | None,
        typer.Option(metavar="BEFORE AFTER", help="Measure nothing: tell change from noise in two reports of a set."),
    ] = None,
) -> None:
    """Measure retrieval and answers on question sets, print and store the reports."""
    from dealdesk import reporting

    with _setup() as settings:
        if compare:
            reporting.show_comparison(*compare, out)
            return
        if not folder:
            raise typer.BadParameter("name the folder of a set, with --all a folder of sets, or two reports to compare")
        from dealdesk.measuring import measure, measure_all
        from evaluation.report import write_report

        if every:
            reports = []
            for report in measure_all(settings, folder, retrieval_only=retrieval_only, half=half):
                write_report(report, reporting.default_path(report.set_name, half, out or reporting.FOLDER))
                reports.append(report)
            reporting.show_all(reports, half, out or reporting.FOLDER)
        else:
            report = measure(settings, folder, retrieval_only=retrieval_only, half=half)
            reporting.store_and_show(report, out or reporting.default_path(report.set_name, half), beside)


@contextmanager
def _setup(*, stop_code: int = 128 + signal.SIGTERM) -> Iterator[Settings]:
    """Settings, logging to stderr, a clean stop on SIGTERM, and every error of ours as one line.

    stop_code: the exit code after SIGTERM; 0 where being stopped is the ordinary end.
    """
    from answer.errors import AnswerError
    from corpus.errors import CorpusError
    from dealdesk.errors import SetupError
    from dealdesk.settings import read_settings
    from evaluation.errors import EvaluationError
    from index.errors import SearchIndexError

    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    # The default would kill the process in the middle of a write, which Chroma does not survive.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(stop_code))
    try:
        settings = read_settings()
        if settings.llm:
            logging.getLogger("answer.llm").setLevel(logging.INFO)  # what each call costs belongs in the log
        yield settings
    except (SetupError, CorpusError, SearchIndexError, AnswerError, EvaluationError) as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(1) from error
    except BrokenPipeError:
        raise  # whoever read our output has stopped, as `head` does: typer ends in silence
    except OSError as error:
        said = f"{error.filename}: {error.strerror}" if error.filename else str(error)
        typer.echo(f"error: {said}", err=True)
        raise typer.Exit(1) from error
    except ValueError as error:
        typer.echo(f"error: {_first_line(error)}", err=True)
        raise typer.Exit(2) from error


def _first_line(error: ValueError) -> str:
    from pydantic import ValidationError

    if isinstance(error, ValidationError):
        return "; ".join(
            f"{'.'.join(map(str, e['loc'])) or 'request'}: {e['msg'].removeprefix('Value error, ')}"
            for e in error.errors()
        )
    return str(error)
