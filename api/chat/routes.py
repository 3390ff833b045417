"""POST /v1/chat/completions, GET /v1/models and /v1/models/{id}."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Path, Request, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from api.asking import Asker, Event
from api.chat.completions import (
    MODEL,
    ChatModelBody,
    ChatModelsBody,
    ChunkBody,
    ChunkChoiceBody,
    CompletionBody,
    DeltaBody,
    annotations_of,
    completion_body,
    usage,
)
from api.chat.content import Content
from api.chat.errors import error_member, speaking_openai
from api.chat.requests import ChatRequest
from api.door.callers import Role, stated
from api.door.event_stream import HEARTBEAT, EventStream, begun, declared, unless_left
from api.door.parameters import Asking, tell_audit
from api.door.problems import BODY, GUARDED, declare
from api.problem import Problem
from api.schema.events import Waiting
from api.schema.replies import AnswerBody, StatementBody

_DONE = b"data: [DONE]\n\n"
_STREAMED: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The completion; where `stream` says so in chunks, and [DONE] at the end",
        "content": declared(),
    }
}
# "4XX" keeps the framework from declaring 422, which is 400 here.
_REFUSED = {**declare(*GUARDED, *BODY, 404), "4XX": declare(400)[400]}
_REFUSED.pop(422, None)


def chat_router(asker: Asker, route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/v1", route_class=speaking_openai(route), tags=["chat"])

    @router.post(
        "/chat/completions",
        response_model=CompletionBody,
        responses={**_STREAMED, **_REFUSED},
        openapi_extra=stated(Role.READER, audited=True),
    )
    async def complete_chat(asked: ChatRequest, request: Request, caller: Asking) -> CompletionBody | Response:
        """Answer the last message, as OpenAI's clients ask: with markers, annotations and the whole answer beside.

        Unknown parameters are left aside. Messages before the question are its history; of the system and developer,
        they are background, and change nothing about how answers are made and proven.
        """
        check_model(asked.model)
        wanted = asked.to_asked()
        tell_audit(request, None, wanted.question)
        completion_id, created = f"chatcmpl-{uuid4().hex}", int(time.time())
        if asked.stream:
            events = await begun(asker.stream(caller, wanted))
            return EventStream(_chunks(events, asked, ChunkBody(id=completion_id, created=created, choices=[])))
        answer = await unless_left(request, asker.ask(caller, wanted))
        tell_audit(request, answer.id, wanted.question)
        return completion_body(completion_id, created, asked.texts, answer)

    @router.get("/models", responses=declare(*GUARDED), openapi_extra=stated(Role.READER))
    def list_chat_models() -> ChatModelsBody:
        """The one model that chat completions are made with."""
        return ChatModelsBody()

    @router.get("/models/{id}", responses=_REFUSED, openapi_extra=stated(Role.READER))
    def get_chat_model(model: Annotated[str, Path(alias="id", max_length=200)]) -> ChatModelBody:
        """That model."""
        check_model(model)
        return ChatModelBody()

    return router


def check_model(model: str) -> None:
    """Raises HTTPException 404."""
    if model != MODEL:
        raise HTTPException(404, f"there is no model {model[:60]!r}: use {MODEL!r}")


async def _chunks(
    events: AsyncGenerator[Event, None], asked: ChatRequest, empty: ChunkBody
) -> AsyncGenerator[bytes, None]:
    """The answer as it is proven, statement by statement. empty: a chunk that says nothing yet."""
    content = Content()

    def choice(delta: DeltaBody, **more: Any) -> bytes:
        return _data(empty.model_copy(update={"choices": [ChunkChoiceBody(delta=delta, **more)]}))

    async with aclosing(events):
        yield choice(DeltaBody(role="assistant", content=""))
        async for event in events:
            said = len(content.text)
            if isinstance(event, Waiting):
                yield HEARTBEAT
            elif isinstance(event, Problem):
                yield _data_of({"error": error_member(event)})
                return
            elif isinstance(event, StatementBody):
                content.state(event)
                yield choice(DeltaBody(content=content.text[said:]))
            elif isinstance(event, AnswerBody):
                content.finish(event)
                if content.text[said:]:
                    yield choice(DeltaBody(content=content.text[said:]))
                cited = DeltaBody(annotations=annotations_of(content, event))
                yield choice(cited, finish_reason="stop", dealdesk=event)
    if asked.stream_options and asked.stream_options.include_usage:
        yield _data(empty.model_copy(update={"usage": usage(asked.texts, content.text)}))
    yield _DONE


def _data(body: BaseModel) -> bytes:
    return _data_of(body.model_dump(mode="json"))


def _data_of(value: object) -> bytes:
    # In ASCII: some clients take U+2028 and the like for the end of a line.
    return f"data: {json.dumps(value)}\n\n".encode()
