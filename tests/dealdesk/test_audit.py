"""The audit as it is kept, and that no request waits for it or fails with it."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from api.door.audit import Done
from corpus.database import Database
from dealdesk.records.aside import Aside
from dealdesk.records.audit import SqlAudit
from tests.dealdesk.console import until

ASKED = Done("k1", "POST /v1/ask", "reply-1", 200, "Who operates the plant?")
NO_ROOM = "CREATE TRIGGER no_room BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'no room'); END"


@dataclass(frozen=True)
class Book:
    """A catalogue with an audit in it."""

    file: Path
    database: Database
    aside: Aside
    audit: SqlAudit


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    file = tmp_path / "catalogue.sqlite3"
    with closing(Database(file)) as database, closing(Aside(database, most=5, retry_seconds=0.01)) as aside:
        yield Book(file, database, aside, SqlAudit(database, aside))


def other(book: Book) -> sqlite3.Connection:
    """Another program at the same file."""
    return sqlite3.connect(book.file, isolation_level=None)


def test_who_looks_sees_what_was_just_done_the_newest_first(book: Book) -> None:
    before = datetime.now(UTC)
    for about in ("a", "b", "c"):
        book.audit.note(replace(ASKED, about=about))
    entries = book.audit.latest(None, None, 10)
    assert [(entry.id, entry.done.about) for entry in entries] == [(3, "c"), (2, "b"), (1, "a")]
    assert before <= entries[2].at <= entries[0].at <= datetime.now(UTC)
    assert [entry.id for entry in book.audit.latest(None, 3, 1)] == [2]
    assert book.audit.latest("k2", None, 10) == []
    assert len(book.audit.latest("k1", None, 10)) == 3


@pytest.mark.parametrize("with_texts", [False, True])
def test_what_was_asked_is_kept_only_where_that_is_switched_on(book: Book, with_texts: bool) -> None:
    audit = SqlAudit(book.database, book.aside, with_texts)
    assert audit.with_texts is with_texts
    audit.note(ASKED)
    [entry] = audit.latest(None, None, 10)
    assert entry.done == (ASKED if with_texts else replace(ASKED, text=None))
    held = b"".join(file.read_bytes() for file in book.file.parent.iterdir())
    assert (b"operates the plant" in held) is with_texts


def test_anything_can_be_noted(book: Book) -> None:
    audit = SqlAudit(book.database, book.aside, with_texts=True)
    audit.note(Done("k1", "PUT /v1/articles/{id}", "x\ud800\0" * 1_000, 404, "\udfff\0?"))
    audit.note(Done("k1", "POST /v1/purges", None, 200))
    last, first = audit.latest(None, None, 10)
    assert (first.done.about, first.done.text) == (("x?\0" * 1_000)[:200], "?\0?")
    assert (last.done.about, last.done.text) == (None, None)


def test_a_locked_database_holds_nobody_up(book: Book) -> None:
    with closing(other(book)) as program:
        program.execute("BEGIN IMMEDIATE")
        for _ in range(3):
            book.audit.note(ASKED)
        assert not book.aside.settle(0)
        program.execute("ROLLBACK")
    assert until(lambda: len(book.audit.latest(None, None, 10)) == 3)


def test_what_cannot_be_written_is_told_once_without_its_text_and_written_later(
    book: Book, caplog: pytest.LogCaptureFixture
) -> None:
    audit = SqlAudit(book.database, book.aside, with_texts=True)
    with closing(other(book)) as program, caplog.at_level(logging.DEBUG):
        program.execute(NO_ROOM)
        for number in range(7):
            audit.note(replace(ASKED, about=str(number)))
        until(lambda: caplog.records)
        assert audit.latest(None, None, 10) == []
        program.execute("DROP TRIGGER no_room")
        assert book.aside.settle(30)
    assert [entry.done.about for entry in audit.latest(None, None, 10)] == ["4", "3", "2", "1", "0"]  # no more wait
    warnings = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    assert len(warnings) == 1
    assert "no room" in warnings[0]
    assert "plant" not in caplog.text


def test_closing_writes_what_is_left_and_does_not_wait_for_a_database_that_refuses(book: Book) -> None:
    book.audit.note(ASKED)
    book.aside.close()
    assert len(book.audit.latest(None, None, 10)) == 1
    with closing(other(book)) as program:
        program.execute(NO_ROOM)
    aside = Aside(book.database, retry_seconds=3_600)
    SqlAudit(book.database, aside).note(ASKED)
    aside.close()


def test_old_entries_are_forgotten(book: Book) -> None:
    now = datetime(2026, 3, 1, 8, 30)
    for days in (31, 29, 0):
        SqlAudit(book.database, book.aside, now=lambda at=now - timedelta(days=days): at).note(
            replace(ASKED, about=str(days))
        )
    audit = SqlAudit(book.database, book.aside, keep_days=30, now=lambda: now)
    assert len(audit.latest(None, None, 10)) == 3
    assert audit.forget_old() == 1
    assert [entry.done.about for entry in audit.latest(None, None, 10)] == ["0", "29"]
