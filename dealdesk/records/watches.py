"""The questions that stay asked, and what is to be told of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from answer.reply import Question
from answer.reply_json import question_from, question_json
from answer.watches import Notice, Watch
from corpus.catalogue import utc_now
from corpus.database import Database
from corpus.moments import said_utc
from corpus.schema import notices, watches

_ACTIVE = watches.c.stopped_at.is_(None)
_OLDEST_FIRST = (notices.c.made_at, notices.c.id)


class SqlWatches:
    """answer.watches.Watches over the catalogue's database. Of two looks, the one that finds a watch as it was read
    changes it.
    """

    def __init__(self, database: Database, keep_days: int = 365, now: Callable[[], datetime] = utc_now) -> None:
        """keep_days: for how long a watch is kept that was stopped. now: UTC without saying so."""
        self._database = database
        self._keep_days = keep_days
        self._now = now

    def start(self, watch: Watch) -> Watch:
        """What was answered earlier in the conversation is not kept along: it is told of articles that may go."""
        question = _asked_by_people(watch.question)
        row = vars(watch) | {"question": question_json(question), "asked_at": self._now()}
        place = [watches.c[name] == row[name] for name in ("asker", "door", "address")]
        with self._database.writing() as tx:
            for known in tx.execute(sa.select(watches).where(_ACTIVE, *place)).all():
                if known.question == row["question"]:
                    return _watch(known)
            tx.execute(watches.insert(), row)
        return replace(watch, question=question, asked_at=said_utc(row["asked_at"]))

    def get(self, watch_id: str) -> Watch | None:
        found = self._watches(watches.c.id == watch_id)
        return found[0] if found else None

    def active(self, asker: str | None = None) -> Sequence[Watch]:
        return self._watches(watches.c.asker == asker) if asker is not None else self._watches()

    def stop(self, watch_id: str, asker: str | None = None) -> bool:
        whose = [] if asker is None else [watches.c.asker == asker]
        with self._database.writing() as tx:
            stopped = watches.update().where(_ACTIVE, watches.c.id == watch_id, *whose)
            return tx.execute(stopped.values(stopped_at=self._now())).rowcount > 0

    def looked_at(self, watch: Watch, index_version: str) -> None:
        with self._database.writing() as tx:
            tx.execute(_as_read(watch).values(index_version=index_version))

    def renewed(self, watch: Watch, answer_id: str, index_version: str) -> None:
        with self._database.writing() as tx:
            tx.execute(_as_read(watch).values(answer_id=answer_id, index_version=index_version))

    def changed(self, watch: Watch, answer_id: str, index_version: str) -> Notice | None:
        if watch.answer_id is None:
            return None
        notice = Notice(f"notice-{uuid4().hex}", watch.id, watch.answer_id, answer_id, self._now())
        with self._database.writing() as tx:
            if not tx.execute(_as_read(watch).values(answer_id=answer_id, index_version=index_version)).rowcount:
                return None
            tx.execute(notices.insert(), vars(notice))
        return replace(notice, made_at=said_utc(notice.made_at))

    def notice(self, notice_id: str) -> Notice | None:
        found = self._notices(sa.select(notices).where(notices.c.id == notice_id))
        return found[0] if found else None

    def untold(self) -> Sequence[Notice]:
        query = sa.select(notices).join_from(notices, watches).where(_ACTIVE, notices.c.told_at.is_(None))
        return self._notices(query.order_by(*_OLDEST_FIRST))

    def told(self, notice_id: str, message: str | None = None) -> None:
        first = notices.update().where(notices.c.id == notice_id, notices.c.told_at.is_(None))
        with self._database.writing() as tx:
            tx.execute(first.values(told_at=self._now(), message=message))

    def notices(self, watch_id: str, limit: int = 20) -> Sequence[Notice]:
        query = sa.select(notices).where(notices.c.watch_id == watch_id)
        return self._notices(query.order_by(*(column.desc() for column in _OLDEST_FIRST)).limit(limit))

    def forget_stopped(self) -> int:
        """Forget the watches that were stopped long ago, with their notices. Returns how many."""
        limit = self._now() - timedelta(days=self._keep_days)
        with self._database.writing() as tx:
            return tx.execute(watches.delete().where(watches.c.stopped_at < limit)).rowcount

    def _watches(self, *conditions: sa.ColumnElement[bool]) -> list[Watch]:
        query = sa.select(watches).where(_ACTIVE, *conditions).order_by(watches.c.asked_at, watches.c.id)
        with self._database.reading() as tx:
            return [_watch(row) for row in tx.execute(query).all()]

    def _notices(self, query: sa.Select[Any]) -> list[Notice]:
        with self._database.reading() as tx:
            return [_notice(row) for row in tx.execute(query).all()]


def _as_read(watch: Watch) -> sa.Update:
    """A change of the watch that nobody changed since it was read."""
    as_read = [watches.c[name].is_not_distinct_from(getattr(watch, name)) for name in ("answer_id", "index_version")]
    return watches.update().where(_ACTIVE, watches.c.id == watch.id, *as_read)


def _asked_by_people(question: Question) -> Question:
    return replace(question, history=tuple(turn for turn in question.history if turn.role == "user"))


def _watch(row: sa.Row[Any]) -> Watch:
    return Watch(
        row.id,
        row.asker,
        row.door,
        row.address,
        question_from(row.question),
        said_utc(row.asked_at),
        row.answer_id,
        row.index_version,
    )


def _notice(row: sa.Row[Any]) -> Notice:
    return Notice(row.id, row.watch_id, row.old_answer, row.new_answer, said_utc(row.made_at), said_utc(row.told_at))
