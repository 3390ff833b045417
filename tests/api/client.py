"""A client that lets no response pass which the OpenAPI document does not declare."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

import httpx2
from fastapi import FastAPI
from starlette.testclient import TestClient

from answer.timeline import Chronicler
from api.app import Arrivals, create_app
from api.ports import RequestMemory
from api.recorded import Records
from api.routes.purges import Purger
from api.telemetry.metrics import Metrics
from corpus.article import EVERYTHING, Selection
from corpus.catalogue import Catalogue
from corpus.claim import Claim, KeptReply
from corpus.database import Database
from corpus.stored import Erased
from dealdesk.records.answers import SqlAnswers
from dealdesk.records.conversations import SqlConversations
from tests.answer.fakes import MemoryCorpus
from tests.api.fakes import Pulse, Script, Shelf
from tests.api.keys import Ring
from tests.api.works import Choice, Desk, Places, Register

PROBLEM = "application/problem+json"


@cache
def declared_paths() -> dict[str, Any]:
    """What every door declares: the document depends on none of its parts, and takes a while to write."""
    shelf = Shelf()
    script = Script(shelf)
    corpus = MemoryCorpus()
    with tempfile.TemporaryDirectory() as spool, closing(Database(Path(spool, "kept.sqlite3"))) as database:
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
            metrics=Metrics(),
            records=Records(SqlAnswers(Catalogue(database)), SqlConversations(database)),
            keys=Ring(),
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

    def purge(self, article_ids: Sequence[str], within: Selection = EVERYTHING) -> Erased:
        return Erased()


class DeclaredClient(TestClient):
    def __init__(self, app: FastAPI) -> None:
        super().__init__(app, raise_server_exceptions=False)
        self._paths = declared_paths()

    def send(self, request: httpx2.Request, **options: Any) -> httpx2.Response:
        response = super().send(request, **options)
        self._check(request, response)
        return response

    def _check(self, request: httpx2.Request, response: httpx2.Response) -> None:
        kind = response.headers.get("content-type")
        if response.status_code >= 400 and request.url.path != "/readyz":  # that tells how it is as when it is ready
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
                assert {kind, (kind or "").partition(";")[0]} & content.keys() if response.content else not content
