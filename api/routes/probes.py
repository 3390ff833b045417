"""GET /livez and GET /readyz, open to whoever watches over the process."""

from __future__ import annotations

from fastapi import APIRouter, Response

from api.door.problems import declare
from api.ports import HealthCheck
from api.schema.health import AliveBody, ReadyBody, ready_body
from index.health import Readiness


def probes_router(health: HealthCheck) -> APIRouter:
    router = APIRouter(tags=["health"])

    @router.get("/livez")
    async def alive() -> AliveBody:
        """The process runs."""
        return AliveBody()

    not_ready = {"description": "Not ready: checks says why", "model": ReadyBody}

    @router.get("/readyz", responses={**declare(500), 503: not_ready})
    def ready(response: Response) -> ReadyBody:
        """Whether questions are answered well here; `degraded` while words alone decide."""
        found = health.health()
        if found.readiness is Readiness.NOT_READY:
            response.status_code = 503
        return ready_body(found)

    return router
