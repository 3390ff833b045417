"""What the command line shows of API keys and of the audit."""

from __future__ import annotations

from datetime import UTC, datetime

import typer
from rich.table import Table
from rich.text import Text

from api.schema.keys import AuditBody, CreatedKeyBody, KeyBody, KeysBody
from dealdesk import rendering


def show_created(key: CreatedKeyBody, *, as_json: bool) -> None:
    """On stdout the key alone, so that a script can take it."""
    if as_json:
        typer.echo(key.model_dump_json(indent=2))
        return
    where = "all collections" if key.collections is None else ", ".join(key.collections)
    until = f", until {_moment(key.expires_at)}" if key.expires_at else ""
    typer.echo(f"{key.id}: {key.role} of {where}{until}. The key is shown this once:", err=True)
    typer.echo(key.key)


def show_keys(keys: KeysBody, *, as_json: bool) -> None:
    """One line a key, the newest first."""
    if as_json:
        typer.echo(keys.model_dump_json(indent=2))
        return
    if not keys.keys:
        typer.echo("no key was made yet: dealdesk keys create --role reader")
        return
    table = _table("ID", "name", "role", "collections", "made", "last used", "in force")
    for key in keys.keys:
        where = "all" if key.collections is None else ", ".join(key.collections)
        used = _moment(key.last_used_at) if key.last_used_at else "never"
        row = (key.id, key.name, key.role, where, _moment(key.created_at), used, _in_force(key, datetime.now(UTC)))
        table.add_row(*map(Text, row))
    rendering.console_of_stdout().print(table)


def show_audit(audit: AuditBody, *, as_json: bool) -> None:
    """One line an entry, the newest first."""
    if as_json:
        typer.echo(audit.model_dump_json(indent=2))
        return
    table = _table("at", "caller", "operation", "status", "about", "text")
    for entry in audit.entries:
        text = " ".join((entry.text or "").split())
        row = (_moment(entry.at), entry.caller, entry.operation, str(entry.status), entry.about or "", text)
        table.add_row(*map(Text, row))
    rendering.console_of_stdout().print(table)


def _in_force(key: KeyBody, now: datetime) -> str:
    if key.revoked_at:
        return f"no, revoked {_moment(key.revoked_at)}"
    if key.expires_at is None:
        return "yes"
    return f"until {_moment(key.expires_at)}" if now < key.expires_at else f"no, expired {_moment(key.expires_at)}"


def _table(*columns: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0))
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"
