"""A client that lets no response pass which the OpenAPI document does not declare."""

from __future__ import annotations

import re
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import httpx2
from fastapi import FastAPI
from starlette.testclient import TestClient

from answer.timeline import Chronicler
from api.app import Arrivals, create_app
from api.ports import RequestMemory
from api.routes.purges import Purger
from corpus.claim import Claim, KeptReply
from corpus.stored import Erased
from tests.answer.fakes import MemoryCorpus
from tests.api.fakes import Pulse, Script, Shelf
from tests.api.works import Choice, Desk, Places, Register

PROBLEM = "application/problem+json"


@cache
def _declared_paths() -> dict[str, Any]:
    """What every door declares: the document depends on none of its parts, and takes a while to write."""
    shelf = Shelf()
    script = Script(shelf)
    corpus = MemoryCorpus()
    with tempfile.TemporaryDirectory() as spool:
        arrivals = Arrivals(Desk(), Places(), Forgetful(), Path(spool))
        chronicler = Chronicler(corpus, corpus, corpus)
        app = create_app(
            script,
            script,
            shelf,
            shelf,
            Pulse(),
            timelines=chronicler,
            arrivals=arrivals,
            purger=Keeper(),
            models=Choice(),
            watches=Register(script),
        )
    return app.openapi()["paths"]  # type: ignore[no-any-return]


class Forgetful(RequestMemory):
    """Takes every request for a first one."""

    def claim(self, key: str, digest: str) -> Claim:
        return Claim.NEW

    def finish(self, key: str, reply: KeptReply) -> None:
        pass

    def release(self, key: str) -> None:
        pass


class Keeper(Purger):
    """Erases nothing."""

    def purge(self, article_ids: list[str]) -> Erased:
        return Erased()


class DeclaredClient(TestClient):
    def __init__(self, app: FastAPI) -> None:
        super().__init__(app, raise_server_exceptions=False)
        self._paths = _declared_paths()

    def send(self, request: httpx2.Request, **options: Any) -> httpx2.Response:
        response = super().send(request, **options)
        self._check(request, response)
        return response

    def _check(self, request: httpx2.Request, response: httpx2.Response) -> None:
        kind = response.headers.get("content-type")
        if response.status_code >= 400:
            assert kind == PROBLEM, f"{response.status_code} came as {kind}"
            problem = response.json()
            assert problem["status"] == response.status_code
            assert problem["detail"]
            assert problem["title"]
        for template, operations in self._paths.items():
            operation = operations.get(request.method.lower())
            if operation and re.fullmatch(re.sub(r"\{[^}]+\}", "[^/]+", template), request.url.path):
                declared = operation["responses"]
                assert str(response.status_code) in declared, f"{request.method} {template}: {response.status_code}"
                content = declared[str(response.status_code)].get("content", {})
                assert kind in content if response.content else not content
