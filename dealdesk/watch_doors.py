"""What the commands about watches work through: the data folder itself, or the server that owns it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Protocol
from urllib.parse import quote

from api.schema.watches import (
    WatchBody,
    WatchDetailsBody,
    WatchesBody,
    WatchRequest,
    watch_body,
    watch_details_body,
)
from dealdesk.assembly import open_beside, open_desk
from dealdesk.http_watches import HttpWatches
from dealdesk.owner import owner_of
from dealdesk.remote import RemoteDesk
from dealdesk.settings import Settings, secret


class WatchDoor(Protocol):
    """Watched questions, wherever they are kept."""

    def start(self, wanted: WatchRequest) -> WatchBody: ...

    def list(self) -> WatchesBody: ...

    def get(self, watch_id: str) -> WatchDetailsBody | None: ...

    def stop(self, watch_id: str) -> bool: ...


class LocalWatches:
    """In this process. What changes is told while a server runs."""

    def __init__(self, watched: HttpWatches) -> None:
        self._watched = watched
        self.stop = watched.stop

    def start(self, wanted: WatchRequest) -> WatchBody:
        return watch_body(self._watched.start(wanted.to_question(), wanted.callback_url))

    def list(self) -> WatchesBody:
        return WatchesBody(watches=[watch_body(watch) for watch in self._watched.list()])

    def get(self, watch_id: str) -> WatchDetailsBody | None:
        watch = self._watched.get(watch_id)
        return watch_details_body(watch, self._watched.known(watch), self._watched.changes(watch)) if watch else None


class RemoteWatches:
    """Of the running server. Raises ServerFailed."""

    def __init__(self, server: RemoteDesk) -> None:
        self._server = server

    def start(self, wanted: WatchRequest) -> WatchBody:
        return WatchBody.model_validate(self._server.call("POST", "/v1/watches", wanted.model_dump(mode="json")))

    def list(self) -> WatchesBody:
        return WatchesBody.model_validate(self._server.call("GET", "/v1/watches"))

    def get(self, watch_id: str) -> WatchDetailsBody | None:
        body = self._server.call("GET", _path(watch_id), missing_ok=True)
        return WatchDetailsBody.model_validate(body) if body else None

    def stop(self, watch_id: str) -> bool:
        if self._server.call("GET", _path(watch_id), missing_ok=True) is None:
            return False
        self._server.call("DELETE", _path(watch_id), missing_ok=True)
        return True


@contextmanager
def watch_door(settings: Settings, command: str, *, asks: bool = False) -> Iterator[WatchDoor]:
    """The running server; else the folder. asks: whether the command asks a question.

    Without it, a command that is at work is read beside. Raises HomeInUse.
    """
    owner = owner_of(settings.home)
    if owner and owner.url:
        with closing(RemoteDesk(owner.url, secret(settings.api_key))) as server:
            yield RemoteWatches(server)
    elif owner and not asks:
        with open_beside(settings) as desk:
            yield LocalWatches(desk.watch_keeping.http)
    else:
        with open_desk(settings, command) as desk:
            yield LocalWatches(desk.watch_keeping.http)


def _path(watch_id: str) -> str:
    return f"/v1/watches/{quote(watch_id, safe='')}"
