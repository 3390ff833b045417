"""The commands by which articles arrive: refresh, upload, sources and jobs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpus.source import SourceKind
from dealdesk.commands.options import Json
from dealdesk.commands.running import prepared

if TYPE_CHECKING:
    from corpus.jobs import Job
    from dealdesk.arrival_doors import Opened

Collection = Annotated[str, typer.Option(help="For articles that are in no collection of their own.")]


def _place(said: str) -> str:
    if not said.strip():  # such as a variable of the shell that is not set; it would mean the present folder
        raise typer.BadParameter("it is empty: name a folder, a file or an address; a dot is the present folder")
    return said


def _path(said: str) -> Path:
    return Path(_place(said))


def _files(files: list[Path]) -> list[Path]:
    for file in files:
        if not file.is_file():
            raise typer.BadParameter(f"{file} is a pipe or a device: save what it gives in a file and upload that")
    return files


sources = typer.Typer(help="Folders, feeds and pages that are kept current.", no_args_is_help=True)


def refresh(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(parser=_path, metavar="PATH", help="Folders or files; left out: all sources."),
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
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE", help="Files and archives.", exists=True, dir_okay=False, callback=_files),
    ],
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
    location: Annotated[
        str, typer.Argument(parser=_place, metavar="PLACE", help="A folder, a file, or the address of a feed or page.")
    ],
    kind: Annotated[
        SourceKind | None, typer.Option(help="What it is; left out: seen from the location.", show_default=False)
    ] = None,
    collection: Collection = "public",
    every: Annotated[
        int | None, typer.Option(min=1, metavar="SECONDS", help="How often it is looked at while the server runs.")
    ] = None,
) -> None:
    """Keep a folder, a feed or a page current while `dealdesk serve` runs."""
    with prepared() as settings:
        from dealdesk.arrival_doors import arrival_door

        with arrival_door(settings, "sources add", runs_jobs=False) as opened:
            source = opened.door.add_source(location, kind, collection, every)
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
        job_view.show_jobs([job], as_json=as_json)
        if not as_json:
            job_view.show_failures(opened.door.failures(job.id))


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
