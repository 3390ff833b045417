"""GET /v1/me."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.routing import APIRoute

from api.door.callers import Role, stated
from api.door.parameters import Asking
from api.door.problems import GUARDED, declare
from api.schema.keys import CallerBody, caller_body


def me_router(route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/v1/me", route_class=route, tags=["keys"])

    @router.get("", responses=declare(*GUARDED), openapi_extra=stated(Role.READER))
    def me(caller: Asking) -> CallerBody:
        """Who asks, and what they may."""
        return caller_body(caller)

    return router
