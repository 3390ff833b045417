"""GET /v1/collections."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.routing import APIRoute

from api.door.callers import Role, stated
from api.door.parameters import Asking
from api.door.problems import GUARDED, declare
from api.ports import Library
from api.schema.articles import CollectionsBody, collections_body
from api.shelf import Shelf


def collections_router(library: Library, route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/v1/collections", route_class=route, tags=["articles"])

    @router.get("", responses=declare(*GUARDED), openapi_extra=stated(Role.READER))
    def list_collections(caller: Asking) -> CollectionsBody:
        """The collections that hold articles, and how many."""
        return collections_body(Shelf(library, caller).collections())

    return router
