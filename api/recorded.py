"""What callers ask, answered within their reach and kept."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace

from starlette.exceptions import HTTPException

from answer.conversations import Conversation, Conversations
from answer.errors import VersionGone
from answer.keeping import AnswersKept, Kept
from answer.ports import Answerer, Follower
from answer.reply import Answer, Question, Reply, Turn
from api.door.callers import Caller
from api.schema.replies import AnswerBody, answer_body
from api.schema.requests import QuestionBody
from corpus.errors import CorpusError

logger = logging.getLogger(__name__)

_TURNS = 10
_TRIES = 2


@dataclass(frozen=True)
class Records:
    """Where answers and conversations are kept."""

    answers: AnswersKept
    conversations: Conversations


def sees(caller: Caller, kept: Kept) -> bool:
    """Whether there is such an answer for the caller: their own, from collections that they reach now."""
    return caller.owns(kept.asker) and all(map(caller.reaches, kept.collections))


def conversation_of(caller: Caller, conversations: Conversations | None, conversation_id: str) -> Conversation:
    """A conversation that is there for the caller. Raises HTTPException 404."""
    found = conversations.get(conversation_id) if conversations else None
    if found is None or not caller.owns(found.asker):
        raise HTTPException(
            404, f"there is no conversation {conversation_id[:60]!r}: POST /v1/conversations begins one"
        )
    return found


def turns_of(caller: Caller, records: Records, conversation: Conversation, limit: int) -> Sequence[Kept]:
    """The last `limit` answers of a conversation, without those that the caller may not see any more."""
    found = map(records.answers.get, records.conversations.answers(conversation.id, limit))
    return [kept for kept in found if kept and sees(caller, kept)]


class Recorded:
    """Asks the answerer on behalf of callers, and keeps what it answers. Thread-safe."""

    def __init__(self, answerer: Answerer, records: Records | None) -> None:
        """records: None to keep nothing; then there are no conversations."""
        self._answerer = answerer
        self._records = records

    def answer(
        self, caller: Caller, asked: QuestionBody, follower: Follower, conversation_id: str | None = None
    ) -> AnswerBody:
        """Raises HTTPException for a conversation that is not the caller's, what the answerer raises, and VersionGone
        where articles are erased faster than they are quoted.
        """
        question = asked.to_question()
        question = replace(question, selection=caller.within(question.selection))
        if conversation_id is not None:
            question = replace(question, history=self._history(caller, conversation_id))
        for left in reversed(range(_TRIES)):
            try:
                reply = self._answerer.ask(question, follower)
                return answer_body(reply, self._keep(caller, question, reply, conversation_id))
            except VersionGone:
                if not left:
                    raise
        raise AssertionError("every try answers or raises")

    def _history(self, caller: Caller, conversation_id: str) -> tuple[Turn, ...]:
        conversation = conversation_of(caller, self._records.conversations if self._records else None, conversation_id)
        assert self._records
        if conversation.asker != caller.id:
            raise HTTPException(403, "this conversation is somebody else's: begin one of your own")
        turns: list[Turn] = []
        for kept in turns_of(caller, self._records, conversation, _TURNS):
            turns.append(Turn("user", kept.reply.question.text))
            if isinstance(kept.reply, Answer):  # that there was none would be searched for
                turns.append(Turn("assistant", kept.reply.text))
        return tuple(turns)

    def _keep(self, caller: Caller, question: Question, reply: Reply, conversation_id: str | None) -> str | None:
        """The conversation that the reply was added to. Raises VersionGone."""
        if self._records is None:
            return None
        try:
            self._records.answers.keep(_without_history(reply), caller.id)
            if conversation_id and self._records.conversations.append(conversation_id, reply.id, question.text):
                return conversation_id
        except CorpusError as error:  # it is an answer all the same
            logger.warning("answer %s is not kept: %s", reply.id, error)
        return None


def _without_history(reply: Reply) -> Reply:
    """Nothing that is shown needs it, and it may tell of articles that are erased one day."""
    return replace(reply, question=replace(reply.question, history=()))
