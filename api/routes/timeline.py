"""GET /v1/timeline."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.routing import APIRoute

from api.door.callers import Role, stated
from api.door.parameters import Asking
from api.door.problems import GUARDED, declare
from api.ports import Timelines
from api.schema.timeline import TimelineBody, TimelineQuery, timeline_body


def timeline_router(timelines: Timelines, route: type[APIRoute], place: Any) -> APIRouter:
    """place: the dependency that holds a place in the room while the endpoint searches."""
    router = APIRouter(prefix="/v1/timeline", route_class=route, tags=["questions"], dependencies=[place])

    @router.get("", responses=declare(*GUARDED, 422), openapi_extra=stated(Role.READER, audited=True))
    def timeline(caller: Asking, wanted: Annotated[TimelineQuery, Query()]) -> TimelineBody:
        """What happened when, or with `since` what changed: dated lines of verbatim sentences, each cited."""
        made = timelines.timeline(wanted.query, caller.within(wanted.selection()), wanted.since, wanted.limit)
        return timeline_body(wanted, made)

    return router
