"""The command line: `dealdesk` and its commands, in the order of its help."""

from __future__ import annotations

import typer

from dealdesk.commands.keeping import rebuild, refresh, serve, verify
from dealdesk.commands.measuring import evaluate, train
from dealdesk.commands.reading import articles, ask, figures, search, timeline

app = typer.Typer(
    name="dealdesk",
    help="Answers questions over deal documents and proves each statement, word for word.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)

for _command in (refresh, ask, search, timeline, figures, articles, serve, verify, rebuild, evaluate, train):
    app.command()(_command)
