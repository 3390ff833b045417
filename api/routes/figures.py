"""GET /v1/figures."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from fastapi.routing import APIRoute

from answer.sheet import DealSheet
from api.door.callers import Role, stated
from api.door.parameters import Asking
from api.door.problems import GUARDED, declare
from api.schema.figures import FiguresBody, FiguresQuery, figures_body, figures_csv

CSV = "text/csv; charset=utf-8"


def figures_router(sheets: DealSheet, route: type[APIRoute], place: Any) -> APIRouter:
    """place: the dependency that holds a place in the room while the endpoint searches."""
    router = APIRouter(prefix="/v1/figures", route_class=route, tags=["questions"], dependencies=[place])

    @router.get(
        "",
        response_model=FiguresBody,
        responses={**declare(*GUARDED, 422), 200: {"content": {CSV: {"schema": {"type": "string"}}}}},
        openapi_extra=stated(Role.READER, audited=True),
    )
    def figures(caller: Asking, wanted: Annotated[FiguresQuery, Query()]) -> FiguresBody | Response:
        """The deal sheet: each figure with what it measures, its article, its date and its sentence."""
        body = figures_body(wanted, sheets.sheet(wanted.query, caller.within(wanted.selection()), wanted.kind))
        if wanted.format == "json":
            return body
        headers = {"Content-Disposition": 'attachment; filename="figures.csv"'}
        return Response(figures_csv(body), headers=headers, media_type=CSV)

    return router
