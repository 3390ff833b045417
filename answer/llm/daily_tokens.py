"""The spend limit: how many tokens a day the LLM may use, kept in a small file so that a restart forgets nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from answer.errors import ChatModelFailed, SpendLimitReached

_BUSY_SECONDS = 10.0


@dataclass(frozen=True)
class Reservation:
    """Tokens set aside for a call, on the day it was made."""

    day: date
    tokens: int


def utc_today() -> date:
    """The day that limits count by."""
    return datetime.now(UTC).date()


class DailyTokens:
    """Counts prompt and completion tokens by day (UTC), over every process that shares the file. Thread-safe.

    What a call may cost at most is set aside before it, so that calls at the same time cannot pass the limit together,
    and a process killed in the middle of a call leaves the day's count too high rather than too low.
    """

    def __init__(self, file: Path, limit: int, today: Callable[[], date] = utc_today) -> None:
        self._file = file
        self.limit = limit
        self._today = today

    def used_today(self) -> int:
        """Tokens used today, with what is set aside for calls under way."""
        with self._writing() as db:
            return _used(db, self._today())

    def reserve(self, tokens: int) -> Reservation:
        """Set `tokens` aside. Raises SpendLimitReached when that would pass the day's limit."""
        day = self._today()
        with self._writing() as db:
            used = _used(db, day)
            if used + tokens > self.limit:
                raise SpendLimitReached(
                    f"{used:,} of today's {self.limit:,} tokens are used and this question may need {tokens:,}: "
                    "wait until midnight UTC or raise DEALDESK_LLM_TOKENS_PER_DAY",
                    may_have_cost=False,
                )
            _add(db, day, tokens)
        return Reservation(day, tokens)

    def settle(self, reservation: Reservation, used: int) -> None:
        """Put what was really used in the place of what was set aside."""
        with self._writing() as db:
            _add(db, reservation.day, used - reservation.tokens)

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(sqlite3.connect(self._file, timeout=_BUSY_SECONDS, isolation_level=None)) as db:
                db.execute("BEGIN IMMEDIATE")
                db.execute("CREATE TABLE IF NOT EXISTS tokens (day TEXT PRIMARY KEY, used INTEGER NOT NULL)")
                yield db  # an exception in the block closes the connection, which rolls back
                db.execute("COMMIT")
        except sqlite3.Error as error:
            raise ChatModelFailed(
                f"its tokens cannot be counted ({error}): see that {self._file.name} in the data folder can be written",
                may_have_cost=False,
            ) from error


def _used(db: sqlite3.Connection, day: date) -> int:
    row = db.execute("SELECT used FROM tokens WHERE day = ?", (day.isoformat(),)).fetchone()
    return int(row[0]) if row else 0


def _add(db: sqlite3.Connection, day: date, tokens: int) -> None:
    db.execute(
        "INSERT INTO tokens VALUES (?, ?) ON CONFLICT (day) DO UPDATE SET used = used + excluded.used",
        (day.isoformat(), tokens),
    )
