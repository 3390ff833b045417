"""Requests that were answered, kept for a day and over restarts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from corpus.claim import Claim, KeptReply
from corpus.database import Database
from corpus.requests_log import RequestsLog

REPLY = KeptReply(201, {"content-type": "application/json"}, b'{"id": "deal"}')
NOON = datetime(2026, 3, 1, 12)


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "catalogue.sqlite3"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def log(path: Path, clock: Clock) -> Iterator[RequestsLog]:
    database = Database(path)
    yield RequestsLog(database, clock)
    database.close()


def test_a_key_is_new_then_running_then_answered(log: RequestsLog) -> None:
    assert log.claim("key", "body") is Claim.NEW
    assert log.claim("key", "body") is Claim.RUNNING
    assert log.claim("key", "other") is Claim.DIFFERENT
    log.finish("key", REPLY)
    assert log.claim("key", "body") == REPLY
    assert log.claim("key", "other") is Claim.DIFFERENT
    assert log.claim("another key", "body") is Claim.NEW


def test_a_request_that_failed_may_be_sent_again(log: RequestsLog) -> None:
    assert log.claim("key", "body") is Claim.NEW
    log.release("key")
    assert log.claim("key", "other") is Claim.NEW


def test_answers_outlive_the_process_and_what_ran_does_not(log: RequestsLog, path: Path, clock: Clock) -> None:
    log.claim("done", "body")
    log.finish("done", REPLY)
    log.claim("killed", "body")
    database = Database(path)
    after = RequestsLog(database, clock)
    assert after.claim("done", "body") == REPLY
    assert after.claim("killed", "body") is Claim.NEW
    database.close()


def test_an_answer_is_kept_for_a_day(log: RequestsLog, clock: Clock) -> None:
    log.claim("key", "body")
    log.finish("key", REPLY)
    clock.now = NOON + timedelta(hours=23, minutes=59)
    assert log.forget_before() == 0
    assert log.claim("key", "body") == REPLY
    clock.now = NOON + timedelta(hours=24, minutes=1)
    assert log.claim("key", "other") is Claim.NEW
    log.finish("key", REPLY)
    assert log.claim("key", "other") == REPLY
    clock.now += timedelta(hours=25)
    assert log.forget_before() == 1
