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
from api.door.callers import Caller, Role, stated
from api.door.idempotency import KEYED
from api.door.parameters import Asking
from api.door.problems import BODY, GUARDED, WRITING, declare
from api.schema.watches import (
    WatchBody,
    WatchDetailsBody,
    WatchesBody,
    WatchRequest,
    watch_body,
    watch_details_body,
)
from api.schema.words import Id

WatchId = Annotated[Id, Path(alias="id")]


class WatchedQuestions(Protocol):
    """The questions that callers watch over HTTP: each their own. Thread-safe. Raises CatalogueUnusable."""

    def start(self, caller: Caller, question: Question, callback_url: str | None) -> Watch:
        """Ask within what the caller reaches, and watch the answer; what they watch already is the watch that is there.

        Raises InvalidQuestion, SearchIndexError, and FetchRefused for a callback that could not be told.
        """
        ...

    def list(self, caller: Caller) -> Sequence[Watch]:
        """The oldest first."""
        ...

    def get(self, caller: Caller, watch_id: str) -> Watch | None: ...

    def stop(self, caller: Caller, watch_id: str) -> bool:
        """False when there is no such watch."""
        ...

    def known(self, caller: Caller, watch: Watch) -> Reply | None:
        """The reply that later ones are compared with; None when it was erased, or the caller may not see it now."""
        ...

    def changes(self, caller: Caller, watch: Watch) -> Sequence[tuple[Notice, Difference]]:
        """What changed, the newest first, as far as it can still be shown to the caller."""
        ...


def watches_router(watched: WatchedQuestions, route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/v1/watches", route_class=route, tags=["watches"])

    @router.get("", responses=declare(*GUARDED), openapi_extra=stated(Role.READER))
    def list_watches(caller: Asking) -> WatchesBody:
        """The questions that the caller watches."""
        return WatchesBody(watches=[watch_body(watch) for watch in watched.list(caller)])

    @router.post("", status_code=201, responses=declare(*WRITING, *BODY), openapi_extra=stated(Role.READER, KEYED))
    def start_watch(caller: Asking, wanted: WatchRequest, response: Response) -> WatchBody:
        """Watch a question: when articles change the answer, that is told. One that is watched already stays."""
        watch = watched.start(caller, wanted.to_question(), wanted.callback_url)
        response.headers["Location"] = f"/v1/watches/{watch.id}"
        return watch_body(watch)  # without the answer: what is remembered of a request outlives no purged article

    @router.get("/{id}", responses=declare(*GUARDED, 404, 422), openapi_extra=stated(Role.READER))
    def get_watch(caller: Asking, watch_id: WatchId) -> WatchDetailsBody:
        """The answer that is known, and what changed."""
        watch = watched.get(caller, watch_id)
        if watch is None:
            raise _no_such(watch_id)
        return watch_details_body(watch, watched.known(caller, watch), watched.changes(caller, watch))

    @router.delete("/{id}", status_code=204, responses=declare(*WRITING, 404), openapi_extra=stated(Role.READER, KEYED))
    def stop_watch(caller: Asking, watch_id: WatchId) -> None:
        """Watch a question no longer."""
        if not watched.stop(caller, watch_id):
            raise _no_such(watch_id)

    return router


def _no_such(watch_id: str) -> HTTPException:
    return HTTPException(404, f"there is no watch {watch_id[:60]!r}: GET /v1/watches lists those there are")
