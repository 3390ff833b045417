"""What the command line shows of what people think of answers."""

from __future__ import annotations

import typer
from rich.table import Table
from rich.text import Text

from api.schema.conversations import FeedbacksBody
from dealdesk import rendering


def show_feedback(found: FeedbacksBody, *, as_json: bool) -> None:
    """One line for each."""
    if as_json:
        typer.echo(found.model_dump_json(indent=2))
        return
    if not found.feedback:
        typer.echo("nobody has said yet whether an answer helped")
        return
    table = Table(box=None, padding=(0, 2, 0, 0))
    for column in ("given", "by", "helped", "answer", "comment"):
        table.add_column(column, overflow="fold")
    for each in found.feedback:
        helped, comment = "yes" if each.helpful else "no", " ".join((each.comment or "").split())
        row = (f"{each.given_at:%Y-%m-%d %H:%M}", each.asker, helped, each.answer_id, comment)
        table.add_row(*map(Text, row))
    rendering.console_of_stdout().print(table)
