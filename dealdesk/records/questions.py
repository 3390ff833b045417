"""The questions that were asked in Slack, and what became of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from bot.asked import Asked, How, Place
from bot.ports import State, Taken
from corpus.catalogue import utc_now
from corpus.database import Database
from corpus.moments import said_utc
from corpus.schema import slack_questions as table

_IN_THREAD = (How.MENTION, How.DIRECT, How.FOLLOW_UP, How.UNASKED)


class SqlQuestions:
    """bot.ports.Questions over the catalogue's database. A question is taken by whoever inserts it first."""

    def __init__(self, database: Database, keep_days: int = 365, now: Callable[[], datetime] = utc_now) -> None:
        """keep_days: for how long those are kept that are over. now: the present moment, UTC without saying so."""
        self._database = database
        self._keep_days = keep_days
        self._now = now

    def take(self, asked: Asked) -> bool:
        row = {
            "key": asked.key,
            "team": asked.team,
            "channel": asked.channel,
            "thread_ts": asked.thread_ts,
            "asked": asdict(asked),
            "state": State.TAKEN,
            "attempts": 0,
            "taken_at": self._now(),
        }
        with self._database.writing() as tx:
            return tx.execute(insert(table).values(row).on_conflict_do_nothing()).rowcount > 0

    def get(self, key: str) -> Taken | None:
        found = self._read(sa.select(table).where(table.c.key == key))
        return found[0] if found else None

    def begin(self, key: str) -> Taken | None:
        begun = table.c.key == key, table.c.state == State.TAKEN
        with self._database.writing() as tx:
            if not tx.execute(table.update().where(*begun).values(attempts=table.c.attempts + 1)).rowcount:
                return None
        return self.get(key)

    def answered(self, key: str, answer_id: str) -> None:
        self._set(key, answer_id=answer_id)

    def posting(self, key: str, message_ts: str) -> bool:
        other = table.alias()
        same = other.c.team == table.c.team, other.c.channel == table.c.channel
        taken = sa.exists().where(*same, other.c.message_ts == message_ts, other.c.key != table.c.key)
        posted = table.update().where(table.c.key == key, ~taken).values(message_ts=message_ts)
        with self._database.writing() as tx:
            return tx.execute(posted).rowcount > 0

    def end(self, key: str, state: State, error: str | None = None) -> None:
        # Whoever has the address could still answer there: it is not kept longer than it is needed.
        told = sa.type_coerce(sa.func.json_set(table.c.asked, "$.response_url", ""), sa.JSON)
        at = self._now() if state is State.REPLIED else None
        self._set(key, state=state, error=error, replied_at=at, asked=told)

    def unfinished(self) -> Sequence[str]:
        query = sa.select(table.c.key).where(table.c.state == State.TAKEN).order_by(table.c.taken_at)
        with self._database.reading() as tx:
            return tx.scalars(query).all()

    def knows_thread(self, team: str, channel: str, thread_ts: str) -> bool:
        # Who was answered unasked did not call us into the thread.
        addressed = table.c.asked["how"].as_string() != How.UNASKED
        query = sa.select(table.c.key).where(*_thread(team, channel, thread_ts), addressed).limit(1)
        with self._database.reading() as tx:
            return tx.execute(query).first() is not None

    def before(self, asked: Asked, limit: int = 20) -> Sequence[Taken]:
        earlier = table.c.asked["ts"].as_string() < asked.ts
        said = table.c.asked["how"].as_string().in_(_IN_THREAD), table.c.state != State.SILENT
        thread = _thread(asked.team, asked.channel, asked.thread_ts)
        order = table.c.asked["ts"].as_string().desc()
        return self._read(sa.select(table).where(*thread, earlier, *said).order_by(order).limit(limit))[::-1]

    def just_before(self, taken: Taken, seconds: float) -> int:
        asked, moment = taken.asked, taken.taken_at.replace(tzinfo=None)
        earlier = sa.tuple_(table.c.taken_at, table.c.key) < sa.tuple_(sa.literal(moment), sa.literal(asked.key))
        since = table.c.taken_at > moment - timedelta(seconds=seconds)
        replied = table.c.state.in_([State.TAKEN, State.REPLIED])
        thread = _thread(asked.team, asked.channel, asked.thread_ts)
        query = sa.select(sa.func.count()).select_from(table).where(*thread, since, earlier, replied)
        with self._database.reading() as tx:
            return tx.scalar(query) or 0

    def forget_old(self) -> int:
        """Forget those that are over and were taken longer ago than they are kept. Returns how many."""
        old = table.c.taken_at < self._now() - timedelta(days=self._keep_days), table.c.state != State.TAKEN
        with self._database.writing() as tx:
            return tx.execute(table.delete().where(*old)).rowcount

    def _read(self, query: sa.Select[Any]) -> list[Taken]:
        with self._database.reading() as tx:
            return [_taken(row) for row in tx.execute(query)]

    def _set(self, key: str, **values: object) -> None:
        with self._database.writing() as tx:
            tx.execute(table.update().where(table.c.key == key).values(values))


def _thread(team: str, channel: str, thread_ts: str) -> tuple[sa.ColumnElement[bool], ...]:
    return table.c.team == team, table.c.channel == channel, table.c.thread_ts == thread_ts


def _taken(row: sa.Row[Any]) -> Taken:
    fields = dict(row.asked)
    asked = Asked(**{**fields, "how": How(fields["how"]), "place": Place(fields["place"])})
    return Taken(asked, State(row.state), said_utc(row.taken_at), row.attempts, row.message_ts, row.answer_id)
