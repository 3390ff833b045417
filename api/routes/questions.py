"""POST /v1/ask and POST /v1/search."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.routing import APIRoute

from answer.ports import Answerer
from api.door.callers import Role, stated
from api.door.problems import BODY, GUARDED, declare
from api.schema.articles import SearchBody, search_body
from api.schema.replies import AnswerBody, answer_body
from api.schema.requests import AskRequest, SearchRequest
from index.ports import Searcher


def questions_router(answerer: Answerer, searcher: Searcher, route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/v1", route_class=route, tags=["questions"])
    problems = declare(*GUARDED, *BODY, 403)

    @router.post("/ask", responses=problems, openapi_extra=stated(Role.READER, audited=True))
    def ask(asked: AskRequest) -> AnswerBody:
        """Answer a question with proof. That no article carries an answer is an answer too: `abstained`."""
        return answer_body(answerer.ask(asked.to_question()))

    @router.post("/search", responses=problems, openapi_extra=stated(Role.READER, audited=True))
    def search(wanted: SearchRequest) -> SearchBody:
        """Find passages, best first."""
        return search_body(searcher.search(wanted.query, wanted.selection(), wanted.top_k))

    return router
