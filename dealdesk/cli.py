"""The command line: `dealdesk` and its commands, in the order of its help."""

from __future__ import annotations

import typer

from dealdesk.commands.arriving import jobs, refresh, sources, upload
from dealdesk.commands.backup import backup, restore
from dealdesk.commands.doctor import doctor
from dealdesk.commands.feedback import feedback
from dealdesk.commands.history import articles, purge
from dealdesk.commands.keeping import rebuild, serve, verify
from dealdesk.commands.keys import audit, keys
from dealdesk.commands.mcp import mcp
from dealdesk.commands.measuring import evaluate, train
from dealdesk.commands.models import models
from dealdesk.commands.reading import ask, figures, search, timeline
from dealdesk.commands.slack import slack
from dealdesk.commands.watching import watch, watches

app = typer.Typer(
    name="dealdesk",
    help="Answers questions over deal documents and proves each statement, word for word.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)

for _command in (
    refresh,
    upload,
    jobs,
    ask,
    search,
    timeline,
    figures,
    watch,
    feedback,
    serve,
    mcp,
    doctor,
    verify,
    rebuild,
    backup,
    restore,
    purge,
    audit,
    evaluate,
    train,
):
    app.command()(_command)
app.add_typer(articles, name="articles")
app.add_typer(sources, name="sources")
app.add_typer(models, name="models")
app.add_typer(watches, name="watches")
app.add_typer(keys, name="keys")
app.add_typer(slack, name="slack")
