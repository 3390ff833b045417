"""GET /v1/audit."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.routing import APIRoute

from api.door.audit import Audit
from api.door.callers import Role, stated
from api.door.parameters import Overseeing
from api.door.problems import GUARDED, declare
from api.schema.keys import AuditBody, AuditQuery, audit_body


def audit_router(audit: Audit, route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/v1/audit", route_class=route, tags=["keys"])

    @router.get("", responses=declare(*GUARDED, 422), openapi_extra=stated(Role.ADMIN))
    def list_audit(wanted: Annotated[AuditQuery, Query()], _: Overseeing) -> AuditBody:
        """Who asked and changed what, the newest first. What only reads is not kept, but for questions."""
        return audit_body(audit.latest(wanted.caller, wanted.before, wanted.limit + 1), wanted.limit)

    return router
