"""PUT, GET and DELETE /v1/articles/{id}, and GET /v1/articles."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from api.door.callers import Role, stated
from api.door.idempotency import KEYED
from api.door.problems import BODY, GUARDED, WRITING, declare
from api.ports import Jobs, Library, Writer
from api.routes.jobs import ACCEPTED, accepted
from api.schema.articles import ArticleBody, ArticlesBody, ReceiptBody, article_body, articles_body
from api.schema.requests import ArticleRequest, ArticlesQuery, Id
from corpus.change import Change
from corpus.errors import InvalidArticle

# Routes take the whole rest of the path, so that an id with a slash is refused with a reason.
ArticleId = Annotated[Id, Path(alias="id")]


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
    def list_articles(wanted: Annotated[ArticlesQuery, Query()]) -> ArticlesBody:
        """The live articles in the order of their ids, a page at a time."""
        return articles_body(library.page(wanted.selection(), wanted.after, wanted.limit + 1), wanted.limit)

    @router.get("/{id:path}", responses=declare(*GUARDED, 404, 422), openapi_extra=stated(Role.READER))
    def get_article(
        article_id: ArticleId,
        raw: Annotated[bool, Query(description="Show the text that it was cleaned from as well.")] = False,
    ) -> ArticleBody:
        """The live version of an article, with its stored text: what every offset refers to."""
        stored = library.live(article_id)
        if stored is None:
            raise _no_such(article_id)
        return article_body(stored, library.raw(article_id) if raw else None)

    @router.put(
        "/{id:path}",
        response_model=ReceiptBody,
        responses={
            **declare(*WRITING, *BODY),
            **ACCEPTED,
            200: {"description": "Changed, or the same as before"},
            201: {"description": "New", "model": ReceiptBody},
        },
        openapi_extra=stated(Role.WRITER, {"parameters": [*KEYED["parameters"], _PREFER]}),
    )
    def put_article(
        article_id: ArticleId, sent: ArticleRequest, request: Request, response: Response
    ) -> ReceiptBody | Response:
        """Add or replace an article. It is searchable when this answers, or when the job is over."""
        if sent.id not in (None, article_id):
            raise InvalidArticle(
                "the id in the body is not the id in the path: make them equal, or leave out the first"
            )
        article = sent.to_article(article_id)
        if jobs and _prefers_async(request):
            return accepted(jobs.put(article, sent.source), **{"Preference-Applied": _ASYNC})
        outcome = writer.put(article, sent.source)
        live = library.live(article_id)
        response.status_code = 201 if outcome.change is Change.ADDED else 200
        return ReceiptBody(
            id=article_id,
            changed=outcome.change is not Change.UNCHANGED,
            version=live.article.version if live else None,
        )

    @router.delete(
        "/{id:path}", status_code=204, responses=declare(*WRITING, 404), openapi_extra=stated(Role.WRITER, KEYED)
    )
    def delete_article(article_id: ArticleId) -> None:
        """Remove an article and everything found by it."""
        if writer.remove(article_id) is None:
            raise _no_such(article_id)

    return router


def _prefers_async(request: Request) -> bool:
    said = ",".join(request.headers.getlist("prefer")).split(",")
    return any(preference.partition(";")[0].strip().lower() == _ASYNC for preference in said)


def _no_such(article_id: str) -> HTTPException:
    return HTTPException(404, f"there is no article {article_id[:60]!r}: GET /v1/articles lists those there are")
