"""`dealdesk serve`: the HTTP API, the web page and the Slack bot in one process, the owner of the data folder."""

from __future__ import annotations

import ipaddress
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from threading import Event
from types import FrameType
from typing import TYPE_CHECKING

import uvicorn
from fastapi import FastAPI

from api.app import Arrivals, create_app
from api.door.guard import LOOPBACK_HOSTS
from api.door.limits import Limits
from api.recorded import Records
from api.telemetry.metrics import Metrics
from api.telemetry.observed import ObservedAnswerer, ObservedSearcher
from corpus.requests_log import RequestsLog
from dealdesk.assembly import Desk, open_desk
from dealdesk.banner import say_what_is_served
from dealdesk.connections import BoundedProtocol
from dealdesk.errors import BadSetting
from dealdesk.identity import asks_for_keys, known_callers
from dealdesk.model_doors import ModelJobs
from dealdesk.moment import figures_of
from dealdesk.readiness import readiness_of
from dealdesk.settings import Settings
from dealdesk.telemetry import telling

if TYPE_CHECKING:
    from dealdesk.slack import SlackDoor

logger = logging.getLogger(__name__)

_STOP_SECONDS = 30
_KEEP_ALIVE_SECONDS = 30  # longer than clients keep a connection: a request does not meet its end
_ASKS_WITH_LLM = 16  # while one of them waits for the provider, another is at work here


def serve(settings: Settings, host: str, port: int) -> None:
    """Serve until SIGINT or SIGTERM, then finish what is in flight and close the index cleanly.

    Raises BadSetting for an address beyond this machine without an API key or one that is taken, HomeInUse when
    another process has the folder.
    """
    check_address(host, settings)
    with closing(_listening(host, port)) as listener:
        url = f"http://{_in_url(host)}:{listener.getsockname()[1]}"
        with (
            telling(settings) as telemetry,
            open_desk(settings, "serve", url=url, wait_for_heal=False, telemetry=telemetry) as desk,
        ):
            stopping = Event()
            app = build_app(desk, settings, host, stopping)
            config = uvicorn.Config(
                app,
                http=BoundedProtocol,
                ws="none",
                server_header=False,
                log_config=None,
                access_log=False,
                timeout_keep_alive=_KEEP_ALIVE_SECONDS,
                timeout_graceful_shutdown=_STOP_SECONDS,
            )
            with (
                desk.arrivals.keeping_current(desk.ask_for_maintenance),
                desk.watch_keeping.keeping_current(desk.arrivals.jobs.unfinished),
            ):
                desk.warming.start(then=app.state.health.health)
                say_what_is_served(desk, settings, url, app.state.callers)
                try:
                    _Server(config, stopping).run(sockets=[listener])
                finally:
                    logger.info("dealdesk stops", extra={"fields": {"event": "stop"}})


class _Server(uvicorn.Server):
    """Sets `stopping` as soon as it is told to stop, so that what streams ends."""

    def __init__(self, config: uvicorn.Config, stopping: Event) -> None:
        super().__init__(config)
        self._stopping = stopping

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._stopping.set()
        super().handle_exit(sig, frame)


def _listening(host: str, port: int) -> socket.socket:
    """A socket bound before anything is opened, so that a taken port is said at once. Port 0 takes a free one."""
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise BadSetting(
            f"{host}:{port} cannot be listened at ({error.strerror}): choose another --host or --port"
        ) from error


def check_address(host: str, settings: Settings) -> None:
    """Refuse to listen beyond this machine unprotected."""
    if not _is_local(host) and not asks_for_keys(settings):
        raise BadSetting(
            f"listening at {host} needs an API key: make one with `dealdesk keys create`, set DEALDESK_API_KEY, or "
            "serve on 127.0.0.1"
        )


def _is_local(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def build_app(desk: Desk, settings: Settings, host: str = "127.0.0.1", stopping: Event | None = None) -> FastAPI:
    """The API, with the Slack door in it where its tokens are given. stopping: set when the server is to stop."""
    database = desk.catalogue.database
    arrivals = Arrivals(desk.arrivals.jobs, desk.arrivals.sources, RequestsLog(database), settings.home / "receiving")
    callers = known_callers(settings, desk.keys, desk.owner_token, _is_local(host))
    desk.watch_keeping.http.known_by(callers)
    health, metrics = readiness_of(desk), Metrics()
    desk.telemetry.add(metrics)
    metrics.measure(figures_of(desk, health))
    app = create_app(
        ObservedAnswerer(desk.answerer, desk.telemetry),
        ObservedSearcher(desk.retriever, desk.telemetry.tracer),
        desk.catalogue,
        desk.refresher,
        health,
        timelines=desk.chronicler,
        purger=desk,
        models=ModelJobs(desk.models, desk.arrivals.jobs),
        arrivals=arrivals,
        watches=desk.watch_keeping.http,
        records=Records(desk.answers, desk.conversations),
        keys=desk.keys,
        audit=desk.audit,
        callers=callers,
        hosts=LOOPBACK_HOSTS if _is_local(host) else None,
        folders=settings.source_folders(),
        stopping=stopping,
        telemetry=desk.telemetry,
        metrics=metrics,
        limits=_limits(settings),
    )
    app.state.health, app.state.callers = health, callers
    if settings.uses_slack():
        health.tell(_add_slack(app, desk, settings).check)
    return app


def _limits(settings: Settings) -> Limits:
    return Limits(
        article_bytes=settings.max_upload_mb * 1_000_000,
        upload_bytes=settings.max_upload_mb * 1_000_000,
        body_seconds=settings.body_seconds,
        request_seconds=settings.request_seconds,
        ask_seconds=settings.ask_seconds,
        asks_at_once=settings.asks_at_once or (_ASKS_WITH_LLM if settings.llm else 1),
        asks_waiting=settings.asks_waiting,
        requests_per_minute=settings.requests_per_minute,
        origins=settings.page_origins(),
    )


def _add_slack(app: FastAPI, desk: Desk, settings: Settings) -> SlackDoor:
    from dealdesk.slack import SlackDoor  # only who uses Slack pays for its imports

    door = SlackDoor(
        settings,
        desk.durable,
        desk.catalogue.database,
        ObservedAnswerer(desk.answerer, desk.telemetry, "slack"),
        desk.answers,
        desk.watches,
        desk.catalogue,
        desk,
    )
    door.watched_by(desk.watch_keeping)
    app.router.routes[:0] = door.routes()

    within = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with within(app), door.listening():
            yield

    app.router.lifespan_context = lifespan
    return door


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host
