"""The HTTP door, put together."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any

from fastapi import Depends, FastAPI
from fastapi.routing import APIRoute
from fastapi.security import HTTPBearer

from answer.ports import Answerer
from answer.sheet import DealSheet
from api import problems
from api.articles import articles_router
from api.body import Intake, JsonIntake
from api.browser import page_router
from api.door import Changes, Guard, guarded_route
from api.figures import figures_router
from api.idempotency import Idempotency
from api.jobs import jobs_router
from api.models import Models, models_router
from api.own_folders import OwnFolders
from api.ports import HealthCheck, Jobs, Library, RequestMemory, Sources, Timelines, Writer
from api.probes import probes_router
from api.purges import Purger, purges_router
from api.questions import questions_router
from api.sources import sources_router
from api.spool import FilesIntake, LinesIntake, Spool
from api.timeline import timeline_router
from api.uploads import push_router, uploads_router
from api.versions import versions_router
from api.watches import WatchedQuestions, watches_router
from index.ports import Searcher

MAX_BODY_BYTES = 1_000_000
MAX_ARTICLE_BYTES = 20_000_000
MAX_UPLOAD_BYTES = 200_000_000
MAX_PUSH_BYTES = 2_000_000_000


@dataclass(frozen=True)
class Arrivals:
    """The parts by which many articles arrive. memory: what was answered under each Idempotency-Key.

    spool: a folder on the disk of the catalogue, for bodies that are too large for memory; nothing else may use it.
    """

    jobs: Jobs
    sources: Sources
    memory: RequestMemory
    spool: Path


def create_app(
    answerer: Answerer,
    searcher: Searcher,
    library: Library,
    writer: Writer,
    health: HealthCheck,
    *,
    timelines: Timelines | None = None,
    arrivals: Arrivals | None = None,
    purger: Purger | None = None,
    models: Models | None = None,
    watches: WatchedQuestions | None = None,
    api_key: str | None = None,
    hosts: Collection[str] | None = None,
    owner_token: str | None = None,
    folders: Sequence[Path] = (),
    stopping: Event | None = None,
    max_body_bytes: int = MAX_BODY_BYTES,
    max_article_bytes: int = MAX_ARTICLE_BYTES,
    max_upload_bytes: int = MAX_UPLOAD_BYTES,
    max_push_bytes: int = MAX_PUSH_BYTES,
) -> FastAPI:
    """The application for an ASGI server, over parts that are ready to use.

    timelines, arrivals, purger, models, watches: what /v1/timeline, sources with jobs and uploads, /v1/purges,
    /v1/models and /v1/watches ask; without one there are no such addresses.
    api_key: what every /v1 address asks for, None to ask for nothing. hosts: the names that the server goes by, as in
    api.door.LOOPBACK_HOSTS, None for any. owner_token, folders: which files of this machine a request may name; see
    OwnFolders. stopping: set it when the server is to stop, so that streams of events end.
    max_body_bytes: of a question or search; max_article_bytes: of an article; max_upload_bytes: of files together;
    max_push_bytes: of JSON lines. ValueError for an empty key, which would look like protection and be none.
    """
    if api_key is not None and not api_key.strip():
        raise ValueError("the API key is empty: give one that cannot be guessed, or None to ask for no key")
    # The framework's own documentation pages load scripts from elsewhere.
    app = _App(title="dealdesk", version="1", docs_url=None, redoc_url=None, redirect_slashes=False)
    problems.install(app)
    guard = Guard(api_key, hosts)
    writing = Changes(Idempotency(arrivals.memory if arrivals else None, api_key))

    def reads(intake: Intake) -> type[APIRoute]:
        return guarded_route(guard, intake)

    def changes(intake: Intake) -> type[APIRoute]:
        return guarded_route(guard, intake, writing)

    small, large = JsonIntake(max_body_bytes), JsonIntake(max_article_bytes)
    routers = [
        questions_router(answerer, searcher, reads(small)),
        versions_router(library, reads(small)),  # before the articles, whose addresses take the whole rest of a path
        articles_router(library, writer, arrivals.jobs if arrivals else None, changes(large)),
        figures_router(DealSheet(searcher, library), reads(small)),
    ]
    if timelines:
        routers.append(timeline_router(timelines, reads(small)))
    if purger:
        routers.append(purges_router(purger, changes(small)))
    if models:
        routers.append(models_router(models, OwnFolders(folders, owner_token), changes(small)))
    if watches:
        routers.append(watches_router(watches, changes(small)))
    if arrivals:
        jobs, spool = arrivals.jobs, Spool(arrivals.spool)
        routers += [
            sources_router(arrivals.sources, jobs, OwnFolders(folders, owner_token), changes(small)),
            jobs_router(jobs, changes(small), stopping or Event()),
            uploads_router(jobs, changes(FilesIntake(spool, max_upload_bytes))),
            push_router(jobs, changes(LinesIntake(spool, max_push_bytes))),
        ]
    # This only tells the OpenAPI document of the key: the guarded route checks it, before the body is read.
    key = Depends(HTTPBearer(auto_error=False, description="The server's API key, where it asks for one."))
    for router in routers:
        app.include_router(router, dependencies=[key])
    app.include_router(probes_router(health))
    app.include_router(page_router())
    return app


class _App(FastAPI):
    """Adds to the OpenAPI document the schemas of the error bodies, which no endpoint returns."""

    def openapi(self) -> dict[str, Any]:
        document = super().openapi()
        document["components"]["schemas"].update(problems.schemas())
        return document
