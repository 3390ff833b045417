"""`dealdesk slack check`: what is tried, and how it is shown."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict

from rich.table import Table
from rich.text import Text

from bot.install.check import Checked, check_slack
from bot.install.clients import LOG
from corpus.database import Database
from corpus.lent import Lent
from dealdesk.backup import catalogue_file
from dealdesk.errors import BadSetting
from dealdesk.rendering import console_of_stdout
from dealdesk.settings import Settings, secret
from dealdesk.slack_workspaces import clients_of, workspaces_of


def check(settings: Settings) -> list[Checked]:
    """Try everything, also beside a running server. Raises BadSetting where there is nothing to try."""
    if not settings.uses_slack():
        raise BadSetting(
            "Slack is not set up: set DEALDESK_SLACK_BOT_TOKEN for one workspace, or DEALDESK_SLACK_CLIENT_ID for "
            "several; `dealdesk slack manifest` makes the app"
        )
    logging.getLogger(LOG).setLevel(logging.CRITICAL)  # what fails is told below, with its remedy
    clients = clients_of(settings)
    with ExitStack() as stack:

        def lent() -> Lent:
            settings.home.mkdir(parents=True, exist_ok=True)
            database = Database(catalogue_file(settings))
            stack.callback(database.close)
            return database.lent()

        return check_slack(
            workspaces_of(settings, clients, lent),
            clients,
            signing_secret=secret(settings.slack_signing_secret),
            app_token=secret(settings.slack_app_token),
        )


def show(checked: Sequence[Checked], *, as_json: bool) -> None:
    """One line for each thing tried, with its remedy below where it is not well."""
    console = console_of_stdout()
    if as_json:
        console.file.write(json.dumps([asdict(one) for one in checked], ensure_ascii=False, indent=2) + "\n")
        return
    for workspace in dict.fromkeys(one.workspace for one in checked):
        if workspace:
            console.print(Text(workspace, style="bold"))
        console.print(_lines([one for one in checked if one.workspace == workspace]))


def _lines(checked: Sequence[Checked]) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    for one in checked:
        mark = Text("ok", style="green") if one.is_well else Text("not yet", style="bold red")
        table.add_row(mark, Text(one.what, no_wrap=True), Text(one.found))
        if one.remedy:
            table.add_row("", "", Text(f"what to do: {one.remedy}"))
    return table
