"""Hostile files: each is refused with a reason or read as what it is, in time, and harms nothing else."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from corpus.readers.pool import ReadingPool
from corpus.readers.reading import Document, Read, Reading, Unreadable
from tests.corpus.readers.hostile import CANARY, Hostile, hostile_files
from tests.corpus.readers.written import BODY

MOST_SECONDS = 11.0  # ten, and a moment to end the process and tell
MOST_BYTES = 512 * 1024 * 1024


@dataclass(frozen=True)
class Outcome:
    file: Hostile
    readings: list[Reading]
    seconds: float

    @property
    def reasons(self) -> list[str]:
        return [reading.reason for reading in self.readings if isinstance(reading, Unreadable)]


@dataclass(frozen=True)
class Ordeal:
    """What came of all of them, one after the other, with a good document after each."""

    outcomes: list[Outcome]
    good: list[list[Reading]]
    peak_bytes: list[int]
    folder_before: dict[str, bytes]
    folder_after: dict[str, bytes]


@pytest.fixture(scope="module")
def ordeal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ordeal]:
    watched = tmp_path_factory.mktemp("watched")
    (watched / "canary.txt").write_text(CANARY)
    work = watched / "work"
    work.mkdir()
    before, home, others = _content(watched), Path.cwd(), _below()
    os.chdir(work)
    pool = ReadingPool(1)
    try:
        outcomes, good = [], []
        for file in hostile_files(str(watched / "canary.txt")):
            started = time.perf_counter()
            readings = pool.read(Document(file.name, file.data, file.name))
            outcomes.append(Outcome(file, readings, time.perf_counter() - started))
            good.append(pool.read(Document("good.md", BODY.encode(), "good")))
        yield Ordeal(outcomes, good, _peaks(_below() - others), before, _content(watched))
    finally:
        pool.close()
        os.chdir(home)


def _content(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() if path.is_file() else b"" for path in folder.rglob("*")}


def _below() -> set[int]:
    return {child.pid for child in psutil.Process().children(recursive=True)}


def _peaks(processes: set[int]) -> list[int]:
    """The largest memory that each process has had."""
    status = [Path(f"/proc/{process}/status").read_text() for process in processes]
    return [int(found[1]) * 1024 for found in (re.search(r"VmHWM:\s*(\d+)", each) for each in status) if found]


def test_there_are_more_than_a_hundred_of_them(ordeal: Ordeal) -> None:
    assert len({outcome.file.name for outcome in ordeal.outcomes}) == len(ordeal.outcomes) > 150


def test_each_is_refused_with_the_reason_or_read_as_what_it_is(ordeal: Ordeal) -> None:
    wrong = {
        outcome.file.name: (outcome.file.says, outcome.readings)
        for outcome in ordeal.outcomes
        if not outcome.readings
        or (outcome.file.says is not None and not any(outcome.file.says in reason for reason in outcome.reasons))
    }
    assert wrong == {}


def test_no_reason_is_a_shrug_and_each_names_a_remedy(ordeal: Ordeal) -> None:
    reasons = {(outcome.file.name, reason) for outcome in ordeal.outcomes for reason in outcome.reasons}
    assert {(name, reason) for name, reason in reasons if "broke down" in reason} == set()
    assert {
        (name, reason) for name, reason in reasons if ":" not in reason and "as only bombs do" not in reason
    } == set()


def test_each_is_done_in_time(ordeal: Ordeal) -> None:
    assert {o.file.name: o.seconds for o in ordeal.outcomes if o.seconds > MOST_SECONDS} == {}


def test_the_document_after_each_of_them_is_read(ordeal: Ordeal) -> None:
    assert all(isinstance(reading, Read) for readings in ordeal.good for reading in readings)
    assert len(ordeal.good) == len(ordeal.outcomes)


def test_the_good_member_beside_a_hostile_one_is_read(ordeal: Ordeal) -> None:
    beside = [outcome for outcome in ordeal.outcomes if outcome.file.name.startswith(("out ", "control ", "link "))]
    assert len(beside) > 15
    for outcome in beside:
        read = [reading.article.text for reading in outcome.readings if isinstance(reading, Read)]
        assert read == [BODY], outcome.file.name


def test_no_document_tells_what_stands_in_a_file_beside_it(ordeal: Ordeal) -> None:
    assert [outcome.file.name for outcome in ordeal.outcomes if CANARY in repr(_texts(outcome))] == []


def _texts(outcome: Outcome) -> list[str]:
    read = [reading for reading in outcome.readings if isinstance(reading, Read)]
    return [reading.article.text for reading in read] + [reading.raw or "" for reading in read] + outcome.reasons


def test_nothing_is_written(ordeal: Ordeal) -> None:
    assert ordeal.folder_after == ordeal.folder_before


def test_memory_stays_within_its_bound(ordeal: Ordeal) -> None:
    assert ordeal.peak_bytes
    assert max(ordeal.peak_bytes) < MOST_BYTES
