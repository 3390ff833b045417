"""GET and POST /v1/embedding-models."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Protocol

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel, ConfigDict, Field

from api.door.callers import Role, stated
from api.door.idempotency import KEYED
from api.door.own_folders import OWNED, OwnFolders
from api.door.problems import BODY, GUARDED, WRITING, declare
from api.routes.jobs import ACCEPTED, accepted
from corpus.jobs import Job
from index.model_state import ModelState

_NAMES_FOLDERS = {"parameters": [*KEYED["parameters"], OWNED]}


class Models(Protocol):
    """The embedding models of the index. Thread-safe. Raises CatalogueUnusable."""

    def states(self) -> Sequence[ModelState]:
        """The live model, and the other one where there is one."""
        ...

    def use(self, name: str) -> Job:
        """Begin to make `name` the live model; the one that is answers until then."""
        ...


class ModelRequest(BaseModel):
    """use: the bundled model's name, that of one in the machine's cache, or a model's folder."""

    model_config = ConfigDict(extra="forbid", strict=True)

    use: Annotated[str, Field(min_length=1, max_length=1_000)]


class ModelBody(BaseModel):
    """embedded: how many of the live `passages` the model has vectors of. was_live: it was in use before the live one,
    and can be again.
    """

    name: str
    fingerprint: str
    live: bool
    was_live: bool
    embedded: int
    passages: int


class ModelsBody(BaseModel):
    """The live one first."""

    models: list[ModelBody]


def models_body(states: Sequence[ModelState]) -> ModelsBody:
    """The JSON of the models, over HTTP and from the command line."""
    return ModelsBody(
        models=[
            ModelBody(
                name=state.name,
                fingerprint=state.fingerprint,
                live=state.live,
                was_live=state.was_live,
                embedded=state.embedded,
                passages=state.passages,
            )
            for state in states
        ]
    )


def models_router(models: Models, folders: OwnFolders, route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/v1/embedding-models", route_class=route, tags=["models"])

    @router.get("", responses=declare(*GUARDED), openapi_extra=stated(Role.ADMIN))
    def list_models() -> ModelsBody:
        """Which embedding model is live, and which other one there is."""
        return models_body(models.states())

    @router.post(
        "",
        status_code=202,
        responses={**declare(*WRITING, *BODY, 403), **ACCEPTED},
        openapi_extra=stated(Role.ADMIN, _NAMES_FOLDERS),
    )
    def use_model(sent: ModelRequest, request: Request) -> Response:
        """Make another model's vectors beside the live ones, and change over when all of them are there."""
        is_known = any(state.name == sent.use for state in models.states())
        if not is_known and (Path(sent.use).is_absolute() or Path(sent.use).is_dir()):
            folders.admit(request, sent.use)
        return accepted(models.use(sent.use))

    return router
