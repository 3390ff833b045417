"""GET and POST /v1/conversations, GET and DELETE /v1/conversations/{id}."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from fastapi.routing import APIRoute

from api.door.callers import Role, stated
from api.door.idempotency import KEYED
from api.door.parameters import Asking
from api.door.problems import BODY, GUARDED, WRITING, declare
from api.recorded import Records, conversation_of, turns_of
from api.schema.conversations import (
    ConversationBody,
    ConversationDetailsBody,
    ConversationRequest,
    ConversationsBody,
    PageQuery,
    conversation_body,
    conversation_details_body,
)
from api.schema.cursors import cursor_of, place_of
from api.schema.words import Id

ConversationId = Annotated[Id, Path(alias="id")]

_SHOWN_TURNS = 100


def conversations_router(records: Records, route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/v1/conversations", route_class=route, tags=["conversations"])
    kept = records.conversations

    @router.get("", responses=declare(*GUARDED, 422), openapi_extra=stated(Role.READER))
    def list_conversations(wanted: Annotated[PageQuery, Query()], caller: Asking) -> ConversationsBody:
        """The caller's own, the newest first."""
        whose = None if caller.sees_all else caller.id
        page, behind = kept.page(whose, place_of(wanted, wanted.cursor, 2), wanted.limit)
        shown = [conversation_body(each) for each in page]
        return ConversationsBody(conversations=shown, next=cursor_of(wanted, behind))

    @router.post("", status_code=201, responses=declare(*WRITING, *BODY), openapi_extra=stated(Role.READER, KEYED))
    def begin_conversation(wanted: ConversationRequest, response: Response, caller: Asking) -> ConversationBody:
        """Begin a conversation. POST /v1/ask with its id asks in it: what was said before is understood along."""
        begun = kept.begin(caller.id, wanted.title or "")
        response.headers["Location"] = f"/v1/conversations/{begun.id}"
        return conversation_body(begun)

    @router.get("/{id}", responses=declare(*GUARDED, 404, 422), openapi_extra=stated(Role.READER))
    def get_conversation(conversation_id: ConversationId, caller: Asking) -> ConversationDetailsBody:
        """A conversation with its answers, the last 100 at most."""
        found = conversation_of(caller, kept, conversation_id)
        return conversation_details_body(found, turns_of(caller, records, found, _SHOWN_TURNS))

    @router.delete("/{id}", status_code=204, responses=declare(*WRITING, 404), openapi_extra=stated(Role.READER, KEYED))
    def delete_conversation(conversation_id: ConversationId, caller: Asking) -> None:
        """Forget a conversation. Its answers stay: each can still be shown by its id."""
        kept.forget(conversation_of(caller, kept, conversation_id).id)

    return router
