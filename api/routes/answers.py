"""GET /v1/answers/{id}, PUT /v1/answers/{id}/feedback and GET /v1/feedback."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from answer.keeping import AnswersKept, Kept
from api.door.callers import Caller, Role, stated
from api.door.idempotency import KEYED
from api.door.parameters import Asking, Overseeing
from api.door.problems import BODY, GUARDED, WRITING, declare
from api.recorded import sees
from api.schema.conversations import FeedbackRequest, FeedbacksBody, PageQuery, feedback_body
from api.schema.cursors import cursor_of, place_of
from api.schema.replies import KeptAnswerBody, kept_answer_body
from api.schema.words import Id

AnswerId = Annotated[Id, Path(alias="id")]


def answers_router(answers: AnswersKept, route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/v1", route_class=route, tags=["answers"])

    @router.get("/answers/{id}", responses=declare(*GUARDED, 404, 422), openapi_extra=stated(Role.READER))
    def get_answer(answer_id: AnswerId, caller: Asking) -> KeptAnswerBody:
        """An answer as it was given, with the index that it was made from."""
        return kept_answer_body(_existing(answers, caller, answer_id))

    @router.put(
        "/answers/{id}/feedback",
        status_code=204,
        responses=declare(*WRITING, *BODY, 404),
        openapi_extra=stated(Role.READER, KEYED),
    )
    def rate_answer(said: FeedbackRequest, answer_id: AnswerId, caller: Asking) -> None:
        """Say whether an answer helped. The last word counts."""
        _existing(answers, caller, answer_id)
        if not answers.rate(answer_id, caller.id, said.helpful, said.comment):
            raise _no_such(answer_id)

    @router.get("/feedback", responses=declare(*GUARDED, 422), openapi_extra=stated(Role.ADMIN))
    def list_feedback(wanted: Annotated[PageQuery, Query()], _: Overseeing) -> FeedbacksBody:
        """What people think of the answers, the newest first."""
        page, behind = answers.ratings(place_of(wanted, wanted.cursor, 3), wanted.limit)
        return FeedbacksBody(feedback=[feedback_body(each) for each in page], next=cursor_of(wanted, behind))

    return router


def _existing(answers: AnswersKept, caller: Caller, answer_id: str) -> Kept:
    kept = answers.get(answer_id)
    if kept is None or not sees(caller, kept):
        raise _no_such(answer_id)
    return kept


def _no_such(answer_id: str) -> HTTPException:
    return HTTPException(404, f"there is no answer {answer_id[:60]!r}: it was never given, or is not kept any more")
