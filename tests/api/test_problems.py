"""Errors as problem details, and the OpenAPI document that declares them."""

from __future__ import annotations

import pytest

from answer.errors import InvalidQuestion
from corpus.errors import CatalogueUnusable, FetchRefused, InvalidArticle, InvalidSource, StorageFull, UnreadableSource
from index.errors import ModelMismatch, ModelUnusable, SearchIndexError, VectorStoreBroken
from index.health import VectorState
from tests.api.client import PROBLEM, DeclaredClient
from tests.api.fakes import Pulse, Script, Shelf


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (InvalidQuestion, 422),
        (CatalogueUnusable, 503),
        (SearchIndexError, 503),
        (ModelMismatch, 503),
        (ModelUnusable, 503),
        (VectorStoreBroken, 503),
    ],
)
def test_an_error_of_ours_gives_its_status_and_says_its_remedy(
    client: DeclaredClient, script: Script, kind: type[Exception], status: int
) -> None:
    script.failure = kind("do this and that")
    failed = client.post("/v1/ask", json={"question": "Who?"})
    assert failed.status_code == status
    assert failed.json()["detail"] == "do this and that"


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (InvalidArticle, 422),
        (UnreadableSource, 422),
        (FetchRefused, 403),
        (InvalidSource, 422),
        (StorageFull, 507),
    ],
)
def test_an_error_with_an_article_gives_its_status(
    client: DeclaredClient, shelf: Shelf, kind: type[Exception], status: int
) -> None:
    shelf.failure = kind("do this and that")
    assert client.put("/v1/articles/a", json={"title": "", "text": "x"}).status_code == status


def test_an_unexpected_error_tells_nothing_of_the_inside(client: DeclaredClient, script: Script) -> None:
    script.failure = RuntimeError("password in /etc/secret")
    failed = client.post("/v1/ask", json={"question": "Who?"})
    assert failed.status_code == 500
    assert "secret" not in failed.text


def test_an_unknown_address_and_method_are_problems_too(client: DeclaredClient) -> None:
    assert client.get("/v2/ask").json() == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "there is nothing at this address: /openapi.json lists what there is",
    }
    wrong = client.get("/v1/ask")
    assert wrong.status_code == 405
    assert wrong.headers["Allow"] == "POST"
    assert wrong.headers["Content-Type"] == PROBLEM


def test_readiness_says_how_vectors_are(client: DeclaredClient, pulse: Pulse) -> None:
    assert client.get("/livez").json() == {"status": "alive"}
    for vectors, status in (
        (VectorState.READY, "ready"),
        (VectorState.HEALING, "degraded"),
        (VectorState.BROKEN, "degraded"),
    ):
        pulse.vectors = vectors
        ready = client.get("/readyz")
        assert ready.status_code == 200
        assert (ready.json()["status"], ready.json()["vectors"]) == (status, vectors.value)


def test_what_cannot_answer_is_not_ready_but_alive(client: DeclaredClient, pulse: Pulse) -> None:
    pulse.trouble = "no room: free some disk space"
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json()["status"], ready.json()["articles"]) == (503, "not_ready", None)
    assert ready.json()["checks"] == [{"name": "catalogue", "ok": False, "detail": "no room: free some disk space"}]
    assert client.get("/livez").status_code == 200


def test_the_document_declares_problems_as_problem_details(client: DeclaredClient) -> None:
    document = client.get("/openapi.json").json()
    assert {"Problem", "FieldProblem", "AnswerBody"} <= document["components"]["schemas"].keys()
    assert "HTTPValidationError" not in document["components"]["schemas"]
    for path, operations in document["paths"].items():
        for operation in operations.values():
            for status, response in operation["responses"].items():
                told = path == "/readyz" and status == "503"  # how it is, as when it is ready
                assert status < "400" or told or list(response["content"]) == [PROBLEM], (path, status)
            assert not path.startswith("/v1") or operation["security"]


def test_the_document_tells_of_the_key_of_every_write(busy: DeclaredClient) -> None:
    writes = set()
    for path, operations in busy.get("/openapi.json").json()["paths"].items():
        for method, operation in operations.items():
            headers = {one["name"] for one in operation.get("parameters", []) if one["in"] == "header"}
            if "Idempotency-Key" in headers:
                writes.add(f"{method} {path}")
                assert {"400", "409", "422", "507"} <= operation["responses"].keys()
    assert writes == {
        "put /v1/articles/{id}",
        "delete /v1/articles/{id}",
        "post /v1/articles",
        "post /v1/uploads",
        "post /v1/sources",
        "delete /v1/sources/{id}",
        "post /v1/sources/{id}/refresh",
        "post /v1/refreshes",
        "post /v1/jobs/{id}/cancel",
    }


def test_pages_that_load_scripts_from_elsewhere_are_off(client: DeclaredClient) -> None:
    assert client.get("/docs").status_code == client.get("/redoc").status_code == 404


def test_a_method_that_an_address_does_not_take_is_told_all_those_it_takes(client: DeclaredClient) -> None:
    refused = client.patch("/v1/articles/plant")
    assert refused.status_code == 405
    assert refused.headers["Allow"] == "DELETE, GET, PUT"
