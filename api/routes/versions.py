"""GET /v1/articles/{id}/versions, one of them, and what differs between two."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from api.door.callers import Role, stated
from api.door.problems import GUARDED, declare
from api.ports import Library
from api.schema.articles import ArticleBody, article_body
from api.schema.requests import Id
from corpus.differences import Op, differences
from corpus.stored import StoredArticle, StoredVersion

ArticleId = Annotated[Id, Path(alias="id")]
Version = Annotated[str, Path(max_length=64)]


class VersionBody(BaseModel):
    """One version of an article. ended_at: when another took its place or the article was removed; null: it is live.
    chars: the length of its text.
    """

    version: str
    stored_at: datetime
    ended_at: datetime | None
    removed: bool
    title: str
    published: date | None
    chars: int


class VersionsBody(BaseModel):
    """The newest first."""

    id: str
    versions: list[VersionBody]


class DifferenceBody(BaseModel):
    op: Op
    text: str


class DiffBody(BaseModel):
    """What is equal or deleted joins to the old text, what is equal or inserted to the new one."""

    id: str
    from_version: str
    to_version: str
    differences: list[DifferenceBody]


def versions_router(library: Library, route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/v1/articles/{id}", route_class=route, tags=["articles"])

    def existing(article_id: str, version: str) -> StoredArticle:
        stored = library.version(article_id, version)
        if stored is None:
            raise HTTPException(
                404, f"there is no version {version!r} of this article: GET /v1/articles/ID/versions lists those kept"
            )
        return stored

    @router.get("/versions", responses=declare(*GUARDED, 404, 422), openapi_extra=stated(Role.READER))
    def list_versions(article_id: ArticleId) -> VersionsBody:
        """The versions that are kept, also of an article that was removed."""
        kept = library.versions(article_id)
        if not kept:
            raise HTTPException(404, f"nothing is kept of an article {article_id[:60]!r}: GET /v1/articles lists them")
        return VersionsBody(id=article_id, versions=[_version_body(each) for each in kept])

    @router.get("/versions/{version}", responses=declare(*GUARDED, 404, 422), openapi_extra=stated(Role.READER))
    def get_version(article_id: ArticleId, version: Version) -> ArticleBody:
        """One version with its text."""
        return article_body(existing(article_id, version))

    @router.get("/diff", responses=declare(*GUARDED, 404, 422), openapi_extra=stated(Role.READER))
    def compare(
        article_id: ArticleId,
        old: Annotated[str, Query(alias="from", max_length=64)],
        new: Annotated[str, Query(alias="to", max_length=64)],
    ) -> DiffBody:
        """What differs between the texts of two versions, word by word."""
        found = differences(existing(article_id, old).article.text, existing(article_id, new).article.text)
        pieces = [DifferenceBody(op=piece.op, text=piece.text) for piece in found]
        return DiffBody(id=article_id, from_version=old, to_version=new, differences=pieces)

    return router


def _version_body(kept: StoredVersion) -> VersionBody:
    return VersionBody(
        version=kept.version,
        stored_at=kept.stored_at,
        ended_at=kept.ended_at,
        removed=kept.removed,
        title=kept.title,
        published=kept.published,
        chars=kept.chars,
    )
