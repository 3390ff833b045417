"""The commands that keep the index: serve, verify and rebuild."""

from __future__ import annotations

from typing import Annotated

import typer

from dealdesk.commands.options import Json
from dealdesk.commands.running import ending_at_once, prepared


def serve(
    host: str = "127.0.0.1", port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = 8000
) -> None:
    """Serve the HTTP API, the web page and, where its tokens are set, the Slack bot."""
    with ending_at_once(), prepared(stop_code=0, serves=True) as settings:
        from dealdesk.serving import serve as run

        run(settings, host, port)


def verify(as_json: Json = False) -> None:
    """Check every passage in every index against the catalogue. Exit code 1 when something is wrong."""
    from dealdesk import rendering
    from dealdesk.assembly import open_desk

    with prepared() as settings, open_desk(settings, "verify") as desk:
        with rendering.progress("passages", quiet=as_json) as progress:
            verification = desk.verify(progress)
        rendering.show_verification(verification, as_json=as_json)
        if verification.problems:
            raise typer.Exit(1)


def rebuild() -> None:
    """Build all indexes anew from the catalogue. Nothing is embedded."""
    from dealdesk import rendering
    from dealdesk.assembly import open_desk

    with prepared() as settings, open_desk(settings, "rebuild", wait_for_heal=False) as desk:
        with rendering.progress("passages") as progress:
            desk.rebuild(progress)
        health = desk.health()
        typer.echo(f"rebuilt: {health.articles} articles, {health.passages} passages")
