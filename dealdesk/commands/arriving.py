"""The commands by which articles arrive: refresh, upload, sources and jobs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dealdesk.commands.options import Json
from dealdesk.commands.running import prepared

if TYPE_CHECKING:
    from corpus.jobs import Job
    from dealdesk.arrival_doors import Opened

Collection = Annotated[str, typer.Option(help="For articles that are in no collection of their own.")]

sources = typer.Typer(help="Folders, feeds and pages that are kept current.", no_args_is_help=True)


def refresh(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Folders or files; left out: all sources.", show_default=False)
    ] = None,
    as_json: Json = False,
) -> None:
    """Bring the index to the state of these paths: add, replace and remove articles. Twice is once."""
    from dealdesk.arrival_doors import arrival_door

    with prepared() as settings, arrival_door(settings, "refresh", runs_jobs=True) as opened:
        _say_what_goes_on(opened)
        if paths:
            asked = (opened.door.refresh(path=path) for path in paths)
        else:
            asked = (opened.door.refresh([source.id]) for source in opened.door.sources())
        done = [_see_through(opened, job, as_json=as_json) for job in asked]
        if not done and not as_json:
            typer.echo("No sources. Name a path, or add a source: dealdesk sources add FOLDER_OR_ADDRESS")
        _end(opened, done)


def upload(
    files: Annotated[list[Path], typer.Argument(help="Files and archives.", exists=True, dir_okay=False)],
    collection: Collection = "public",
    as_json: Json = False,
) -> None:
    """Add files: text, Markdown, HTML, PDF, DOCX, mail, JSON, and ZIP of these. The same name again replaces."""
    from dealdesk.arrival_doors import arrival_door

    with prepared() as settings, arrival_door(settings, "upload", runs_jobs=True) as opened:
        _say_what_goes_on(opened)
        _end(opened, [_see_through(opened, opened.door.upload(files, collection), as_json=as_json)])


@sources.command()
def add(
    location: Annotated[str, typer.Argument(help="A folder, a file, or the address of a feed or a page.")],
    kind: Annotated[str | None, typer.Option(help="folder, feed or url; left out: seen for oneself.")] = None,
    collection: Collection = "public",
    every: Annotated[
        int | None, typer.Option(min=1, metavar="SECONDS", help="How often it is looked at while the server runs.")
    ] = None,
) -> None:
    """Keep a folder, a feed or a page current while `dealdesk serve` runs."""
    with prepared() as settings:
        from corpus.source import SourceKind
        from dealdesk.arrival_doors import arrival_door

        of_kind = SourceKind(kind) if kind else None
        with arrival_door(settings, "sources add", runs_jobs=False) as opened:
            source = opened.door.add_source(location, of_kind, collection, every)
        typer.echo(f"{source.id}: {source.kind} {source.location}")


@sources.command(name="list")
def list_sources(as_json: Json = False) -> None:
    """List the sources."""
    from dealdesk import job_view
    from dealdesk.arrival_doors import arrival_door

    with prepared() as settings, arrival_door(settings, "sources list") as opened:
        job_view.show_sources(opened.door.sources(), as_json=as_json)


@sources.command()
def remove(
    source_id: Annotated[str, typer.Argument(metavar="ID")],
    with_articles: Annotated[bool, typer.Option("--with-articles", help="Remove what came from it, too.")] = False,
) -> None:
    """Keep a source current no longer. Its articles stay."""
    from dealdesk.arrival_doors import arrival_door

    with prepared() as settings, arrival_door(settings, "sources remove", runs_jobs=with_articles) as opened:
        if not opened.door.remove_source(source_id, with_articles):
            typer.echo(f"error: there is no source {source_id}: `dealdesk sources list` shows them", err=True)
            raise typer.Exit(1)


@sources.command(name="refresh")
def refresh_sources(
    source_ids: Annotated[list[str] | None, typer.Argument(metavar="ID", show_default=False)] = None,
    as_json: Json = False,
) -> None:
    """Refresh sources now; without ID, all of them."""
    from dealdesk.arrival_doors import arrival_door

    with prepared() as settings, arrival_door(settings, "sources refresh", runs_jobs=True) as opened:
        _say_what_goes_on(opened)
        ids = source_ids or [source.id for source in opened.door.sources()]
        asked = (opened.door.refresh([source_id]) for source_id in ids)
        _end(opened, [_see_through(opened, job, as_json=as_json) for job in asked])


def jobs(
    job_id: Annotated[str | None, typer.Argument(metavar="ID", show_default=False)] = None,
    cancel: Annotated[bool, typer.Option("--cancel", help="End it; what is done stays done.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=1_000)] = 20,
    as_json: Json = False,
) -> None:
    """List the jobs, the newest first, or show or cancel one."""
    from dealdesk import job_view
    from dealdesk.arrival_doors import arrival_door

    with prepared() as settings, arrival_door(settings, "jobs") as opened:
        if job_id is None:
            job_view.show_jobs(opened.door.jobs(limit), as_json=as_json)
            return
        job = opened.door.cancel(job_id) if cancel else opened.door.job(job_id)
        if job is None:
            typer.echo(f"error: there is no job {job_id}: `dealdesk jobs` lists them", err=True)
            raise typer.Exit(1)
        if as_json or not job.state.is_over:
            job_view.show_jobs([job], as_json=as_json)
        else:
            job_view.show_job_done(job, None, opened.door.failures(job.id), as_json=False)


def _say_what_goes_on(opened: Opened) -> None:
    for job in opened.left:
        typer.echo(f"going on with an unfinished {job.kind} of {job.about}", err=True)


def _see_through(opened: Opened, job: Job, *, as_json: bool) -> Job:
    """Follow a job to its end and show what came of it."""
    from dealdesk import job_view

    job = job_view.follow(opened.door, job, quiet=as_json)
    if job.error:
        typer.echo(f"error: {job.error}", err=True)
    if not job.error or job.done:
        job_view.show_job_done(job, opened.door.report(job.id), opened.door.failures(job.id), as_json=as_json)
    return job


def _end(opened: Opened, done: list[Job]) -> None:
    """Let what was unfinished end; exit code 1 when something failed."""
    from corpus.change import Change
    from corpus.jobs import JobState
    from dealdesk import job_view

    for job in opened.left:
        job_view.follow(opened.door, job)
    if any(job.state is not JobState.SUCCEEDED or job.count(Change.FAILED) for job in done):
        raise typer.Exit(1)
