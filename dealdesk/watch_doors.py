"""What the commands about watches work through: the data folder itself, or the server that owns it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from api.door.callers import OWNER
from api.schema.watches import (
    WatchBody,
    WatchDetailsBody,
    WatchesBody,
    WatchRequest,
    watch_body,
    watch_details_body,
)
from dealdesk.assembly import open_beside, open_desk
from dealdesk.client import Client
from dealdesk.http_watches import HttpWatches
from dealdesk.owner import owner_of
from dealdesk.remote import found, given, server_of
from dealdesk.settings import Settings


class WatchDoor(Protocol):
    """Watched questions, wherever they are kept."""

    def start(self, wanted: WatchRequest) -> WatchBody: ...

    def list(self) -> WatchesBody: ...

    def get(self, watch_id: str) -> WatchDetailsBody | None: ...

    def stop(self, watch_id: str) -> bool: ...


class LocalWatches:
    """In this process, for whoever owns the data folder. What changes is told while a server runs."""

    def __init__(self, watched: HttpWatches) -> None:
        self._watched = watched

    def start(self, wanted: WatchRequest) -> WatchBody:
        return watch_body(self._watched.start(OWNER, wanted.to_question(), wanted.callback_url))

    def list(self) -> WatchesBody:
        return WatchesBody(watches=[watch_body(watch) for watch in self._watched.list(OWNER)])

    def get(self, watch_id: str) -> WatchDetailsBody | None:
        watch = self._watched.get(OWNER, watch_id)
        if watch is None:
            return None
        return watch_details_body(watch, self._watched.known(OWNER, watch), self._watched.changes(OWNER, watch))

    def stop(self, watch_id: str) -> bool:
        return self._watched.stop(OWNER, watch_id)


class RemoteWatches:
    """Of the running server. Raises ServerFailed."""

    def __init__(self, server: Client) -> None:
        self._server = server

    def start(self, wanted: WatchRequest) -> WatchBody:
        return self._server.start_watch(**given(wanted))

    def list(self) -> WatchesBody:
        return self._server.list_watches()

    def get(self, watch_id: str) -> WatchDetailsBody | None:
        return found(lambda: self._server.get_watch(watch_id))

    def stop(self, watch_id: str) -> bool:
        if self.get(watch_id) is None:
            return False
        self._server.stop_watch(watch_id)
        return True


@contextmanager
def watch_door(settings: Settings, command: str, *, asks: bool = False) -> Iterator[WatchDoor]:
    """The running server; else the folder. asks: whether the command asks a question.

    Without it, a command that is at work is read beside. Raises HomeInUse.
    """
    owner = owner_of(settings.home)
    if owner and owner.url:
        with server_of(owner, settings) as server:
            yield RemoteWatches(server)
    elif owner and not asks:
        with open_beside(settings) as desk:
            yield LocalWatches(desk.watch_keeping.http)
    else:
        with open_desk(settings, command) as desk:
            yield LocalWatches(desk.watch_keeping.http)
