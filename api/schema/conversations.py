"""The JSON of conversations and of what people think of answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from answer.conversations import MAX_TITLE_CHARS, Conversation
from answer.keeping import Kept, Rating
from api.schema.cursors import Cursor
from api.schema.replies import KeptAnswerBody, kept_answer_body
from api.schema.requests import MAX_PAGE, StrictBody
from api.schema.words import NO_NUL, WORDS

MAX_COMMENT_CHARS = 2_000


class PageQuery(BaseModel):
    """Not strict: a query string holds nothing but strings."""

    model_config = ConfigDict(extra="forbid")

    cursor: Cursor | None = None
    limit: int = Field(100, ge=1, le=MAX_PAGE)


class ConversationRequest(StrictBody):
    title: Annotated[str, Field(max_length=MAX_TITLE_CHARS), NO_NUL, WORDS] | None = Field(
        None, description="Where none is given, the first question becomes the title."
    )


class ConversationBody(BaseModel):
    """title: "" before the first answer, where none was given. turns: how many answers it has."""

    id: str
    title: str
    began_at: datetime
    turns: int


class ConversationDetailsBody(ConversationBody):
    """answers: the last of them, in their order, without those whose articles may not be seen any more."""

    answers: list[KeptAnswerBody]


class ConversationsBody(BaseModel):
    """next: the cursor of the next page, or null on the last."""

    conversations: list[ConversationBody]
    next: str | None


class FeedbackRequest(StrictBody):
    helpful: bool
    comment: Annotated[str, Field(max_length=MAX_COMMENT_CHARS), NO_NUL] | None = None


class FeedbackBody(BaseModel):
    """asker: who said so, as the server names callers."""

    answer_id: str
    asker: str
    helpful: bool
    comment: str | None
    given_at: datetime


class FeedbacksBody(BaseModel):
    """next: the cursor of the next page, or null on the last."""

    feedback: list[FeedbackBody]
    next: str | None


def conversation_body(conversation: Conversation) -> ConversationBody:
    return ConversationBody(
        id=conversation.id, title=conversation.title, began_at=conversation.began_at, turns=conversation.turns
    )


def conversation_details_body(conversation: Conversation, turns: Sequence[Kept]) -> ConversationDetailsBody:
    answers = [kept_answer_body(kept) for kept in turns]
    return ConversationDetailsBody(**dict(conversation_body(conversation)), answers=answers)


def feedback_body(rating: Rating) -> FeedbackBody:
    return FeedbackBody(**vars(rating))
