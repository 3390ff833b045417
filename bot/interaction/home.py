"""The App Home, drawn anew whenever somebody opens it or ends a watch there."""

from __future__ import annotations

from functools import partial

from slack_bolt.request.async_request import AsyncBoltRequest

from bot.delivery.parts import Parts
from bot.interaction.attending import Attendant
from bot.interaction.caller import Caller, caller_of
from bot.interaction.rights import Rights
from bot.shown.blocks import Message
from bot.shown.elements import View
from bot.shown.home_view import MAX_NEWEST, HomeShown, home_view
from corpus.article import Selection
from corpus.errors import CorpusError
from index.errors import SearchIndexError
from index.health import IndexHealth

_NOTHING = Selection(collections=())


class Home:
    """Shows everybody their own."""

    def __init__(self, parts: Parts, attendant: Attendant, rights: Rights) -> None:
        self._parts = parts
        self._attendant = attendant
        self._rights = rights

    async def opened(self, req: AsyncBoltRequest) -> None:
        await self.draw(caller_of(req))

    async def draw(self, caller: Caller) -> None:
        """What cannot be shown is explained in its place."""

        def show() -> Message | None:
            self._publish(caller, home_view(self._shown(caller)))
            return None

        await self._attendant.see_to(
            caller, show, lambda why: self._publish(caller, {"type": "home", "blocks": list(why.blocks)})
        )

    def _shown(self, caller: Caller) -> HomeShown:
        selection = self._rights.alone(caller) or _NOTHING
        shelf = self._parts.shelf
        names = [name for name in shelf.collections() if selection.admits(name)]
        return HomeShown(
            counts=tuple((name, shelf.count(Selection(collections=(name,)))) for name in names),
            newest=tuple(shelf.newest(selection, MAX_NEWEST)),
            watches=tuple(self._parts.watches.active(caller.asker)),
            health=self._health(),
        )

    def _health(self) -> IndexHealth | None:
        try:
            return self._parts.health.health()
        except (CorpusError, SearchIndexError):
            return None

    def _publish(self, caller: Caller, view: View) -> None:
        client = self._parts.workspaces.client(caller.team, caller.enterprise)
        self._attendant.patience().once(partial(client.views_publish, user_id=caller.user, view=view))
