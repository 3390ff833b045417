"""A client that lets no response pass which the OpenAPI document does not declare."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import httpx2
from fastapi import FastAPI
from starlette.testclient import TestClient

from answer.timeline import Chronicler
from api.app import create_app
from tests.answer.fakes import MemoryCorpus
from tests.api.fakes import Pulse, Script, Shelf

PROBLEM = "application/problem+json"


@cache
def _declared_paths() -> dict[str, Any]:
    """What every door declares: the document depends on none of its parts, and takes a while to write."""
    shelf = Shelf()
    script = Script(shelf)
    corpus = MemoryCorpus()
    app = create_app(script, script, shelf, shelf, Pulse(), timelines=Chronicler(corpus, corpus, corpus))
    return app.openapi()["paths"]  # type: ignore[no-any-return]


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
            if operation and re.fullmatch(re.sub(r"\{[^}]+\}", ".+", template), request.url.path):
                declared = operation["responses"]
                assert str(response.status_code) in declared, f"{request.method} {template}: {response.status_code}"
                content = declared[str(response.status_code)].get("content", {})
                assert kind in content if response.content else not content
