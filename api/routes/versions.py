"""GET /v1/articles/{id}/text, /v1/articles/{id}/versions, one of them, and what differs between two."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.routing import APIRoute

from api.door.callers import Role, stated
from api.door.etags import REVALIDATED, SHOWN, unchanged
from api.door.parameters import Asking
from api.door.problems import GUARDED, declare
from api.ports import Library
from api.schema.articles import ArticleBody, TextBody, article_body, text_body
from api.schema.versions import DiffBody, DifferenceBody, VersionsBody, versions_body
from api.schema.words import Id, Line
from api.shelf import Shelf
from corpus.differences import differences

ArticleId = Annotated[Id, Path(alias="id")]
Version = Annotated[Line, Path(max_length=64)]

_FOUND = declare(*GUARDED, 404, 422)


def versions_router(library: Library, route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/v1/articles/{id}", route_class=route, tags=["articles"])

    @router.get(
        "/text",
        response_model=TextBody,
        responses=_FOUND | declare(400) | SHOWN,
        openapi_extra=stated(Role.READER, REVALIDATED),
    )
    def get_text(
        article_id: ArticleId,
        caller: Asking,
        request: Request,
        response: Response,
        start: Annotated[int, Query(ge=0, description="In Unicode code points, as all offsets here.")] = 0,
        end: Annotated[int | None, Query(ge=0, description="Exclusive. Left out: the end of the text.")] = None,
        version: Annotated[Line | None, Query(max_length=64, description="Left out: the live one.")] = None,
    ) -> TextBody | Response:
        """A part of the stored text: the span of a citation gives its quote."""
        passage = Shelf(library, caller).cut(article_id, version, start, end)
        return unchanged(request, response, passage.article.version) or text_body(passage)

    @router.get("/versions", responses=_FOUND, openapi_extra=stated(Role.READER))
    def list_versions(article_id: ArticleId, caller: Asking) -> VersionsBody:
        """The versions that are kept, also of an article that was removed."""
        return versions_body(article_id, Shelf(library, caller).versions(article_id))

    @router.get(
        "/versions/{version}",
        response_model=ArticleBody,
        responses=_FOUND | declare(400) | SHOWN,
        openapi_extra=stated(Role.READER, REVALIDATED),
    )
    def get_version(
        article_id: ArticleId, version: Version, caller: Asking, request: Request, response: Response
    ) -> ArticleBody | Response:
        """One version with its text."""
        stored = Shelf(library, caller).version(article_id, version)
        return unchanged(request, response, version) or article_body(stored)

    @router.get("/diff", responses=_FOUND, openapi_extra=stated(Role.READER))
    def compare(
        article_id: ArticleId,
        caller: Asking,
        old: Annotated[Line, Query(alias="from", max_length=64)],
        new: Annotated[Line, Query(alias="to", max_length=64)],
    ) -> DiffBody:
        """What differs between the texts of two versions, word by word."""
        before, after = (Shelf(library, caller).version(article_id, version).article for version in (old, new))
        pieces = [DifferenceBody(op=piece.op, text=piece.text) for piece in differences(before.text, after.text)]
        return DiffBody(id=article_id, from_version=old, to_version=new, differences=pieces)

    return router
