"""Who is shown what in Slack: every cell of the written-out table, through everything real."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.permission.access import Strangers
from bot.said import Said
from tests.bot.access_table import EVERYBODY, Cell, cells
from tests.dealdesk.canaries import canaries_in, shown_of
from tests.dealdesk.shallow_model import shallow_model
from tests.dealdesk.slack_room import SlackRoom, slack_room

pytestmark = [pytest.mark.asyncio, pytest.mark.slow]


@pytest.fixture(scope="module", params=list(Strangers))
def room(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SlackRoom]:
    """Of one setting for strangers."""
    folder = tmp_path_factory.mktemp("room")
    model = str(shallow_model(folder / "model"))
    with slack_room(folder / "home", embedding_model=model, slack_strangers=request.param) as room:
        yield room


@pytest.mark.parametrize("user", EVERYBODY)
async def test_everybody_is_shown_what_the_table_says_and_told_why_where_that_is_nothing(
    room: SlackRoom, user: str
) -> None:
    strangers = Strangers(room.real.settings.slack_strangers)
    theirs = [cell for cell in cells(strangers) if cell.user == user]
    assert len(theirs) == 3 * 6
    found = {str(cell): await shown_in(room, cell) for cell in theirs}
    assert found == {str(cell): expected_in(cell) for cell in theirs}


def expected_in(cell: Cell) -> set[str]:
    why = {Said.LOOK_UP_FAILED} if cell.fails else set() if cell.sees else {Said.DENIED}
    return shown_of(*cell.sees) | why


async def shown_in(room: SlackRoom, cell: Cell) -> set[str]:
    """The canaries that Slack was sent for a cell's question, and why there are none."""
    sent = await room.asked_in(cell, await room.begun_for(cell))
    return canaries_in(sent) | {said for said in (Said.LOOK_UP_FAILED, Said.DENIED) if said in str(sent)}
