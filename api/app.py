"""The HTTP door, put together."""

from __future__ import annotations

from typing import Any

from fastapi import Depends, FastAPI
from fastapi.security import HTTPBearer

from answer.ports import Answerer
from answer.sheet import DealSheet
from api import problems
from api.articles import articles_router
from api.browser import page_router
from api.door import guarded_route
from api.figures import figures_router
from api.ports import HealthCheck, Library, Timelines, Writer
from api.probes import probes_router
from api.questions import questions_router
from api.timeline import timeline_router
from index.ports import Searcher

MAX_BODY_BYTES = 1_000_000
MAX_ARTICLE_BYTES = 20_000_000


def create_app(
    answerer: Answerer,
    searcher: Searcher,
    library: Library,
    writer: Writer,
    health: HealthCheck,
    *,
    timelines: Timelines | None = None,
    api_key: str | None = None,
    max_body_bytes: int = MAX_BODY_BYTES,
    max_article_bytes: int = MAX_ARTICLE_BYTES,
) -> FastAPI:
    """The application for an ASGI server, over parts that are ready to use.

    timelines: what /v1/timeline asks; without it there is no such address.
    api_key: what every /v1 address asks for, None to ask for nothing. max_body_bytes: of a question or search;
    max_article_bytes: of an article. ValueError for an empty key, which would look like protection and be none.
    """
    if api_key is not None and not api_key.strip():
        raise ValueError("the API key is empty: give one that cannot be guessed, or None to ask for no key")
    # The framework's own documentation pages load scripts from elsewhere.
    app = _App(title="dealdesk", version="1", docs_url=None, redoc_url=None, redirect_slashes=False)
    problems.install(app)
    # This only tells the OpenAPI document of the key: the guarded route checks it, before the body is read.
    key = Depends(HTTPBearer(auto_error=False, description="The server's API key, where it asks for one."))
    questions = questions_router(answerer, searcher, guarded_route(api_key, max_body_bytes))
    articles = articles_router(library, writer, guarded_route(api_key, max_article_bytes))
    app.include_router(questions, dependencies=[key])
    app.include_router(articles, dependencies=[key])
    figures = figures_router(DealSheet(searcher, library), guarded_route(api_key, max_body_bytes))
    app.include_router(figures, dependencies=[key])
    if timelines:
        app.include_router(timeline_router(timelines, guarded_route(api_key, max_body_bytes)), dependencies=[key])
    app.include_router(probes_router(health))
    app.include_router(page_router())
    return app


class _App(FastAPI):
    """Adds to the OpenAPI document the schemas of the error bodies, which no endpoint returns."""

    def openapi(self) -> dict[str, Any]:
        document = super().openapi()
        document["components"]["schemas"].update(problems.schemas())
        return document
