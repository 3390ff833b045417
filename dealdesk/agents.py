"""`dealdesk mcp`: the tools for an agent that starts this process and speaks to it over stdin and stdout."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from functools import partial
from threading import Thread
from typing import TypeVar

import anyio

from api.asking import Asker
from api.door.callers import OWNER, OWNER_HEADER
from api.door.deadline import TimeLimit
from api.door.room import AskRoom
from api.recorded import Records
from api.tools.house import HouseTools
from api.tools.server import serve_stdio
from dealdesk.assembly import Desk, open_beside, open_desk
from dealdesk.client import AsyncClient
from dealdesk.owner import Owner, owner_of
from dealdesk.remote_tools import RemoteTools
from dealdesk.settings import Settings, secret

T = TypeVar("T")

_ASKS_AT_ONCE = 4


def serve_agent(settings: Settings) -> None:
    """Answer until stdin ends: through the running server; else from the folder, which no other command can change
    meanwhile; else, beside another command, by words alone.
    """
    owner = owner_of(settings.home)
    if owner and owner.url:
        _to_the_end(partial(_through, owner.url, owner, settings))
    elif owner:
        with open_beside(settings) as desk:
            _to_the_end(partial(serve_stdio, _tools(desk), OWNER))
    else:
        with open_desk(settings, "mcp") as desk:
            desk.warming.start()
            _to_the_end(partial(serve_stdio, _tools(desk), OWNER))


async def _through(url: str, owner: Owner, settings: Settings) -> None:
    headers = {OWNER_HEADER: owner.token} if owner.token else None
    async with AsyncClient(url, secret(settings.api_key), headers=headers) as client:
        await serve_stdio(RemoteTools(client), OWNER)


def _tools(desk: Desk) -> HouseTools:
    settings = desk.settings
    room, limit = AskRoom(_ASKS_AT_ONCE), TimeLimit(settings.request_seconds)
    asker = Asker(desk.answerer, room, Records(desk.answers, desk.conversations), settings.ask_seconds)
    return HouseTools(asker, room, desk.retriever, desk.catalogue, desk.chronicler, desk.audit, limit)


def _to_the_end(work: Callable[[], Coroutine[object, object, T]]) -> T:
    """What `work` comes to, in a thread of its own: a read of stdin cannot be stopped, but this process can."""
    ended: Future[T] = Future()

    def run() -> None:
        try:
            ended.set_result(anyio.run(work))
        except BaseException as error:
            ended.set_exception(error)

    Thread(target=run, name="mcp", daemon=True).start()
    return ended.result()
