"""GET and POST /v1/watches, GET and DELETE /v1/watches/{id}."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Protocol

from fastapi import APIRouter, Path, Response
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from answer.differences import Difference
from answer.reply import Question, Reply
from answer.watches import Notice, Watch
from api.door.callers import Role, stated
from api.door.idempotency import KEYED
from api.door.problems import BODY, GUARDED, WRITING, declare
from api.schema.requests import Id
from api.schema.watches import (
    WatchBody,
    WatchDetailsBody,
    WatchesBody,
    WatchRequest,
    watch_body,
    watch_details_body,
)

WatchId = Annotated[Id, Path(alias="id")]


class WatchedQuestions(Protocol):
    """The questions that are watched over HTTP. Thread-safe. Raises CatalogueUnusable."""

    def start(self, question: Question, callback_url: str | None) -> Watch:
        """Ask, and watch the answer; what is watched already is the watch that is there.

        Raises InvalidQuestion, SearchIndexError, and FetchRefused for a callback that could not be told.
        """
        ...

    def list(self) -> Sequence[Watch]:
        """The oldest first."""
        ...

    def get(self, watch_id: str) -> Watch | None: ...

    def stop(self, watch_id: str) -> bool:
        """False when there is no such watch."""
        ...

    def known(self, watch: Watch) -> Reply | None:
        """The reply that later ones are compared with; None when it was erased."""
        ...

    def changes(self, watch: Watch) -> Sequence[tuple[Notice, Difference]]:
        """What changed, the newest first, as far as it can still be shown."""
        ...


def watches_router(watched: WatchedQuestions, route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/v1/watches", route_class=route, tags=["watches"])

    @router.get("", responses=declare(*GUARDED), openapi_extra=stated(Role.READER))
    def list_watches() -> WatchesBody:
        """The questions that are watched over HTTP."""
        return WatchesBody(watches=[watch_body(watch) for watch in watched.list()])

    @router.post("", status_code=201, responses=declare(*WRITING, *BODY), openapi_extra=stated(Role.READER, KEYED))
    def start_watch(wanted: WatchRequest, response: Response) -> WatchBody:
        """Watch a question: when articles change the answer, that is told. One that is watched already stays."""
        watch = watched.start(wanted.to_question(), wanted.callback_url)
        response.headers["Location"] = f"/v1/watches/{watch.id}"
        return watch_body(watch)  # without the answer: what is remembered of a request outlives no purged article

    @router.get("/{id}", responses=declare(*GUARDED, 404, 422), openapi_extra=stated(Role.READER))
    def get_watch(watch_id: WatchId) -> WatchDetailsBody:
        """The answer that is known, and what changed."""
        watch = watched.get(watch_id)
        if watch is None:
            raise _no_such(watch_id)
        return watch_details_body(watch, watched.known(watch), watched.changes(watch))

    @router.delete("/{id}", status_code=204, responses=declare(*WRITING, 404), openapi_extra=stated(Role.READER, KEYED))
    def stop_watch(watch_id: WatchId) -> None:
        if not watched.stop(watch_id):
            raise _no_such(watch_id)

    return router


def _no_such(watch_id: str) -> HTTPException:
    return HTTPException(404, f"there is no watch {watch_id[:60]!r}: GET /v1/watches lists those there are")
