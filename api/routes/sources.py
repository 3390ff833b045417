"""GET and POST /v1/sources, GET and DELETE /v1/sources/{id}, and what begins a refresh."""

from __future__ import annotations

import re
from pathlib import Path as FilePath
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from api.door.callers import Role, stated
from api.door.idempotency import KEYED
from api.door.own_folders import OWNED, OwnFolders
from api.door.parameters import Asking
from api.door.problems import BODY, GUARDED, WRITING, declare
from api.door.reach import target
from api.ports import Jobs, Sources
from api.routes.jobs import ACCEPTED, accepted
from api.schema.jobs import JobBody
from api.schema.sources import RefreshRequest, SourceBody, SourceRequest, SourcesBody, source_body, sources_body
from api.schema.words import Id
from corpus.source import RegisteredSource, SourceKind

SourceId = Annotated[Id, Path(alias="id")]

_NAMES_FOLDERS = {"parameters": [*KEYED["parameters"], OWNED]}


def sources_router(sources: Sources, jobs: Jobs, folders: OwnFolders, route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/v1", route_class=route, tags=["sources"])

    def existing(caller: Asking, source_id: SourceId) -> RegisteredSource:
        source = sources.get(source_id)
        if source is None or not caller.reaches(source.collection):
            raise _no_such(source_id)
        return source

    found = Depends(existing)

    @router.get("/sources", responses=declare(*GUARDED), openapi_extra=stated(Role.WRITER))
    def list_sources(caller: Asking) -> SourcesBody:
        """What is kept current, and how the last time went."""
        return sources_body([source for source in sources.list() if caller.reaches(source.collection)])

    @router.post(
        "/sources",
        status_code=201,
        responses=declare(*WRITING, *BODY, 404),
        openapi_extra=stated(Role.WRITER, _NAMES_FOLDERS),
    )
    def add_source(caller: Asking, sent: SourceRequest, request: Request, response: Response) -> SourceBody:
        """Keep a folder, a feed or a page current. One that is known already stays as it is."""
        location, collection = sent.location, target(caller, sent.collection)
        if sent.kind is SourceKind.FOLDER or not re.match(r"https?://", location, re.IGNORECASE):
            location = str(folders.admit(request, location))
        source = sources.add(location, sent.kind, collection, sent.every_seconds, caller.on_behalf)
        response.headers["Location"] = f"/v1/sources/{source.id}"
        return source_body(source)

    @router.get("/sources/{id}", responses=declare(*GUARDED, 404, 422), openapi_extra=stated(Role.WRITER))
    def get_source(source: RegisteredSource = found) -> SourceBody:
        """A source, and how the last time went."""
        return source_body(source)

    @router.delete(
        "/sources/{id}", status_code=204, responses=declare(*WRITING, 404), openapi_extra=stated(Role.WRITER, KEYED)
    )
    def remove_source(
        caller: Asking,
        source: RegisteredSource = found,
        with_articles: Annotated[bool, Query(description="Remove the articles that came from it as well.")] = False,
    ) -> None:
        """Forget a source. Its articles stay, unless it is said otherwise."""
        if not sources.remove(source.id, with_articles, caller.on_behalf.within):
            raise _no_such(source.id)

    @router.post(
        "/sources/{id}/refresh",
        status_code=202,
        response_model=JobBody,
        responses={**declare(*WRITING, 404), **ACCEPTED},
        openapi_extra=stated(Role.WRITER, KEYED),
    )
    def refresh_source(caller: Asking, source: RegisteredSource = found) -> Response:
        """Bring the articles of one source to its present state."""
        return accepted(jobs.refresh([source.id], by=caller.on_behalf))

    @router.post(
        "/refreshes",
        status_code=202,
        response_model=JobBody,
        responses={**declare(*WRITING, *BODY, 404), **ACCEPTED},
        openapi_extra=stated(Role.WRITER, _NAMES_FOLDERS),
    )
    def refresh(caller: Asking, sent: RefreshRequest, request: Request) -> Response:
        """Bring the articles of sources, or of a folder or file, to their present state."""
        path: FilePath | None = folders.admit(request, sent.path) if sent.path is not None else None
        return accepted(jobs.refresh(sent.sources or (), path, sent.callback_url, caller.on_behalf))

    return router


def _no_such(source_id: str) -> HTTPException:
    return HTTPException(404, f"there is no source {source_id[:60]!r}: GET /v1/sources lists those there are")
