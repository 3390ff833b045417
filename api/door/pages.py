"""Pages of other sites that may ask from a browser."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import FastAPI, Response
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware

from api.door.problems import MEDIA_TYPE, problem_of

_METHODS = ("GET", "POST", "PUT", "DELETE")
_SHOWN = (
    "ETag",
    "Idempotency-Replayed",
    "Location",
    "Preference-Applied",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
    "X-Request-Id",
)


def let_pages_in(app: FastAPI, origins: Sequence[str]) -> None:
    """Let pages from `origins`, "*" for any, read what `app` answers.

    They show a key like everybody else: no cookie is sent along, and a server that asks for none still refuses changes
    that pages of other sites ask for.
    """
    if origins:
        app.add_middleware(
            _Pages,
            allow_origins=list(origins),
            allow_methods=_METHODS,
            allow_headers=["*"],
            expose_headers=_SHOWN,
        )


class _Pages(CORSMiddleware):
    """Says what is wrong as every error is said here."""

    def preflight_response(self, request_headers: Headers) -> Response:
        response = super().preflight_response(request_headers)
        if response.status_code < 400:
            return response
        problem = problem_of(HTTPException(400, "pages of this site may not ask for this: name it in the settings"))
        return Response(problem.model_dump_json(exclude_none=True), 400, {"Vary": "Origin"}, MEDIA_TYPE)
