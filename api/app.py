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
from api.door import problems
from api.door.audit import Audit, Unaudited
from api.door.body import Intake, JsonIntake
from api.door.callers import Callers, Everybody
from api.door.guard import Changes, Door, Guard, guarded_route
from api.door.idempotency import Idempotency
from api.door.own_folders import OwnFolders
from api.door.spool import FilesIntake, LinesIntake, Spool
from api.ports import HealthCheck, Jobs, Library, RequestMemory, Sources, Timelines, Writer
from api.routes.articles import articles_router
from api.routes.embedding_models import Models, models_router
from api.routes.figures import figures_router
from api.routes.jobs import jobs_router
from api.routes.page import page_router
from api.routes.probes import probes_router
from api.routes.purges import Purger, purges_router
from api.routes.questions import questions_router
from api.routes.sources import sources_router
from api.routes.timeline import timeline_router
from api.routes.uploads import push_router, uploads_router
from api.routes.versions import versions_router
from api.routes.watches import WatchedQuestions, watches_router
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
    callers: Callers | None = None,
    audit: Audit | None = None,
    hosts: Collection[str] | None = None,
    folders: Sequence[Path] = (),
    stopping: Event | None = None,
    max_body_bytes: int = MAX_BODY_BYTES,
    max_article_bytes: int = MAX_ARTICLE_BYTES,
    max_upload_bytes: int = MAX_UPLOAD_BYTES,
    max_push_bytes: int = MAX_PUSH_BYTES,
) -> FastAPI:
    """The application for an ASGI server, over parts that are ready to use.

    timelines, arrivals, purger, models, watches: what /v1/timeline, sources with jobs and uploads, /v1/purges,
    /v1/embedding-models and /v1/watches ask; without one there are no such addresses.
    callers: who may ask, None for everybody. audit: keeps what they do. hosts: the names that the server goes by, as in
    LOOPBACK_HOSTS, None for any. folders: which files of this machine a request may name; see OwnFolders.
    stopping: set it when the server is to stop, so that streams of events end.
    max_body_bytes: of a question or search; max_article_bytes: of an article; max_upload_bytes: of files together;
    max_push_bytes: of JSON lines.
    """
    # The framework's own documentation pages load scripts from elsewhere.
    app = _App(title="dealdesk", version="1", docs_url=None, redoc_url=None, redirect_slashes=False)
    problems.install(app)
    repeats = Idempotency(arrivals.memory if arrivals else None)
    door = Door(Guard(callers or Everybody(), hosts), Changes(repeats), audit or Unaudited())

    def reads(intake: Intake) -> type[APIRoute]:
        return guarded_route(door, intake)

    def changes(intake: Intake) -> type[APIRoute]:
        return guarded_route(door, intake, changes=True)

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
        routers.append(models_router(models, OwnFolders(folders), changes(small)))
    if watches:
        routers.append(watches_router(watches, changes(small)))
    if arrivals:
        jobs, spool = arrivals.jobs, Spool(arrivals.spool)
        routers += [
            sources_router(arrivals.sources, jobs, OwnFolders(folders), changes(small)),
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
