"""GET /metrics."""

from __future__ import annotations

from fastapi import APIRouter, Response
from fastapi.routing import APIRoute

from api.door.callers import Role, stated
from api.door.parameters import Overseeing
from api.door.problems import GUARDED, declare
from api.door.room import AskRoom
from api.telemetry.metrics import CONTENT_TYPE, Measured, Metrics


def metrics_router(metrics: Metrics, route: type[APIRoute]) -> APIRouter:
    router = APIRouter(route_class=route, tags=["health"])
    shown = {"description": "Figures", "content": {CONTENT_TYPE: {"schema": {"type": "string"}}}}

    @router.get(
        "/metrics",
        name="metrics",
        response_class=Response,
        responses={200: shown, **declare(*GUARDED)},
        openapi_extra=stated(Role.ADMIN),
    )
    def show_metrics(caller: Overseeing) -> Response:
        """What the server counts and measures, for Prometheus."""
        return Response(metrics.text(), media_type=CONTENT_TYPE)

    return router


def asks_in(room: AskRoom) -> list[Measured]:
    """How many questions are being answered, and how many wait."""
    means = "Questions that are being answered, or that wait for a place."
    return [
        Measured("asks_now", means, room.taken, ("state", "at_work")),
        Measured("asks_now", means, room.waiting, ("state", "waiting")),
    ]
