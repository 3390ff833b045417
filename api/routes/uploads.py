"""POST /v1/uploads and POST /v1/articles: many articles at once, which a job takes in."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import ConfigDict, Field, ValidationError
from starlette.exceptions import HTTPException

from api.document import without_null
from api.door.callers import Role, stated
from api.door.idempotency import KEYED
from api.door.parameters import Asking
from api.door.problems import BODY, WRITING, declare
from api.door.reach import target
from api.door.spool import MAX_FILES, Spooled, spooled
from api.ports import Jobs
from api.routes.jobs import ACCEPTED, accepted
from api.schema.jobs import JobBody
from api.schema.requests import StrictBody
from api.schema.sources import CallbackUrl
from api.schema.words import Collection
from corpus.article import PUBLIC


class _Wanted(StrictBody):
    """What comes beside files or lines, as text."""

    model_config = ConfigDict(strict=False)

    collection: Collection | None = Field(None, description=f"Left out: {PUBLIC}.")
    callback_url: CallbackUrl = None


def uploads_router(jobs: Jobs, route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/v1/uploads", route_class=route, tags=["articles"])

    @router.post(
        "",
        status_code=202,
        response_model=JobBody,
        responses={**declare(*WRITING, *BODY, 404), **ACCEPTED},
        openapi_extra=stated(Role.WRITER, _takes("multipart/form-data", _form())),
    )
    def upload(caller: Asking, came: Annotated[Spooled, Depends(spooled)]) -> Response:
        """Take files in, of any kind that can be read, and archives of them."""
        if not came.files:
            raise HTTPException(422, "the form has no file: send at least one under the name files")
        wanted = _wanted(came)
        collection = target(caller, wanted.collection)
        return accepted(jobs.upload(came.files, collection, wanted.callback_url, caller.on_behalf))

    return router


def push_router(jobs: Jobs, route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/v1/articles", route_class=route, tags=["articles"])

    @router.post(
        "",
        status_code=202,
        response_model=JobBody,
        responses={**declare(*WRITING, *BODY, 404), **ACCEPTED},
        openapi_extra=stated(Role.WRITER, _takes("application/x-ndjson", {"type": "string", "minLength": 1})),
    )
    def push_articles(
        caller: Asking, wanted: Annotated[_Wanted, Query()], came: Annotated[Spooled, Depends(spooled)]
    ) -> Response:
        """Take JSON lines in, one article in each, with the fields of PUT /v1/articles/{id} and the id."""
        [(_, file)] = came.files
        if file.stat().st_size == 0:
            raise HTTPException(422, "the body is empty: send one JSON object a line")
        collection = target(caller, wanted.collection)
        return accepted(jobs.push(file, collection, wanted.callback_url, caller.on_behalf))

    return router


def _takes(kind: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {**KEYED, "requestBody": {"required": True, "content": {kind: {"schema": schema}}}}


def _form() -> dict[str, Any]:
    files = {"type": "array", "items": {"type": "string", "format": "binary"}, "minItems": 1, "maxItems": MAX_FILES}
    beside = without_null(_Wanted.model_json_schema())["properties"]
    return {
        "type": "object",
        "required": ["files"],
        "properties": {"files": files, **beside},
        "additionalProperties": False,
    }


def _wanted(came: Spooled) -> _Wanted:
    """The fields of the form. Raises RequestValidationError; one that comes twice is a list, and no text."""
    said = {name: values[0] if len(values) == 1 else list(values) for name, values in came.fields.items()}
    try:
        return _Wanted.model_validate(said)
    except ValidationError as error:
        raise RequestValidationError([{**one, "loc": ("body", *one["loc"])} for one in error.errors()]) from error
