"""Errors that both kinds of client read: problem details, with what OpenAI's clients look for in the member `error`."""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

from api.door import problems
from api.problem import Problem

_TYPES = {
    400: ("invalid_request_error", "invalid_value"),
    401: ("invalid_request_error", "invalid_api_key"),
    403: ("permission_error", "insufficient_permissions"),
    404: ("invalid_request_error", "model_not_found"),
    413: ("invalid_request_error", "request_too_large"),
    415: ("invalid_request_error", "unsupported_media_type"),
    429: ("rate_limit_error", "rate_limit_exceeded"),
    503: ("server_error", "service_unavailable"),
    504: ("server_error", "timeout"),
}


def speaking_openai(route: type[APIRoute]) -> type[APIRoute]:
    """The same kind of route, whose errors these clients read too. What cannot be used is 400 there, and never 422."""

    class OpenAiRoute(route):  # type: ignore[misc,valid-type]
        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            handle = super().get_route_handler()

            async def spoken(request: Request) -> Response:
                try:
                    response: Response = await handle(request)
                except Exception as error:
                    refused = problems.response_to(request, error)
                    if refused is None:
                        raise
                    response = refused
                return _read_by_both(response) if response.status_code >= 400 else response

            return spoken

    return OpenAiRoute


def error_member(problem: Problem) -> dict[str, object]:
    """What OpenAI's clients look for."""
    kind, code = _TYPES.get(
        problem.status, ("server_error" if problem.status >= 500 else "invalid_request_error", None)
    )
    param = problem.errors[0].field if problem.errors else None
    said = "; ".join([problem.detail, *(f"{each.field}: {each.remedy}" for each in problem.errors or ())])
    return {"message": said, "type": kind, "param": param, "code": code}


def _read_by_both(refused: Response) -> Response:
    problem = Problem.model_validate_json(bytes(refused.body))
    if problem.status == HTTPStatus.UNPROCESSABLE_ENTITY:
        problem.status, problem.title = 400, HTTPStatus.BAD_REQUEST.phrase
    body = {**problem.model_dump(exclude_none=True), "error": error_member(problem)}
    headers = {name: value for name, value in refused.headers.items() if name != "content-length"}
    return Response(json.dumps(body), problem.status, headers)
