"""What the command line shows of watched questions and of what changed."""

from __future__ import annotations

from collections.abc import Sequence

import typer
from rich.table import Table
from rich.text import Text

from api.schema.watches import NoticeBody, ToldBody, WatchBody, WatchDetailsBody, WatchesBody
from dealdesk import rendering

_SAID = {
    "answered": "There is an answer",
    "other_value": "Another answer",
    "disagreement": "The sources disagree",
    "unsupported": "No article says so any more",
}


def show_watch(watch: WatchBody, *, as_json: bool) -> None:
    """One that was begun."""
    if as_json:
        typer.echo(watch.model_dump_json(indent=2))
        return
    typer.echo(f"{watch.id}: {watch.question}")


def show_watches(watches: WatchesBody, *, as_json: bool) -> None:
    if as_json:
        typer.echo(watches.model_dump_json(indent=2))
        return
    if not watches.watches:
        typer.echo('Nothing is watched: dealdesk watch "QUESTION"')
        return
    table = Table(box=None, padding=(0, 2, 0, 0))
    for column in ("ID", "since", "question", "callback"):
        table.add_column(column, overflow="fold")
    for watch in watches.watches:
        told = (watch.id, f"{watch.asked_at:%Y-%m-%d %H:%M}", watch.question, watch.callback_url or "")
        table.add_row(*map(Text, told))
    rendering.console_of_stdout().print(table)


def show_details(watch: WatchDetailsBody, *, as_json: bool) -> None:
    """The answer that is known, and what changed."""
    if as_json:
        typer.echo(watch.model_dump_json(indent=2))
        return
    console = rendering.console_of_stdout()
    console.print(Text(watch.question, style="bold"))
    if watch.answer:
        rendering.show_answer(watch.answer, as_json=False)
    for notice in watch.notices:
        _show_notice(notice)


def _show_notice(notice: NoticeBody) -> None:
    console = rendering.console_of_stdout()
    console.print(Text(f"\n{notice.made_at:%Y-%m-%d %H:%M} {_SAID[notice.kind]}:", style="bold"))
    for label, side in (("before", notice.old), ("now", notice.new)):
        for line in _side(label, side):
            console.print(line)


def _side(label: str, side: Sequence[ToldBody]) -> list[Text]:
    lines = []
    for told in side:
        cited = told.citation
        source = ", ".join(str(part) for part in (cited.title, cited.publisher, cited.published) if part)
        value = f"{told.value}: " if told.value else ""
        lines.append(Text(f"  {label:<8}{value}“{' '.join(cited.quote.split())}” ({source})"))
    return lines
