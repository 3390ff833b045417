"""PUT, GET and DELETE /v1/articles/{id}, and GET /v1/articles."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.routing import APIRoute

from api.door.callers import Role, stated
from api.door.etags import IF_MATCH, IF_NONE_MATCH, REVALIDATED, SHOWN, supposed, unchanged
from api.door.idempotency import KEYED
from api.door.parameters import Asking
from api.door.problems import BODY, GUARDED, WRITING, declare
from api.door.reach import target
from api.ports import Jobs, Library, Writer
from api.routes.jobs import ACCEPTED, accepted
from api.schema.articles import ArticleBody, ArticlesBody, ReceiptBody, article_body, articles_body
from api.schema.cursors import cursor_of, place_of
from api.schema.requests import ArticleRequest, ArticlesQuery
from api.schema.words import ArticleId, Id
from api.shelf import Shelf, no_such_article
from corpus.change import Change
from corpus.errors import InvalidArticle
from corpus.precondition import ALWAYS

KnownId = Annotated[Id, Path(alias="id")]
NewId = Annotated[ArticleId, Path(alias="id")]

_ASYNC = "respond-async"
_PREFER = {
    "name": "Prefer",
    "in": "header",
    "description": f"{_ASYNC}: begin a job and answer at once, as a long article takes its time.",
    "schema": {"type": "string"},
}


def articles_router(library: Library, writer: Writer, jobs: Jobs | None, route: type[APIRoute]) -> APIRouter:
    """jobs: None where nothing is done later; a request that would prefer it is then done at once."""
    router = APIRouter(prefix="/v1/articles", route_class=route, tags=["articles"])

    @router.get("", responses=declare(*GUARDED, 422), openapi_extra=stated(Role.READER))
    def list_articles(wanted: Annotated[ArticlesQuery, Query()], caller: Asking) -> ArticlesBody:
        """The live articles, a page at a time. Each is met once, also while others come and go."""
        listing = wanted.listing()
        behind = place_of(wanted, wanted.cursor, len(listing.sort.keys))
        page = Shelf(library, caller).listed(listing, behind, wanted.limit)
        return articles_body(page, cursor_of(wanted, page.next))

    @router.get(
        "/{id}",
        response_model=ArticleBody,
        responses=declare(*GUARDED, 400, 404, 422) | SHOWN,
        openapi_extra=stated(Role.READER, REVALIDATED),
    )
    def get_article(
        article_id: KnownId,
        caller: Asking,
        request: Request,
        response: Response,
        raw: Annotated[bool, Query(description="Show the text that it was cleaned from as well.")] = False,
    ) -> ArticleBody | Response:
        """The live version of an article, with its stored text: what every offset refers to."""
        stored = Shelf(library, caller).live(article_id)
        version = stored.article.version
        if same := unchanged(request, response, version):
            return same
        return article_body(stored, library.raw(article_id, version) if raw else None)

    @router.put(
        "/{id}",
        response_model=ReceiptBody,
        responses={
            **declare(*WRITING, *BODY, 404, 412),
            **ACCEPTED,
            200: {"description": "Changed, or the same as before"},
            201: {"description": "New", "model": ReceiptBody},
        },
        openapi_extra=stated(Role.WRITER, {"parameters": [*KEYED["parameters"], IF_MATCH, IF_NONE_MATCH, _PREFER]}),
    )
    def put_article(
        article_id: NewId, sent: ArticleRequest, caller: Asking, request: Request, response: Response
    ) -> ReceiptBody | Response:
        """Add or replace an article. It is searchable when this answers, or when the job is over.

        With a condition it is done at once: a job could not say that it does not hold.
        """
        if sent.id not in (None, article_id):
            raise InvalidArticle(
                "the id in the body is not the id in the path: make them equal, or leave out the first"
            )
        target(caller, sent.collection if "collection" in sent.model_fields_set else None)
        article, condition = sent.to_article(article_id), supposed(request)
        if jobs and condition == ALWAYS and _prefers_async(request):
            begun = jobs.put(article, sent.source, by=caller.on_behalf)
            return accepted(begun, **{"Preference-Applied": _ASYNC})
        outcome = writer.put(article, sent.source, caller.on_behalf.within, condition)
        live = library.live(article_id)
        response.status_code = 201 if outcome.change is Change.ADDED else 200
        return ReceiptBody(
            id=article_id,
            changed=outcome.change is not Change.UNCHANGED,
            version=live.article.version if live and caller.reaches(live.article.collection) else None,
        )

    @router.delete(
        "/{id}",
        status_code=204,
        responses=declare(*WRITING, 404, 412),
        openapi_extra=stated(Role.WRITER, {"parameters": [*KEYED["parameters"], IF_MATCH]}),
    )
    def delete_article(article_id: KnownId, caller: Asking, request: Request) -> None:
        """Remove an article and everything found by it."""
        if writer.remove(article_id, caller.on_behalf.within, supposed(request)) is None:
            raise no_such_article(article_id)

    return router


def _prefers_async(request: Request) -> bool:
    said = ",".join(request.headers.getlist("prefer")).split(",")
    return any(preference.partition(";")[0].strip().lower() == _ASYNC for preference in said)
