"""GET and POST /v1/embedding-models."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Protocol

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute

from api.door.callers import Role, stated
from api.door.idempotency import KEYED
from api.door.own_folders import OWNED, OwnFolders
from api.door.parameters import Overseeing
from api.door.problems import BODY, GUARDED, WRITING, declare
from api.routes.jobs import ACCEPTED, accepted
from api.schema.embedding_models import ModelRequest, ModelsBody, models_body
from corpus.jobs import Job
from corpus.on_behalf import ITSELF, OnBehalf
from index.model_state import ModelState

_NAMES_FOLDERS = {"parameters": [*KEYED["parameters"], OWNED]}


class Models(Protocol):
    """The embedding models of the index. Thread-safe. Raises CatalogueUnusable."""

    def states(self) -> Sequence[ModelState]:
        """The live model, and the other one where there is one."""
        ...

    def use(self, name: str, by: OnBehalf = ITSELF) -> Job:
        """Begin to make `name` the live model; the one that is answers until then."""
        ...


def models_router(models: Models, folders: OwnFolders, route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/v1/embedding-models", route_class=route, tags=["models"])

    @router.get("", responses=declare(*GUARDED), openapi_extra=stated(Role.ADMIN))
    def list_embedding_models(caller: Overseeing) -> ModelsBody:
        """Which embedding model is live, and which other one there is."""
        return models_body(models.states())

    @router.post(
        "",
        status_code=202,
        responses={**declare(*WRITING, *BODY, 403), **ACCEPTED},
        openapi_extra=stated(Role.ADMIN, _NAMES_FOLDERS),
    )
    def use_embedding_model(caller: Overseeing, sent: ModelRequest, request: Request) -> Response:
        """Make another model's vectors beside the live ones, and change over when all of them are there."""
        is_known = any(state.name == sent.use for state in models.states())
        if not is_known and (os.path.isabs(sent.use) or os.path.isdir(sent.use)):
            folders.admit(request, sent.use)
        return accepted(models.use(sent.use, caller.on_behalf))

    return router
