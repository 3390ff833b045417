"""Options that several commands share."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime
from typing import Annotated, Any

import typer

Json = Annotated[bool, typer.Option("--json", help="Print the API's JSON.")]
TopK = Annotated[int, typer.Option(min=1, max=100, help="How many passages are retrieved.")]
Collections = Annotated[list[str] | None, typer.Option("--collection", help="May be repeated; default: all.")]


def _day(value: str) -> date:
    try:
        return datetime.strptime(value, "%Y-%m-%d").date()
    except ValueError:
        raise typer.BadParameter(f"{value}: give a day of the calendar as YYYY-MM-DD") from None


def _day_or_moment(value: str) -> date:
    with suppress(ValueError):
        moment = datetime.fromisoformat(value)
        if moment.tzinfo:
            return moment
    try:
        return _day(value)
    except typer.BadParameter as error:
        raise typer.BadParameter(f"{error}, or a moment with its time zone as 2026-02-18T09:30:00Z") from None


def _day_option(told: str) -> Any:
    return typer.Option(parser=_day, metavar="DAY", help=f"{told} (YYYY-MM-DD)")


AsOf = Annotated[
    date | None,
    typer.Option(
        parser=_day_or_moment,
        metavar="DAY",
        help="Hide what was published after this day (YYYY-MM-DD), or stored after a moment (2026-02-18T09:30:00Z)",
    ),
]
Since = Annotated[date | None, _day_option("Only what was published after this day: what changed since")]
PublishedFrom = Annotated[date | None, _day_option("Leave out what was published before this day, and the undated")]
PublishedTo = Annotated[date | None, _day_option("Leave out what was published after this day, and the undated")]
