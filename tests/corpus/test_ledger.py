"""What is told of jobs is kept, and true however often they begin again."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from corpus.change import Change, Outcome
from corpus.database import Database
from corpus.jobs import Job, JobKind, JobState
from corpus.ledger import Ledger

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path / "catalogue.sqlite3")
    yield database
    database.close()


@pytest.fixture
def ledger(database: Database) -> Ledger:
    return Ledger(database)


def job(job_id: str = "j", asked_at: datetime = NOON) -> Job:
    return Job(job_id, JobKind.REFRESH, "deals", asked_at, {"sources": ["deals"]})


def tell(database: Database, ledger: Ledger, change: Change, *names: str) -> None:
    with database.writing() as tx:
        ledger.record(tx, "j", [Outcome(name, change, "bad" if change is Change.FAILED else None) for name in names])


def counts(ledger: Ledger) -> dict[Change, int]:
    found = ledger.job("j")
    assert found
    return found.counts


def test_a_job_is_kept_as_it_was_asked_for(ledger: Ledger) -> None:
    ledger.ask(job())
    assert ledger.job("j") == job()
    assert ledger.job("another") is None


def test_a_job_that_begins_again_counts_nothing_twice(database: Database, ledger: Ledger) -> None:
    ledger.ask(job())
    ledger.start("j", NOON)
    tell(database, ledger, Change.UNCHANGED, "a", "b")
    tell(database, ledger, Change.ADDED, "c")
    ledger.start("j", NOON + timedelta(hours=1))
    tell(database, ledger, Change.UNCHANGED, "a", "b", "c")
    tell(database, ledger, Change.ADDED, "c", "d")
    assert counts(ledger) == {Change.UNCHANGED: 2, Change.ADDED: 2}
    again = ledger.job("j")
    assert again
    assert (again.started_at, again.done) == (NOON, 4)


def test_what_failed_and_then_succeeded_has_succeeded(database: Database, ledger: Ledger) -> None:
    ledger.ask(job())
    tell(database, ledger, Change.FAILED, "a", "b")
    tell(database, ledger, Change.ADDED, "a")
    assert counts(ledger) == {Change.ADDED: 1, Change.FAILED: 1}


def test_an_id_that_stands_twice_is_added_once_and_failed_once(database: Database, ledger: Ledger) -> None:
    ledger.ask(job())
    tell(database, ledger, Change.ADDED, "a")
    tell(database, ledger, Change.FAILED, "a")
    assert counts(ledger) == {Change.ADDED: 1, Change.FAILED: 1}
    assert ledger.failures("j") == [Outcome("a (again)", Change.FAILED, "bad")]


def test_a_job_that_is_over_stays_as_it_ended(ledger: Ledger) -> None:
    ledger.ask(job())
    assert ledger.end("j", JobState.CANCELLED, NOON)
    assert not ledger.end("j", JobState.SUCCEEDED, NOON + timedelta(hours=1))
    ledger.start("j", NOON)
    found = ledger.job("j")
    assert found
    assert (found.state, found.ended_at) == (JobState.CANCELLED, NOON)


def test_jobs_are_listed_newest_first_and_the_unfinished_in_their_order(ledger: Ledger) -> None:
    for n in range(4):
        ledger.ask(job(f"j{n}", NOON + timedelta(minutes=n)))
    ledger.end("j1", JobState.FAILED, NOON, "no such folder")
    assert [found.id for found in ledger.jobs(limit=2)] == ["j3", "j2"]
    assert [found.id for found in ledger.unfinished()] == ["j0", "j2", "j3"]


def test_failures_come_page_by_page(database: Database, ledger: Ledger) -> None:
    ledger.ask(job())
    tell(database, ledger, Change.FAILED, *"abc")
    first = ledger.failures("j", limit=2)
    assert [failure.article_id for failure in first] == ["a", "b"]
    assert [failure.article_id for failure in ledger.failures("j", after="b")] == ["c"]


def test_old_jobs_are_forgotten_with_what_they_did(database: Database, ledger: Ledger) -> None:
    ledger.ask(job())
    tell(database, ledger, Change.ADDED, "a")
    ledger.ask(job("running"))
    ledger.end("j", JobState.SUCCEEDED, NOON)
    assert ledger.ended_before(NOON) == []
    ledger.forget(ledger.ended_before(NOON + timedelta(seconds=1)))
    assert [found.id for found in ledger.jobs()] == ["running"]
    assert ledger.failures("j") == []


def test_two_thousand_unchanged_articles_are_counted_in_no_time(database: Database, ledger: Ledger) -> None:
    ledger.ask(job())
    tell(database, ledger, Change.ADDED, *(f"old-{n}" for n in range(2_000)))
    started = time.process_time()
    tell(database, ledger, Change.UNCHANGED, *(f"deal-{n}" for n in range(2_000)))
    assert time.process_time() - started < 0.5  # of a processor; some 10 ms
    assert counts(ledger)[Change.UNCHANGED] == 2_000
