"""GET /livez and GET /readyz, open to whoever watches over the process."""

from __future__ import annotations

from fastapi import APIRouter

from api.door.problems import declare
from api.ports import HealthCheck
from api.schema.articles import AliveBody, ReadyBody, ready_body


def probes_router(health: HealthCheck) -> APIRouter:
    router = APIRouter(tags=["health"])

    @router.get("/livez")
    def livez() -> AliveBody:
        """The process runs."""
        return AliveBody()

    @router.get("/readyz", responses=declare(500, 503))
    def readyz() -> ReadyBody:
        """Questions are answered; `degraded` while words alone decide."""
        return ready_body(health.health())

    return router
