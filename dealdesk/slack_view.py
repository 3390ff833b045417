"""How it is shown who may read what in Slack."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import typer


def show_access(shown: Mapping[str, Any], *, as_json: bool) -> None:
    """One line a channel, then one line a person or user group."""
    if as_json:
        typer.echo(json.dumps(shown, ensure_ascii=False, indent=2))
        return
    for row in shown["channels"]:
        marks = [said for said, so in (("also when shared", row["shared"]), ("also unasked", row["unasked"])) if so]
        typer.echo(_line(row, row["channel"]) + (f" ({', '.join(marks)})" if marks else ""))
    for row in shown["grants"]:
        typer.echo(_line(row, row["grantee"]))
    if not shown["channels"] and not shown["grants"]:
        typer.echo("nothing is bound or granted: only the public collection answers")
    if shown["admins"]:
        typer.echo(f"admins besides the workspace's own: {', '.join(shown['admins'])}")
    typer.echo(f"who is no full member gets: {shown['strangers']}")


def _line(row: Mapping[str, Any], name: str) -> str:
    return f"{row['team'] or 'settings'} {name}: {', '.join(row['collections'])}"
