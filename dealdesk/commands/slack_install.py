"""The commands that set Slack up: slack manifest, slack check, slack key."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.install.manifest import App, Transport
from dealdesk.commands.options import Json
from dealdesk.commands.running import prepared


def manifest(
    transport: Annotated[Transport, typer.Option(help="socket needs no public address, http needs one.")],
    url: Annotated[str | None, typer.Option(help="https://YOUR-HOST, where Slack reaches dealdesk.")] = None,
    oauth: Annotated[bool, typer.Option("--oauth", help="Several workspaces install the app.")] = False,
    name: Annotated[str, typer.Option(help="What the bot is called in Slack.")] = "dealdesk",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, without the reasons.")] = False,
) -> None:
    """Print the app manifest, with what each right is for."""
    import json

    from bot.install.manifest import as_yaml, manifest_of

    with prepared():
        made = manifest_of(App(transport, url, oauth, name))
        typer.echo(json.dumps(made, indent=2, ensure_ascii=False) if as_json else as_yaml(made), nl=as_json)


def check(as_json: Json = False) -> None:
    """Try tokens, rights and the socket, without posting, and say what is missing. Exit code 1 when something is."""
    from dealdesk import slack_checking

    with prepared() as settings:
        checked = slack_checking.check(settings)
        slack_checking.show(checked, as_json=as_json)
        if not all(one.is_well for one in checked):
            raise typer.Exit(1)


def key() -> None:
    """Print a new key for DEALDESK_SLACK_ENCRYPTION_KEY."""
    from bot.install.sealing import new_key

    typer.echo(new_key())
