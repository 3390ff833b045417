"""The commands about embedding models: models, models use, models rollback."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from dealdesk.commands.options import Json
from dealdesk.commands.running import prepared

if TYPE_CHECKING:
    from dealdesk.model_doors import Opened

models = typer.Typer(help="Show or change the embedding model.", invoke_without_command=True)


@models.callback()
def show(context: typer.Context, as_json: Json = False) -> None:
    """Show the embedding model in use, and the other one where there is one; or change it."""
    if context.invoked_subcommand:
        return
    from dealdesk import model_view
    from dealdesk.model_doors import model_door

    with prepared() as settings, model_door(settings, "models") as opened:
        model_view.show_models(opened.models.states(), as_json=as_json)


@models.command()
def use(name: Annotated[str, typer.Argument(help="all-MiniLM-L6-v2, a model's folder, or a cached model.")]) -> None:
    """Build the vectors of another model beside the live ones, verify them, and change over."""
    from dealdesk.model_doors import model_door

    with prepared() as settings, model_door(settings, "models use", changes=True) as opened:
        _change(opened, name)


@models.command()
def rollback() -> None:
    """Change back to the model that was in use before."""
    from dealdesk.model_doors import model_door

    with prepared() as settings, model_door(settings, "models rollback", changes=True) as opened:
        from index.models import before_the_live_one

        _change(opened, before_the_live_one(opened.models.states()))


def _change(opened: Opened, name: str) -> None:
    from corpus.jobs import JobState
    from dealdesk import job_view, model_view

    job = job_view.follow(opened.jobs, opened.models.use(name))
    if job.state is not JobState.SUCCEEDED:
        typer.echo(f"error: {job.error or f'the change was {job.state}: the model in use stays'}", err=True)
        raise typer.Exit(1)
    model_view.show_models(opened.models.states(), as_json=False)
