"""How jobs and sources are shown: a live bar at a terminal, plain lines in a pipe, JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from itertools import islice
from typing import Protocol

import typer
from rich.console import Console
from rich.padding import Padding
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from api.schema.jobs import job_body
from api.schema.sources import source_body
from corpus.change import Change, Outcome
from corpus.jobs import Job
from corpus.source import RegisteredSource
from dealdesk.rendering import console_of_stdout
from index.report import RefreshReport

_MAX_SHOWN = 20
_LOOK_SECONDS = 0.25
_LEAST_SHOWN_RATE = 0.1


class Followed(Protocol):
    """Where a job runs."""

    def progress(self, job_id: str) -> tuple[int, int] | None: ...

    def wait(self, job_id: str, seconds: float) -> Job | None: ...


def follow(door: Followed, job: Job, *, quiet: bool = False) -> Job:
    """Wait until the job is over, showing how far it is where stderr is a terminal."""
    with _bar(quiet) as bar:
        task = bar.add_task(_short(job.about), total=None, told="")
        while not job.state.is_over:
            job = door.wait(job.id, _LOOK_SECONDS) or job
            embedding = door.progress(job.id)
            bar.update(task, completed=job.done, total=job.found or None, told=_told(job, embedding))
    return job


def _told(job: Job, embedding: tuple[int, int] | None) -> str:
    if job.error:
        return job.error
    counts = [f"{job.count(change)} {change}" for change in (Change.ADDED, Change.REPLACED, Change.FAILED)]
    told = [count for count in counts if not count.startswith("0 ")]
    body = job_body(job, embedding)
    if body.articles_per_second and body.articles_per_second >= _LEAST_SHOWN_RATE:
        told.append(f"{body.articles_per_second:.1f}/s")
    if body.seconds_left is not None:
        told.append(f"{timedelta(seconds=round(body.seconds_left))} left")
    if embedding:
        told.append(f"passage {embedding[0]} of {embedding[1]}")
    return ", ".join(told)


@contextmanager
def _bar(quiet: bool) -> Iterator[Progress]:
    console = Console(stderr=True)
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=12),
        TaskProgressColumn(text_format="{task.completed:.0f}/{task.total:.0f}", text_format_no_percentage="..."),
        TimeElapsedColumn(),
        TextColumn("{task.fields[told]}"),
        console=console,
        transient=True,
        disable=quiet or not console.is_terminal,
    ) as bar:
        yield bar


def show_job_done(job: Job, report: RefreshReport | None, failures: Iterator[Outcome], *, as_json: bool) -> None:
    """What came of a job that is over."""
    seconds = (job.ended_at - job.started_at).total_seconds() if job.ended_at and job.started_at else 0.0
    passages, embedded = (report.passages, report.embedded) if report else (0, 0)
    if as_json:
        body = {
            "path": job.about,
            **{change.value: job.count(change) for change in Change},
            "passages": passages,
            "embedded": embedded,
            "seconds": round(seconds, 3),
            "failures": [{"article_id": o.article_id, "reason": o.reason} for o in failures],
            "job": job.id,
            "state": job.state,
            "error": job.error,
        }
        typer.echo(json.dumps(body, ensure_ascii=False, indent=2))
        return
    console = console_of_stdout()
    if console.is_terminal:
        console.print(_counts_table([job]))
    else:
        counts = ", ".join(f"{job.count(change)} {change}" for change in Change if job.count(change))
        worked = f"{passages} passages, {embedded} embedded, " if passages else ""
        console.print(Text(f"{job.about}: {counts or 'no articles found'} ({worked}{seconds:.1f} s)"))
    show_failures(failures)


def _counts_table(jobs: Sequence[Job]) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("", overflow="ellipsis", no_wrap=True, max_width=30)
    for name in ("found", *Change):
        table.add_column(name, justify="right")
    for job in jobs:
        cells = [str(job.found), *(str(job.count(change)) for change in Change)]
        table.add_row(Text(_short(job.about)), *cells)
    return table


def show_failures(failures: Iterator[Outcome]) -> None:
    """What failed and why, as many as one can read."""
    console = console_of_stdout()
    for failure in islice(failures, _MAX_SHOWN):
        told = Text(f"{failure.article_id}: {failure.reason}", style="red")
        console.print(Padding(told, (0, 0, 0, 2), expand=False))
    more = sum(1 for _ in failures)
    if more:
        console.print(f"  and {more} more; --json lists all")


def show_jobs(jobs: Sequence[Job], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps([job_body(job).model_dump(mode="json") for job in jobs], ensure_ascii=False, indent=2))
        return
    console = console_of_stdout()
    for job in jobs:
        counts = ", ".join(f"{job.count(change)} {change}" for change in Change if job.count(change))
        asked = f"{job.asked_at:%Y-%m-%d %H:%M}"
        told = " · ".join(part for part in (asked, f"{job.kind} of {job.about}", counts, job.error) if part)
        console.print(Text(f"{job.id}  {job.state}"))
        console.print(Text(f"    {told}", style="dim"))
    if not jobs:
        console.print("No jobs.")


def show_sources(sources: Sequence[RegisteredSource], *, as_json: bool) -> None:
    if as_json:
        typer.echo(
            json.dumps(
                [source_body(source).model_dump(mode="json") for source in sources], ensure_ascii=False, indent=2
            )
        )
        return
    console = console_of_stdout()
    for source in sources:
        every = f"every {source.every_seconds} s" if source.every_seconds else "when it changes"
        when = f"refreshed {source.refreshed_at:%Y-%m-%d %H:%M}" if source.refreshed_at else "not refreshed yet"
        told = " · ".join((source.kind, source.location, f"collection {source.collection}", every, when))
        console.print(Text(source.id, style="bold"))
        console.print(Text(f"    {told}", style="dim"))
        if source.error:
            console.print(Text(f"    {source.error} ({source.failures} times)", style="red"))
    if not sources:
        console.print("No sources. Add one: dealdesk sources add FOLDER_OR_ADDRESS")


def _short(about: str) -> str:
    """The end of a path tells more than its beginning."""
    return about if len(about) <= 30 else f"…{about[-29:]}"
