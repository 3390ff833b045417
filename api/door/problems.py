"""Every error as RFC 9457 problem details, and the one table from our error trees to status codes."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from answer.errors import Abandoned, InvalidQuestion, VersionGone
from api.problem import FieldProblem, Problem
from corpus.errors import (
    CatalogueUnusable,
    FetchRefused,
    InvalidArticle,
    InvalidSource,
    LocationTaken,
    NoSuchSource,
    NotAsExpected,
    NotYours,
    StorageFull,
    UnreadableSource,
)
from index.errors import SearchIndexError

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"

STATUS_OF: dict[type[Exception], HTTPStatus] = {
    NotAsExpected: HTTPStatus.PRECONDITION_FAILED,
    LocationTaken: HTTPStatus.CONFLICT,
    NotYours: HTTPStatus.NOT_FOUND,  # what is beyond a caller's collections is like what never was
    InvalidArticle: HTTPStatus.UNPROCESSABLE_ENTITY,
    NoSuchSource: HTTPStatus.NOT_FOUND,
    InvalidSource: HTTPStatus.UNPROCESSABLE_ENTITY,
    FetchRefused: HTTPStatus.FORBIDDEN,  # by the server's own rules: whoever runs it may open the address
    UnreadableSource: HTTPStatus.UNPROCESSABLE_ENTITY,
    InvalidQuestion: HTTPStatus.UNPROCESSABLE_ENTITY,
    VersionGone: HTTPStatus.SERVICE_UNAVAILABLE,
    Abandoned: HTTPStatus.GATEWAY_TIMEOUT,
    StorageFull: HTTPStatus.INSUFFICIENT_STORAGE,
    CatalogueUnusable: HTTPStatus.SERVICE_UNAVAILABLE,
    SearchIndexError: HTTPStatus.SERVICE_UNAVAILABLE,
}

GUARDED = (401, 403, 421, 429, 431, 500, 503, 504)
"""What every guarded operation may answer."""
WRITING = (*GUARDED, 400, 409, 422, 507)
"""What one that changes something may answer."""
BODY = (400, 408, 413, 415, 422)
"""What one that takes a body may answer."""

_MAX_ERRORS = 20
_MAX_FIELD_CHARS = 100

_WHEN_BARE = {
    400: "the body cannot be read: send it again as UTF-8 JSON",
    404: "there is nothing at this address: /openapi.json lists what there is",
    405: "this address does not take this method: the Allow header lists those it takes",
}
"""What to say where the framework says no more than the status."""

_REMEDIES = {
    "missing": "give this field",
    "extra_forbidden": "leave this field out: it is not known here",
    "model_attributes_type": "send a JSON object",
}


def declare(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The `responses` of an operation that can fail with these statuses, for the OpenAPI document."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": HTTPStatus(status).phrase, "content": content} for status in sorted(set(statuses))}


def schemas() -> dict[str, Any]:
    """The schemas that `declare` refers to."""
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    return {**problem.pop("$defs"), "Problem": problem}


def install(app: FastAPI) -> None:
    """Make `app` answer every error with problem details."""
    app.add_exception_handler(HTTPException, _of_http)
    app.add_exception_handler(RequestValidationError, _of_validation)
    for kind in STATUS_OF:
        app.add_exception_handler(kind, _of_ours)
    app.add_exception_handler(Exception, _of_unexpected)


def response_to(request: Request, error: Exception) -> Response | None:
    """What an error that was to be expected is answered with; None for any other."""
    if isinstance(error, HTTPException):
        return _of_http(request, error)
    if isinstance(error, RequestValidationError):
        return _of_validation(request, error)
    return _of_ours(request, error) if isinstance(error, tuple(STATUS_OF)) else None


def problem_of(error: Exception) -> Problem:
    """The same as part of a reply that has begun. What was not to be expected is logged, as the server logs it."""
    request = Request({"type": "http"})
    response = response_to(request, error)
    if response is None:
        logger.error("a question failed after its reply began", exc_info=error)
        response = _of_unexpected(request, error)
    return Problem.model_validate_json(bytes(response.body))


def _response(
    status: int, detail: str, errors: list[FieldProblem] | None = None, headers: dict[str, str] | None = None
) -> Response:
    problem = Problem(title=HTTPStatus(status).phrase, status=status, detail=detail, errors=errors)
    content = problem.model_dump_json(exclude_none=True)
    return Response(
        content,
        status,
        headers={"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store", **(headers or {})},
        media_type=MEDIA_TYPE,
    )


def _of_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    bare = error.detail == HTTPStatus(error.status_code).phrase
    detail = _WHEN_BARE.get(error.status_code, error.detail) if bare else error.detail
    headers = dict(error.headers or {})
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED and (allowed := _allowed(request)):
        headers["Allow"] = ", ".join(allowed)
    return _response(error.status_code, detail, headers=headers)


def _allowed(request: Request) -> list[str]:
    """The methods of an address. The framework names those of the first of several routes with that address."""
    paths = request.app.openapi()["paths"]
    here = [operations for template, operations in paths.items() if _is_of(template, request.url.path)]
    return sorted({method.upper() for operations in here for method in operations})


def _is_of(template: str, path: str) -> bool:
    parts = re.split(r"\{[^}]+\}", template)
    return re.fullmatch("[^/]+".join(map(re.escape, parts)), path) is not None


def _of_validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    found = error.errors()
    errors = [_field_problem(one["loc"], one) for one in found[:_MAX_ERRORS]]
    detail = "the request cannot be used as it is: errors names each field and its remedy"
    return _response(422, detail if len(found) <= _MAX_ERRORS else f"{detail}, for the first {_MAX_ERRORS}", errors)


def _field_problem(location: Sequence[str | int], error: dict[str, Any]) -> FieldProblem:
    # The first step says body, query or path; the value itself is not repeated, it may be anything.
    field = ".".join(str(step) for step in location[1:]) or str(location[0])
    said = error.get("ctx", {}).get("error")
    remedy = _REMEDIES.get(error["type"]) or (str(said) if isinstance(said, ValueError) else error["msg"])
    return FieldProblem(field=field[:_MAX_FIELD_CHARS], remedy=remedy)


def _of_ours(request: Request, error: Exception) -> Response:
    status = next(STATUS_OF[kind] for kind in type(error).__mro__ if kind in STATUS_OF)
    return _response(status, str(error))


def _of_unexpected(request: Request, error: Exception) -> Response:
    # The server logs the error itself; who asks learns nothing of the inside.
    return _response(500, "something went wrong here: try again, and tell whoever runs this server if it stays")
