"""The commands about watched questions: watch, watches, watches show, watches stop."""

from __future__ import annotations

from typing import Annotated

import typer

from dealdesk.commands.options import Collections, Json, PublishedFrom, PublishedTo
from dealdesk.commands.running import prepared

watches = typer.Typer(help="List the watched questions, show what changed, or stop one.", invoke_without_command=True)

WatchId = Annotated[str, typer.Argument(metavar="ID")]


def watch(
    question: str,
    callback: Annotated[
        str | None, typer.Option(metavar="URL", help="Is told each change, signed; left out: `watches show`.")
    ] = None,
    as_json: Json = False,
    published_from: PublishedFrom = None,
    published_to: PublishedTo = None,
    collection: Collections = None,
) -> None:
    """Watch a question: while `dealdesk serve` runs, changes of its answer are told."""
    from dealdesk import watch_view
    from dealdesk.watch_doors import watch_door

    with prepared() as settings:
        from api.schema.watches import WatchRequest

        wanted = WatchRequest(
            question=question,
            collections=collection,
            published_from=published_from,
            published_to=published_to,
            callback_url=callback,
        )
        with watch_door(settings, "watch", asks=True) as door:
            watch_view.show_watch(door.start(wanted), as_json=as_json)


@watches.callback()
def list_watches(context: typer.Context, as_json: Json = False) -> None:
    """List the watched questions, the oldest first; or show what changed, or stop one."""
    if context.invoked_subcommand:
        return
    from dealdesk import watch_view
    from dealdesk.watch_doors import watch_door

    with prepared() as settings, watch_door(settings, "watches") as door:
        watch_view.show_watches(door.list(), as_json=as_json)


@watches.command()
def show(watch_id: WatchId, as_json: Json = False) -> None:
    """Show the answer that is known, and what changed, old and new."""
    from dealdesk import watch_view
    from dealdesk.watch_doors import watch_door

    with prepared() as settings, watch_door(settings, "watches show") as door:
        watch = door.get(watch_id)
        if watch is None:
            raise _no_such(watch_id)
        watch_view.show_details(watch, as_json=as_json)


@watches.command()
def stop(watch_id: WatchId) -> None:
    """Watch a question no longer."""
    from dealdesk.watch_doors import watch_door

    with prepared() as settings, watch_door(settings, "watches stop") as door:
        if not door.stop(watch_id):
            raise _no_such(watch_id)


def _no_such(watch_id: str) -> typer.Exit:
    typer.echo(f"error: there is no watch {watch_id}: `dealdesk watches` lists them", err=True)
    return typer.Exit(1)
