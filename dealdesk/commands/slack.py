"""The commands about Slack: who may read what where."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from dealdesk.commands.options import Json
from dealdesk.commands.running import prepared
from dealdesk.commands.slack_install import check, key, manifest

if TYPE_CHECKING:
    from dealdesk.slack_access import AccessRecords

slack = typer.Typer(help="Set the Slack bot up, and say who may read what.", no_args_is_help=True)
for _command in (manifest, check, key):
    slack.command()(_command)

Channel = Annotated[str, typer.Argument(help="A channel's id, such as C0123ABCD.")]
Grantee = Annotated[str, typer.Argument(metavar="USER_OR_GROUP", help="An id, such as U0123ABCD or S0123ABCD.")]
Names = Annotated[str, typer.Argument(metavar="COLLECTIONS", help="Names, with commas.")]
Team = Annotated[str | None, typer.Option(help="The workspace's id; default: the only one that is known.")]


@slack.command()
def access(as_json: Json = False) -> None:
    """Show which channels are bound to which collections, and what is granted to whom."""
    from dealdesk import slack_view
    from dealdesk.slack_access import access_records

    with prepared() as settings, access_records(settings) as records:
        slack_view.show_access(records.shown(), as_json=as_json)


@slack.command()
def bind(
    channel: Channel,
    collections: Annotated[str, typer.Option(help="What answers there, with commas.")],
    shared: Annotated[bool, typer.Option("--shared", help="Also while another company reads the channel.")] = False,
    unasked: Annotated[bool, typer.Option("--unasked", help="Answer what nobody was asked, when sure.")] = False,
    team: Team = None,
) -> None:
    """Say which collections answer where a whole channel reads along; what was said before is replaced."""
    from bot.ports import Binding
    from dealdesk.slack_access import access_records, names_in

    with prepared() as settings, access_records(settings) as records:
        names = names_in(collections)
        bound_in = records.bind(channel, Binding(names, shared, unasked), team)
        _warn(records, names)
        typer.echo(f"bound: {', '.join(names)} answer in {channel} of {bound_in}")


@slack.command()
def unbind(channel: Channel, team: Team = None) -> None:
    """Forget what was said about a channel: the settings, or else the public collection, count there again."""
    from dealdesk.slack_access import access_records

    with prepared() as settings, access_records(settings) as records:
        typer.echo(f"not bound any more: {channel} of {records.bind(channel, None, team)}")


@slack.command()
def grant(grantee: Grantee, collections: Names, team: Team = None) -> None:
    """Let a person or a user group read collections besides the public one, where nobody reads along."""
    from dealdesk.slack_access import access_records, names_in

    with prepared() as settings, access_records(settings) as records:
        names = names_in(collections)
        granted_in = records.grant(grantee, names, team)
        _warn(records, names)
        typer.echo(f"granted: {grantee} of {granted_in} reads {', '.join(names)}")


@slack.command()
def revoke(
    grantee: Grantee,
    collections: Annotated[str | None, typer.Argument(help="Names, with commas; default: all.")] = None,
    team: Team = None,
) -> None:
    """Take back what was granted. It counts from the next question on."""
    from dealdesk.slack_access import access_records, names_in

    with prepared() as settings, access_records(settings) as records:
        taken = records.revoke(grantee, names_in(collections) if collections else (), team)
        typer.echo(f"taken back from {grantee}: {', '.join(taken) or 'nothing, it was not granted'}")


def _warn(records: AccessRecords, names: Sequence[str]) -> None:
    for name in records.empty(names):
        typer.echo(f"warning: no article is in {name} yet", err=True)
