"""The processes that read: their bounds, their deaths, and the order of what they give."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psutil
import pytest

from corpus.readers.limits import Limits
from corpus.readers.pool import DirectReading, ReadingPool
from corpus.readers.reading import Document, Read, Reading, Unreadable
from tests.corpus.readers.written import archive, pdf

GOOD = Document("good.md", b"# Good\n\nText.\n", "good")
DEADLINE_SECONDS = 20.0


def document(name: str, data: bytes) -> Document:
    return Document(name, data, name)


SLOW = document("slow.pdf", pdf([["word"] * 200_000]))
LARGE = document("large.json", b"[" + b"[]," * 20_000_000 + b"0]")


@contextmanager
def reading(processes: int = 1, limits: Limits | None = None) -> Iterator[ReadingPool]:
    pool = ReadingPool(processes, limits)
    try:
        yield pool
    finally:
        pool.close()


def reason(readings: list[Reading]) -> str:
    (found,) = readings
    assert isinstance(found, Unreadable), found
    return found.reason


def is_read(readings: list[Reading]) -> bool:
    return [type(one) for one in readings] == [Read]


def children() -> list[psutil.Process]:
    return [psutil.Process(child.pid) for child in multiprocessing.active_children() if child.name == "reading"]


def wait_until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_no_process_starts_before_there_is_something_to_read() -> None:
    before = children()
    with reading(4) as pool:
        assert children() == before
        assert is_read(pool.read(GOOD))
        assert len(children()) == len(before) + 1
    assert children() == before


def test_a_document_that_takes_too_long_is_given_up_and_the_next_is_read() -> None:
    with reading(limits=Limits(seconds=0.3)) as pool:
        assert reason(pool.read(SLOW)) == "reading it takes longer than 0.3 seconds: split it, or save it as text"
        assert is_read(pool.read(GOOD))


def test_a_document_that_takes_too_much_memory_is_given_up_and_the_next_is_read() -> None:
    with reading() as pool:
        assert "more than 512 MB of memory: split it" in reason(pool.read(LARGE))
        assert is_read(pool.read(GOOD))


def test_a_process_that_is_killed_costs_one_document() -> None:
    with reading() as pool, ThreadPoolExecutor(1) as threads:
        assert is_read(pool.read(GOOD))
        (child,) = children()
        worked = child.cpu_times().user
        slow = threads.submit(pool.read, SLOW)
        wait_until(lambda: child.cpu_times().user > worked + 0.1)
        child.kill()
        assert "broke down (status -9)" in reason(slow.result())
        assert is_read(pool.read(GOOD))


def test_a_process_that_is_killed_while_idle_costs_none() -> None:
    with reading() as pool:
        for _ in range(3):
            assert is_read(pool.read(GOOD))
            for child in children():
                child.kill()
                wait_until(lambda child=child: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE)


def test_readings_come_in_the_order_of_the_documents() -> None:
    many = [document(f"{n}.pdf", pdf([[f"Page {n}."]] * (1 + 40 * (n % 3 == 0)))) for n in range(20)]
    with reading(2) as pool:
        there = list(pool.read_all(iter(many)))
    assert there == list(DirectReading().read_all(many))


def test_documents_are_taken_only_a_few_ahead() -> None:
    taken: list[int] = []

    def documents() -> Iterator[Document]:
        for number in range(100):
            taken.append(number)
            yield GOOD

    with reading(2) as pool:
        results = pool.read_all(documents())
        next(results)
        assert len(taken) <= 5
        results.close()  # type: ignore[attr-defined]


def test_a_document_over_a_hundred_megabytes_is_refused() -> None:
    with reading() as pool:
        assert "larger than 100 MB" in reason(pool.read(document("a.txt", bytes(100_000_001))))


def test_a_document_just_under_a_hundred_megabytes_reaches_its_reader() -> None:
    with reading() as pool:
        assert "not text" in reason(pool.read(document("a.txt", bytes(99_999_999))))


def test_an_archive_whose_members_break_down_is_given_up_after_three() -> None:
    members = {f"{number}.pdf": SLOW.data for number in range(6)} | {"good.md": GOOD.data}
    with reading(limits=Limits(seconds=0.3)) as pool:
        found = pool.read(document("deals.zip", archive(members, zipfile.ZIP_STORED)))
    reasons = [one.reason for one in found if isinstance(one, Unreadable)]
    assert [("longer than" in said, "not read, after 3 others" in said) for said in reasons] == (
        [(True, False)] * 3 + [(False, True)] * 4
    )


def test_a_process_loads_no_model() -> None:
    script = (
        "import sys, corpus.readers.child, corpus.folder\n"
        "print(sorted({'torch', 'sentence_transformers', 'chromadb', 'sqlalchemy'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_what_a_killed_parent_leaves_behind_ends_by_itself(tmp_path_factory: pytest.TempPathFactory) -> None:
    script = tmp_path_factory.mktemp("parent") / "parent.py"
    script.write_text(
        "import multiprocessing, threading\n"
        "from corpus.readers.limits import Limits\n"
        "from corpus.readers.pool import ReadingPool\n"
        "from tests.corpus.readers.test_pool import GOOD, SLOW\n"
        "if __name__ == '__main__':\n"
        "    pool = ReadingPool(1, Limits(seconds=1.0))\n"
        "    pool.read(GOOD)\n"
        "    threading.Thread(target=pool.read, args=(SLOW,)).start()\n"
        "    print(*(child.pid for child in multiprocessing.active_children()), flush=True)\n"
    )
    parent = subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": os.getcwd()}
    )
    assert parent.stdout is not None
    pids = [int(pid) for pid in parent.stdout.readline().split()]
    parent.kill()
    parent.communicate()
    assert len(pids) == 1
    wait_until(lambda: not any(psutil.pid_exists(pid) for pid in pids))
