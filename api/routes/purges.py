"""POST /v1/purges."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from fastapi import APIRouter, Request
from fastapi.routing import APIRoute

from api.door.callers import Role, stated
from api.door.idempotency import KEYED
from api.door.parameters import Asking, overseer_of
from api.door.problems import BODY, WRITING, declare
from api.schema.purges import ErasedBody, PurgeRequest, erased_body
from corpus.article import EVERYTHING, Selection
from corpus.stored import Erased


class Purger(Protocol):
    """Erases articles from the disk. Thread-safe."""

    def purge(self, article_ids: Sequence[str], within: Selection = EVERYTHING) -> Erased:
        """These articles, as far as they are in the collections of `within`, and all that was removed or has expired
        before. Raises CorpusError.
        """
        ...


def purges_router(purger: Purger, route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/v1/purges", route_class=route, tags=["articles"])

    @router.post("", responses=declare(*WRITING, *BODY), openapi_extra=stated(Role.ADMIN, KEYED))
    def purge(caller: Asking, wanted: PurgeRequest, request: Request) -> ErasedBody:
        """Remove articles and erase them from every file, with their history. It cannot be undone.

        Without any named, which only an admin of all collections may ask for: what was removed or has expired.
        """
        if not wanted.articles:
            overseer_of(request)
        return erased_body(purger.purge(wanted.articles, caller.on_behalf.within), in_all=caller.sees_all)

    return router
