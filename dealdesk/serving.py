"""`dealdesk serve`: the HTTP API, the web page and the Slack bot in one process, the owner of the data folder."""

from __future__ import annotations

import ipaddress
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from threading import Event, Thread
from types import FrameType

import uvicorn
from fastapi import FastAPI

from api.app import Arrivals, create_app
from api.door.guard import LOOPBACK_HOSTS
from corpus.requests_log import RequestsLog
from dealdesk.assembly import Desk, open_desk
from dealdesk.callers import KnownCallers
from dealdesk.errors import BadSetting
from dealdesk.model_doors import ModelJobs
from dealdesk.settings import Settings, secret

logger = logging.getLogger(__name__)

_STOP_SECONDS = 30


def serve(settings: Settings, host: str, port: int) -> None:
    """Serve until SIGINT or SIGTERM, then finish what is in flight and close the index cleanly.

    Raises BadSetting for an address beyond this machine without an API key or one that is taken, HomeInUse when
    another process has the folder.
    """
    check_address(host, settings)
    with closing(_listening(host, port)) as listener:
        url = f"http://{_in_url(host)}:{listener.getsockname()[1]}"
        with open_desk(settings, "serve", url=url, wait_for_heal=False) as desk:
            Thread(target=desk.warm_up, name="warm-up", daemon=True).start()
            stopping = Event()
            app = build_app(desk, settings, host, stopping)
            config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=_STOP_SECONDS)
            with (
                desk.arrivals.keeping_current(desk.ask_for_maintenance),
                desk.watch_keeping.keeping_current(desk.arrivals.jobs.unfinished),
            ):
                logger.warning("dealdesk listens at %s", url)
                _Server(config, stopping).run(sockets=[listener])


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
    if not _is_local(host) and not settings.api_key:
        raise BadSetting(f"listening at {host} needs an API key: set DEALDESK_API_KEY, or serve on 127.0.0.1")


def _is_local(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def build_app(desk: Desk, settings: Settings, host: str = "127.0.0.1", stopping: Event | None = None) -> FastAPI:
    """The API, with the Slack door in it where its tokens are given. stopping: set when the server is to stop."""
    database = desk.catalogue.database
    arrivals = Arrivals(desk.arrivals.jobs, desk.arrivals.sources, RequestsLog(database), settings.home / "receiving")
    app = create_app(
        desk.answerer,
        desk.retriever,
        desk.catalogue,
        desk.refresher,
        desk,
        timelines=desk.chronicler,
        purger=desk,
        models=ModelJobs(desk.models, desk.arrivals.jobs),
        arrivals=arrivals,
        watches=desk.watch_keeping.http,
        callers=KnownCallers(secret(settings.api_key), desk.owner_token, _is_local(host)),
        hosts=LOOPBACK_HOSTS if _is_local(host) and not settings.api_key else None,
        folders=settings.source_folders(),
        stopping=stopping,
    )
    if settings.uses_slack():
        _add_slack(app, desk, settings)
    return app


def _add_slack(app: FastAPI, desk: Desk, settings: Settings) -> None:
    from dealdesk.slack import SlackDoor  # only who uses Slack pays for its imports

    door = SlackDoor(
        settings,
        desk.durable,
        desk.catalogue.database,
        desk.answerer,
        desk.answers,
        desk.watches,
        desk.catalogue,
        desk,
    )
    door.watched_by(desk.watch_keeping)
    app.router.routes[:0] = door.routes()

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with door.listening():
            yield

    app.router.lifespan_context = lifespan


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host
