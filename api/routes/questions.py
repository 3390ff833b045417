"""POST /v1/ask, /v1/ask/batch and /v1/search."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute

from api.asking import Asker, Event
from api.door.callers import Role, stated
from api.door.event_stream import HEARTBEAT, MEDIA_TYPE, EventStream, begun, declared, event_bytes, unless_left
from api.door.parameters import Asking, tell_audit
from api.door.problems import BODY, GUARDED, declare
from api.problem import Problem
from api.schema.articles import HitsBody, SearchBody, search_body
from api.schema.events import CitationsBody, StatusBody, Waiting
from api.schema.replies import AnswerBody, BatchBody, StatementBody
from api.schema.requests import AskRequest, BatchRequest, SearchRequest
from index.ports import Searcher

_NAMES = {
    StatusBody: "status",
    HitsBody: "hits",
    StatementBody: "statement",
    CitationsBody: "citations",
    AnswerBody: "answer",
    Problem: "error",
}
_STREAMED: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The answer; as server-sent events where the request says so",
        "content": declared(*_NAMES.values()),
    }
}


def questions_router(asker: Asker, searcher: Searcher, route: type[APIRoute], place: Any) -> APIRouter:
    """place: the dependency that holds a place in the room while an endpoint searches; an asker has its own."""
    router = APIRouter(prefix="/v1", route_class=route, tags=["questions"])
    problems = declare(*GUARDED, *BODY, 403)
    asked_of = stated(Role.READER, audited=True)

    @router.post(
        "/ask", response_model=AnswerBody, responses={**_STREAMED, **declare(404), **problems}, openapi_extra=asked_of
    )
    async def ask(asked: AskRequest, request: Request, caller: Asking) -> AnswerBody | Response:
        """Answer a question with proof. That no article carries an answer is an answer too: `abstained`.

        With `stream`, or where the Accept header prefers text/event-stream, server-sent events tell how the answer
        comes about: `status` {"stage": ...}; `hits` with the passages to choose from; then, once all of it is checked,
        `statement` for each, `citations`, and `answer` with the whole of it; or `error` with a problem.
        """
        tell_audit(request, asked.conversation, asked.question)
        wants_events = _prefers_events(request) if asked.stream is None else asked.stream
        if wants_events:
            request.state.door = "stream"  # as it is counted
            return EventStream(_encoded(await begun(asker.stream(caller, asked))))
        answer = await unless_left(request, asker.ask(caller, asked))
        tell_audit(request, answer.id, asked.question)
        return answer

    @router.post("/ask/batch", responses=problems, openapi_extra=asked_of)
    async def ask_batch(asked: BatchRequest, request: Request, caller: Asking) -> BatchBody:
        """Answer several questions, one after the other. What fails is a problem in its place."""
        tell_audit(request, None, "\n".join(each.question for each in asked.questions))
        replies = await unless_left(request, asker.ask_all(caller, asked.questions))
        return BatchBody(replies=replies)

    @router.post("/search", responses=problems, openapi_extra=asked_of, dependencies=[place])
    def search(wanted: SearchRequest, request: Request, caller: Asking) -> SearchBody:
        """Find passages, best first."""
        tell_audit(request, None, wanted.query)
        return search_body(searcher.search(wanted.query, caller.within(wanted.selection()), wanted.top_k))

    return router


async def _encoded(events: AsyncGenerator[Event, None]) -> AsyncGenerator[bytes, None]:
    async with aclosing(events):
        async for event in events:
            yield HEARTBEAT if isinstance(event, Waiting) else event_bytes(_NAMES[type(event)], event)


def _prefers_events(request: Request) -> bool:
    """Whether events are what the Accept header likes best; JSON comes first where it likes both alike."""
    liked = {MEDIA_TYPE: 0.0, "application/json": 0.0}
    for each in ",".join(request.headers.getlist("accept")).lower().split(","):
        kind, *parameters = (part.strip() for part in each.split(";"))
        weights = [parameter[2:] for parameter in parameters if re.fullmatch(r"q=[01](\.[0-9]{0,3})?", parameter)]
        if kind in liked:
            liked[kind] = float(weights[0]) if weights else 1.0
    return liked[MEDIA_TYPE] > liked["application/json"]
