"""The conversations over HTTP: who began them, and which answers they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from answer.conversations import Conversation, title_from
from corpus.catalogue import utc_now
from corpus.database import Database
from corpus.listing import Place
from corpus.moments import kept_utc, said_utc
from corpus.schema import answers, conversation_answers, conversations
from dealdesk.records.paging import newest_first, place_at

_TURNS = (
    sa.select(sa.func.count())
    .where(conversation_answers.c.conversation_id == conversations.c.id)
    .scalar_subquery()
    .label("turns")
)
_ALL = sa.select(conversations, _TURNS)


class SqlConversations:
    """answer.conversations.Conversations over the catalogue's database."""

    def __init__(self, database: Database, keep_days: int = 365, now: Callable[[], datetime] = utc_now) -> None:
        """keep_days: for how long those are kept that have no answers. now: UTC without saying so."""
        self._database = database
        self._keep_days = keep_days
        self._now = now

    def begin(self, asker: str, title: str = "") -> Conversation:
        begun = Conversation(uuid4().hex, asker, title, said_utc(self._now()))
        row = {"id": begun.id, "asker": asker, "title": title, "began_at": kept_utc(begun.began_at)}
        with self._database.writing() as tx:
            tx.execute(conversations.insert(), row)
        return begun

    def get(self, conversation_id: str) -> Conversation | None:
        found = self._read(_ALL.where(conversations.c.id == conversation_id))
        return found[0] if found else None

    def append(self, conversation_id: str, answer_id: str, question: str) -> bool:
        its_own = conversations.c.id == conversation_id
        untitled = conversations.update().where(its_own, conversations.c.title == "")
        added = conversation_answers.insert().values(conversation_id=conversation_id, answer_id=answer_id)
        with self._database.writing() as tx:
            if not tx.scalar(sa.select(sa.exists().where(its_own) & sa.exists().where(answers.c.id == answer_id))):
                return False
            tx.execute(added)
            tx.execute(untitled.values(title=title_from(question)))
            return True

    def answers(self, conversation_id: str, limit: int) -> Sequence[str]:
        its_own = conversation_answers.c.conversation_id == conversation_id
        newest = sa.select(conversation_answers.c.answer_id).where(its_own).order_by(conversation_answers.c.id.desc())
        with self._database.reading() as tx:
            return tx.scalars(newest.limit(limit)).all()[::-1]

    def page(self, asker: str | None, behind: Place | None, limit: int) -> tuple[Sequence[Conversation], Place | None]:
        place = conversations.c.began_at, conversations.c.id
        query = newest_first(_ALL, place, behind).limit(limit + 1)
        found = self._read(query if asker is None else query.where(conversations.c.asker == asker))
        page = found[:limit]
        return page, place_at(page[-1].began_at, page[-1].id) if len(found) > limit else None

    def forget(self, conversation_id: str) -> bool:
        with self._database.writing() as tx:
            return tx.execute(conversations.delete().where(conversations.c.id == conversation_id)).rowcount > 0

    def forget_empty(self) -> int:
        """Forget those that began as long ago as answers are kept, and have none any more. Returns how many."""
        empty = conversations.c.id.not_in(sa.select(conversation_answers.c.conversation_id))
        began_before = conversations.c.began_at < self._now() - timedelta(days=self._keep_days)
        with self._database.writing() as tx:
            return tx.execute(conversations.delete().where(empty, began_before)).rowcount

    def _read(self, query: sa.Select[Any]) -> list[Conversation]:
        with self._database.reading() as tx:
            rows = tx.execute(query).all()
        return [Conversation(row.id, row.asker, row.title, said_utc(row.began_at), row.turns) for row in rows]
