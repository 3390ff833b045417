"""The server: whether it answers well or, where none runs, whether one could."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing

import httpx

from dealdesk.doctor.finding import Finding, fail, ok, warn
from dealdesk.doctor.setup import Setup

_PATIENCE_SECONDS = 5.0


def server(setup: Setup) -> Iterator[Finding]:
    if setup.owner and setup.owner.url:
        yield from _running(setup.owner.url)
        return
    try:
        family = socket.AF_INET6 if ":" in setup.host else socket.AF_INET
        with closing(socket.create_server((setup.host, setup.port), family=family)):
            yield ok("server", f"none runs; {setup.host}:{setup.port} is free for one")
    except OSError as error:
        found = f"none runs, and {setup.host}:{setup.port} cannot be listened at ({error.strerror})"
        yield fail("server", found, "stop what listens there, or choose another --port for `serve`")


def _running(url: str) -> Iterator[Finding]:
    try:
        with httpx.Client(timeout=_PATIENCE_SECONDS, trust_env=False) as client:
            ready = client.get(f"{url}/readyz").json()
            status, checks = ready["status"], ready["checks"]
    except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
        yield fail("server", f"{url} does not answer ({type(error).__name__})", "see its log, and restart it")
        return
    if status == "ready":
        yield ok("server", f"{url} is ready")
    elif status == "degraded":
        yield warn("server", f"{url} answers by words alone", "wait until the vectors are rebuilt; its log says more")
    for check in checks:
        if not check["ok"]:
            found, _, remedy = check["detail"].partition(": ")
            yield fail("server", f"{check['name']} {found}", remedy or "see its log")
