"""Durable work that was lost is found, what another process does is let be, and what is over is forgotten."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import pytest

from corpus.errors import CatalogueUnusable
from dealdesk.durable import Durable, Kind, Stopping
from dealdesk.processes import Processes
from tests.dealdesk.console import until

DAY_MS = 86_400_000


class Work:
    """Done at the second try; the first is as that of a process that was killed."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.done: list[str] = []

    def do(self, work_id: str) -> bool:
        self.begun.append(work_id)
        if len(self.begun) == 1:
            raise Stopping
        self.done.append(work_id)
        return False


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "jobs.sqlite3"


@contextmanager
def running(
    file: Path, work: Callable[[str], bool], kind: Kind = Kind.REPLY, lost_seconds: float = 0.0
) -> Iterator[Durable]:
    durable = Durable(file, lost_seconds=lost_seconds)
    durable.teach(kind, work)
    durable.launch()
    try:
        yield durable
    finally:
        durable.stop()


def change(file: Path, statement: str) -> None:
    with sqlite3.connect(file, timeout=30) as connection:
        connection.execute(statement)
    connection.close()


def known(file: Path, where: str = "true") -> set[str]:
    with sqlite3.connect(file, timeout=30) as connection:
        found = {row[0] for row in connection.execute(f"SELECT workflow_uuid FROM workflow_status WHERE {where}")}
    connection.close()
    return found


def test_what_nobody_does_though_it_is_noted_to_be_done_can_be_begun_anew(file: Path) -> None:
    work = Work()
    with running(file, work.do) as durable:
        durable.begin(Kind.REPLY, "lost")
        until(lambda: work.begun and not durable.has_in_hand("lost"))
        durable.begin(Kind.REPLY, "lost")
        until(lambda: work.done)
    assert work.done == ["lost"]


def test_what_was_just_begun_is_not_taken_for_lost(file: Path) -> None:
    work = Work()
    with running(file, work.do, lost_seconds=60.0) as durable:
        durable.begin(Kind.REPLY, "young")
        until(lambda: work.begun)
        assert durable.has_in_hand("young")


def test_what_is_at_work_is_in_hand_however_long_it_takes_and_is_not_begun_beside_itself(file: Path) -> None:
    over, begun = Event(), []

    def work(work_id: str) -> bool:
        begun.append(work_id)
        assert over.wait(60)
        return False

    with running(file, work) as durable:
        durable.begin(Kind.REPLY, "long")
        until(lambda: begun)
        change(file, "UPDATE workflow_status SET updated_at = 0, created_at = 0")
        assert durable.has_in_hand("long")
        durable.forget(["long"])  # as a clock that jumps might let it seem lost
        durable.begin(Kind.REPLY, "long")
        until(lambda: "long" in known(file))
        over.set()
        until(lambda: not durable.has_in_hand("long"))
    assert begun == ["long"]


def test_what_an_older_version_left_is_begun_anew(file: Path) -> None:
    work = Work()
    with running(file, work.do) as durable:
        durable.begin(Kind.REPLY, "old")
        until(lambda: work.begun)
    change(file, "UPDATE workflow_status SET application_version = '0', updated_at = 0, executor_id = '7'")
    with running(file, work.do) as durable:
        until(lambda: not durable.has_in_hand("old"))
        durable.begin(Kind.REPLY, "old")
        until(lambda: work.done)
    assert work.done == ["old"]


def test_what_another_living_process_does_is_let_be_until_it_is_dead(file: Path) -> None:
    work, other = Work(), Processes(file)
    with running(file, work.do) as durable:
        other.join()
        durable.begin(Kind.REPLY, "theirs")
        until(lambda: work.begun)
        change(file, f"UPDATE workflow_status SET executor_id = '{other.own}', updated_at = 0")
        assert durable.has_in_hand("theirs")
        other.leave()
        until(lambda: work.done)  # as the dead process's, by itself
    assert work.done == ["theirs"]


def test_what_cannot_be_looked_at_now_is_looked_at_again(file: Path) -> None:
    looks: list[int] = []

    def left() -> None:
        looks.append(len(looks))
        if len(looks) == 1:
            raise CatalogueUnusable("locked")
        if len(looks) == 2:
            raise sqlite3.OperationalError("database or disk is full")

    durable = Durable(file, sweep_seconds=0.1)
    durable.teach(Kind.REPLY, lambda _: False, left=left)
    durable.launch()
    try:
        until(lambda: len(looks) >= 3)
    finally:
        durable.stop()


def test_replies_and_notices_that_were_over_yesterday_are_forgotten_and_jobs_are_not(file: Path) -> None:
    durable = Durable(file)
    for kind in Kind:
        durable.teach(kind, lambda _: False)
    assert durable.forget_over() == 0
    durable.launch()
    try:
        for kind in Kind:
            for age in ("old", "new"):
                durable.begin(kind, f"{kind}-{age}")
        names = {f"{kind}-{age}" for kind in Kind for age in ("old", "new")}
        until(lambda: known(file, "status = 'SUCCESS'") == names)
        old = f"SET completed_at = completed_at - 2 * {DAY_MS} WHERE workflow_uuid LIKE '%-old'"
        change(file, f"UPDATE workflow_status {old}")
        assert durable.forget_over() == 2
        assert known(file) == names - {"reply-old", "notice-old"}
    finally:
        durable.stop()
