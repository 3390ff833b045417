"""The commands that keep a copy: backup and restore."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dealdesk.commands.options import Json
from dealdesk.commands.running import prepared


def backup(
    file: Annotated[Path, typer.Argument(help="Where it goes, such as deals.tar.gz")],
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file.")] = False,
) -> None:
    """Copy everything into one file, also while a server is at work."""
    from dealdesk import rendering
    from dealdesk.backup import back_up

    with prepared() as settings:
        with rendering.progress("bytes") as progress:
            manifest = back_up(settings, file, force=force, advance=progress)
        size = file.stat().st_size / 1e6
        typer.echo(f"{file}: {manifest.articles} articles, {size:.1f} MB, index version {manifest.index_version}")


def restore(
    file: Annotated[Path, typer.Argument(help="What `dealdesk backup` wrote")],
    as_json: Json = False,
) -> None:
    """Unpack a backup into an empty data folder, build its vectors' index and verify it."""
    from dealdesk import rendering
    from dealdesk.restoring import restore as unpack

    with prepared() as settings:
        with (
            rendering.progress("bytes", quiet=as_json) as unpacked,
            rendering.progress("passages", quiet=as_json) as passages,
        ):
            manifest, verification = unpack(settings, file, unpacked, passages)
        if not as_json:
            typer.echo(f"{settings.home}: {manifest.articles} articles of {manifest.made_at}")
        rendering.show_verification(verification, as_json=as_json)
        if verification.problems:
            raise typer.Exit(1)
