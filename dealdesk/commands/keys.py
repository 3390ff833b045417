"""The commands about who may ask: keys create, keys list, keys revoke, and audit."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Literal

import typer

from dealdesk.commands.options import Json
from dealdesk.commands.running import prepared

keys = typer.Typer(help="Make, list and revoke the API keys.", no_args_is_help=True)

_MAX_DAYS = 36_500


def _expiry(value: str) -> datetime:
    """The end of so many days, or of a day, in UTC."""
    days = re.fullmatch(r"([0-9]{1,5})d", value)
    if days and 0 < int(days[1]) <= _MAX_DAYS:
        return datetime.now(UTC) + timedelta(days=int(days[1]))
    try:
        return datetime.combine(date.fromisoformat(value), time.max, UTC)
    except ValueError:
        raise typer.BadParameter(f"{value}: give a number of days as 90d, or its last day as YYYY-MM-DD") from None


@keys.command()
def create(
    role: Annotated[
        Literal["reader", "writer", "admin"],
        typer.Option(help="reader: asks and reads; writer: also changes articles; admin: all."),
    ],
    name: Annotated[str | None, typer.Option(help="By which you will know it again; default: its role.")] = None,
    collections: Annotated[
        str | None, typer.Option(help="The only ones it reaches, with commas; default: all.")
    ] = None,
    expires: Annotated[
        datetime | None, typer.Option(parser=_expiry, metavar="WHEN", help="90d, or its last day as YYYY-MM-DD, UTC.")
    ] = None,
    requests_per_minute: Annotated[int | None, typer.Option(min=1, help="Default: as many as any key has.")] = None,
    as_json: Json = False,
) -> None:
    """Make a key and print it, this once. As soon as any was made, everybody needs one, this machine's programs too."""
    with prepared() as settings:
        from api.schema.keys import KeyRequest
        from dealdesk import key_view
        from dealdesk.key_doors import key_door

        wanted = KeyRequest.model_validate(
            {
                "name": name or role,
                "role": role,
                "collections": _names_in(collections) if collections is not None else None,
                "expires_at": expires,
                "requests_per_minute": requests_per_minute,
            }
        )
        with key_door(settings) as door:
            key_view.show_created(door.create(wanted), as_json=as_json)


@keys.command(name="list")
def list_keys(as_json: Json = False) -> None:
    """List every key that was ever made, the newest first."""
    from dealdesk import key_view
    from dealdesk.key_doors import key_door

    with prepared() as settings, key_door(settings) as door:
        key_view.show_keys(door.list(), as_json=as_json)


@keys.command()
def revoke(
    key_id: Annotated[str, typer.Argument(metavar="ID", help="Not the key itself: `keys list` shows it.")],
) -> None:
    """Make a key open nothing any more, from now on."""
    from dealdesk.key_doors import key_door

    with prepared() as settings, key_door(settings) as door:
        if not door.revoke(key_id):
            typer.echo("error: there is no such key: `dealdesk keys list` shows their IDs", err=True)
            raise typer.Exit(1)
        typer.echo(f"revoked: {key_id}")


def audit(
    caller: Annotated[str | None, typer.Option(metavar="ID", help="What this one did: a key's ID.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1_000, help="How many entries.")] = 100,
    as_json: Json = False,
) -> None:
    """Show who asked and changed what over HTTP, the newest first."""
    from dealdesk import key_view
    from dealdesk.key_doors import key_door

    with prepared() as settings, key_door(settings) as door:
        key_view.show_audit(door.audit(caller, limit), as_json=as_json)


def _names_in(collections: str) -> list[str]:
    """Names that are parted by commas."""
    return [name.strip() for name in collections.split(",") if name.strip()]
