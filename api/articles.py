"""PUT, GET and DELETE /v1/articles/{id}, and GET /v1/articles."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from api.ports import Library, Writer
from api.problems import declare
from api.requests import ArticleRequest, ArticlesQuery, Id
from api.schema import ArticleBody, ArticlesBody, ReceiptBody, article_body, articles_body
from corpus.errors import InvalidArticle
from index.change import Change

# Routes take the whole rest of the path, so that an id with a slash is refused with a reason.
ArticleId = Annotated[Id, Path(alias="id")]


def articles_router(library: Library, writer: Writer, route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/v1/articles", route_class=route, tags=["articles"])

    @router.get("", responses=declare(401, 422, 500, 503))
    def list_articles(wanted: Annotated[ArticlesQuery, Query()]) -> ArticlesBody:
        """The live articles in the order of their ids, a page at a time."""
        return articles_body(library.page(wanted.selection(), wanted.after, wanted.limit + 1), wanted.limit)

    @router.get("/{id:path}", responses=declare(401, 404, 422, 500, 503))
    def get_article(article_id: ArticleId) -> ArticleBody:
        """The live version of an article, with its stored text: what every offset refers to."""
        stored = library.live(article_id)
        if stored is None:
            raise _no_such(article_id)
        return article_body(stored)

    @router.put(
        "/{id:path}",
        responses={
            **declare(400, 401, 413, 415, 422, 500, 503),
            200: {"description": "Changed, or the same as before"},
            201: {"description": "New", "model": ReceiptBody},
        },
    )
    def put_article(article_id: ArticleId, sent: ArticleRequest, response: Response) -> ReceiptBody:
        """Add or replace an article. It is searchable when this answers."""
        if sent.id not in (None, article_id):
            raise InvalidArticle(
                "the id in the body is not the id in the path: make them equal, or leave out the first"
            )
        outcome = writer.put(sent.to_article(article_id), sent.source)
        live = library.live(article_id)
        response.status_code = 201 if outcome.change is Change.ADDED else 200
        return ReceiptBody(
            id=article_id,
            changed=outcome.change is not Change.UNCHANGED,
            version=live.article.version if live else None,
        )

    @router.delete("/{id:path}", status_code=204, responses=declare(401, 404, 422, 500, 503))
    def delete_article(article_id: ArticleId) -> None:
        """Remove an article and everything found by it."""
        if writer.remove(article_id) is None:
            raise _no_such(article_id)

    return router


def _no_such(article_id: str) -> HTTPException:
    return HTTPException(404, f"there is no article {article_id[:60]!r}: GET /v1/articles lists those there are")
