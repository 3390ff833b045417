"""POST /v1/purges."""

from __future__ import annotations

from typing import Annotated, Protocol

from fastapi import APIRouter
from fastapi.routing import APIRoute
from pydantic import BaseModel, ConfigDict, Field

from api.door.callers import Role, stated
from api.door.idempotency import KEYED
from api.door.problems import BODY, WRITING, declare
from api.schema.requests import Id
from corpus.stored import Erased

_MAX_ARTICLES = 10_000


class Purger(Protocol):
    """Erases articles from the disk. Thread-safe."""

    def purge(self, article_ids: list[str]) -> Erased:
        """These articles, and all that was removed or has expired before. Raises CorpusError."""
        ...


class PurgeRequest(BaseModel):
    """articles: their ids; without any, what was removed or has expired before is erased."""

    model_config = ConfigDict(extra="forbid", strict=True)

    articles: Annotated[list[Id], Field(max_length=_MAX_ARTICLES)] = []


class ErasedBody(BaseModel):
    """removed: articles that were live until then; unknown: ids that nothing was kept of. versions, vectors: how many
    were erased. leaves_traces: whether something of them may still stand in the files until the next maintenance.
    """

    removed: list[str]
    unknown: list[str]
    versions: int
    vectors: int
    leaves_traces: bool


def erased_body(erased: Erased) -> ErasedBody:
    """What was erased, over HTTP and from the command line."""
    return ErasedBody(
        removed=list(erased.removed),
        unknown=list(erased.unknown),
        versions=erased.versions,
        vectors=erased.vectors,
        leaves_traces=erased.leaves_traces,
    )


def purges_router(purger: Purger, route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/v1/purges", route_class=route, tags=["articles"])

    @router.post("", responses=declare(*WRITING, *BODY), openapi_extra=stated(Role.ADMIN, KEYED))
    def purge(wanted: PurgeRequest) -> ErasedBody:
        """Remove articles and erase them from every file, with their history. It cannot be undone."""
        return erased_body(purger.purge(wanted.articles))

    return router
