"""The HTTP door, put together."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

from fastapi import Depends, FastAPI
from fastapi.routing import APIRoute
from fastapi.security import HTTPBearer
from starlette.routing import Route

from answer.ports import Answerer
from answer.sheet import DealSheet
from api import document
from api.asking import Asker
from api.chat.routes import chat_router
from api.door import problems
from api.door.audit import Audit, Unaudited
from api.door.body import Intake, JsonIntake, Pace
from api.door.callers import Callers, Everybody, Role
from api.door.deadline import TimeLimit
from api.door.guard import Guard
from api.door.idempotency import Idempotency
from api.door.keys import Keys
from api.door.limits import Limits
from api.door.mounted import Mounted
from api.door.own_folders import OwnFolders
from api.door.pages import let_pages_in
from api.door.rates import Rates
from api.door.room import AskRoom
from api.door.route import Changes, Door, guarded_route
from api.door.spool import FilesIntake, LinesIntake, Spool
from api.ports import HealthCheck, Jobs, Library, RequestMemory, Sources, Timelines, Writer
from api.recorded import Records
from api.routes.answers import answers_router
from api.routes.articles import articles_router
from api.routes.audits import audit_router
from api.routes.collections import collections_router
from api.routes.conversations import conversations_router
from api.routes.embedding_models import Models, models_router
from api.routes.figures import figures_router
from api.routes.jobs import jobs_router
from api.routes.keys import keys_router
from api.routes.me import me_router
from api.routes.metrics import asks_in, metrics_router
from api.routes.page import page_router
from api.routes.probes import probes_router
from api.routes.purges import Purger, purges_router
from api.routes.questions import questions_router
from api.routes.reference import reference_router
from api.routes.sources import sources_router
from api.routes.timeline import timeline_router
from api.routes.uploads import push_router, uploads_router
from api.routes.versions import versions_router
from api.routes.watches import WatchedQuestions, watches_router
from api.telemetry.metrics import Metrics
from api.telemetry.observing import Telemetry
from api.telemetry.requests import ObservedRequests
from api.telemetry.tracing import framework_of
from api.tools.house import HouseTools
from api.tools.over_http import ToolsOverHttp, refusal
from index.ports import Searcher

if TYPE_CHECKING:
    from starlette.types import ASGIApp


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
    records: Records | None = None,
    room: AskRoom | None = None,
    callers: Callers | None = None,
    keys: Keys | None = None,
    audit: Audit | None = None,
    hosts: Collection[str] | None = None,
    folders: Sequence[Path] = (),
    stopping: Event | None = None,
    heartbeat_seconds: float = 10.0,
    limits: Limits | None = None,
    telemetry: Telemetry | None = None,
    metrics: Metrics | None = None,
) -> FastAPI:
    """The application for an ASGI server, over parts that are ready to use.

    timelines, arrivals, purger, models, watches: what /v1/timeline (and the tools at /mcp), sources with jobs and
    uploads, /v1/purges, /v1/embedding-models and /v1/watches ask; without one there are no such addresses.
    records: where answers and conversations are kept; without it there are none to show. room: for asks at once.
    callers: who may ask, None for everybody. keys: theirs, as /v1/keys makes them; without them there is no such
    address. audit: keeps what they do. hosts: the names that the server goes by, as in LOOPBACK_HOSTS, None for any.
    folders: which files of this machine a request may name; see OwnFolders.
    stopping: set it when the server is to stop, so that nobody is let in any more and streams of events end.
    heartbeat_seconds: how long a stream is silent at most. limits: what requests may take.
    telemetry: is told of every request. metrics: what /metrics shows; without them there is no such address.
    """
    limits, stopping = limits or Limits(), stopping or Event()
    app = _App(telemetry or Telemetry())
    problems.install(app)
    let_pages_in(app, limits.origins)
    repeats = Idempotency(arrivals.memory if arrivals else None)
    guard = Guard(callers or Everybody(), hosts, Rates(limits.requests_per_minute), stopping=stopping)
    door = Door(guard, Changes(repeats), audit or Unaudited(), TimeLimit(limits.patience_seconds))

    def reads(intake: Intake) -> type[APIRoute]:
        return guarded_route(door, intake)

    def changes(intake: Intake) -> type[APIRoute]:
        return guarded_route(door, intake, changes=True)

    room = room or AskRoom(limits.asks_at_once, limits.asks_waiting)
    asker = Asker(answerer, room, records, limits.ask_seconds, heartbeat_seconds)
    place = Depends(room.hold)  # what searches takes a processor as well
    pace = Pace(limits.body_seconds)
    small, large = JsonIntake(limits.body_bytes, pace), JsonIntake(limits.article_bytes, pace)
    routers = [
        questions_router(asker, searcher, reads(small), place),
        versions_router(library, reads(small)),
        collections_router(library, reads(small)),
        articles_router(library, writer, arrivals.jobs if arrivals else None, changes(large)),
        figures_router(DealSheet(searcher, library), reads(small), place),
        chat_router(asker, reads(small)),
    ]
    if records:
        routers += [answers_router(records.answers, changes(small)), conversations_router(records, changes(small))]
    routers += [me_router(reads(small)), audit_router(door.audit, reads(small))]
    if keys:
        routers.append(keys_router(keys, reads(small)))  # the answer holds a key: no request is kept in mind
    if timelines:
        routers.append(timeline_router(timelines, reads(small), place))
        toolkit = HouseTools(asker, room, searcher, library, timelines, door.audit, door.limit)
        mcp = Mounted("/mcp", ToolsOverHttp(toolkit), guard, Role.READER, small, refusal)
        app.router.routes.append(Route("/mcp", mcp))
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
            jobs_router(jobs, changes(small), stopping),
            uploads_router(jobs, changes(FilesIntake(spool, limits.upload_bytes, pace))),
            push_router(jobs, changes(LinesIntake(spool, limits.push_bytes, pace))),
        ]
    if metrics:
        metrics.measure(lambda: asks_in(room))
        routers.append(metrics_router(metrics, reads(small)))
    # This only tells the OpenAPI document of the key: the guarded route checks it, before the body is read.
    key = Depends(HTTPBearer(auto_error=False, description="The server's API key, where it asks for one."))
    for router in routers:
        app.include_router(router, dependencies=[key])
    app.include_router(probes_router(health))
    app.include_router(page_router())
    app.include_router(reference_router())
    return app


class _App(FastAPI):
    """Tells of every request, and completes the OpenAPI document."""

    def __init__(self, told: Telemetry) -> None:
        super().__init__(
            title="dealdesk",
            version="1",
            description=document.DESCRIPTION,
            license_info=document.LICENSE,
            openapi_tags=document.TAGS,
            generate_unique_id_function=lambda route: route.name,
            docs_url=None,  # the framework's own pages load scripts from elsewhere
            redoc_url=None,
            redirect_slashes=False,
            telemetry=framework_of(told.tracer),
        )
        self._told = told

    def build_middleware_stack(self) -> ASGIApp:
        # Around all of it: what the framework answers by itself is told of, and has an id, too.
        return ObservedRequests(super().build_middleware_stack(), self._told)

    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema is None:
            self.openapi_schema = document.completed(super().openapi())
        return self.openapi_schema
