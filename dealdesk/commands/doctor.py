"""The command that explains what is broken."""

from __future__ import annotations

from typing import Annotated

import typer

from dealdesk.commands.options import Json


def doctor(
    as_json: Json = False,
    host: Annotated[str, typer.Option(help="Where a server is to be.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535)] = 8000,
) -> None:
    """Look at the set-up, also beside a running server, and say what is broken and how to mend it. Exit code 1 then."""
    import logging
    import sys

    from dealdesk.doctor.examining import examine
    from dealdesk.doctor.setup import setup_at
    from dealdesk.doctor.showing import show
    from dealdesk.rendering import console_of_stdout

    logging.basicConfig(level=logging.ERROR, format="%(message)s", stream=sys.stderr)  # what is found is told below
    if not show(examine(setup_at(host, port)), console_of_stdout(), as_json=as_json):
        raise typer.Exit(1)
