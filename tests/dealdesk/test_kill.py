"""kill -9 in the middle of a refresh: nothing is lost, nothing is mixed, and nobody notices."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest

from dealdesk.assembly import Desk, open_beside
from tests.dealdesk import aimed_kill, readable
from tests.dealdesk.clauses import (
    AMBER,
    ARTICLES,
    COBALT,
    PASSAGE_TOKENS,
    prepare,
    state_found,
    state_of,
    states,
    write,
)
from tests.dealdesk.console import ROOT, Console, pause, settings_of, until

pytestmark = pytest.mark.slow

TIMED_KILLS = 15
# (file, flush, milliseconds): in a flush Chroma rewrites these files, in this order.
AIMED_KILLS = [
    (file, flush, milliseconds)
    for flush, milliseconds in ((1, 0.0), (1, 0.3), (2, 0.0))
    for file in ("header.bin", "data_level0.bin", "length.bin", "link_lists.bin", "index_metadata.pickle")
]

Kill = Callable[["subprocess.Popen[str]"], None]


def test_killed_anywhere_a_refresh_leaves_every_article_wholly_old_or_wholly_new(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    console = Console(tmp_path / "home", {"DEALDESK_PASSAGE_TOKENS": str(PASSAGE_TOKENS)})
    settings, folder = settings_of(console.home, passage_tokens=PASSAGE_TOKENS), tmp_path / "articles"
    prepare(settings, folder)
    with open_beside(settings) as desk, reading(desk) as reader:
        rounds = Rounds(console, folder, desk)
        seconds = rounds.undisturbed([COBALT] * ARTICLES)
        for i in range(TIMED_KILLS):
            rounds.kill_one([_after(console, seconds * share) for share in _shares(i)])
        for aim in AIMED_KILLS:
            rounds.kill_one([_in_flush(console, *aim), _in_flush(console, aim[0], 1, 0.0)] * 3)
        rounds.undisturbed([AMBER] * ARTICLES)
        assert states(desk) == [AMBER] * ARTICLES
    assert console.run("verify").code == 0
    said = f"{rounds.kills} kills, the store unreadable after {rounds.unreadable}, rebuilt after {rounds.rebuilt}"
    print(f"{said}; {reader.reads} articles read meanwhile, in {reader.seconds:.0f} s")
    record_property("kills", said)
    assert rounds.kills == TIMED_KILLS + len(AIMED_KILLS)
    assert reader.problems == []
    assert reader.reads > ARTICLES


def test_a_refresh_stopped_by_sigterm_keeps_its_vectors(tmp_path: Path) -> None:
    console = Console(tmp_path / "home", {"DEALDESK_PASSAGE_TOKENS": str(PASSAGE_TOKENS)})
    folder = tmp_path / "articles"
    prepare(settings_of(console.home, passage_tokens=PASSAGE_TOKENS), folder)
    write(folder, [COBALT] * ARTICLES)
    process = console.start("refresh", folder)
    until(lambda: (console.home / "vectors" / "generation-1" / "chroma.sqlite3-journal").exists(), process)
    process.terminate()
    process.communicate()
    assert process.returncode == 128 + signal.SIGTERM
    verified = console.run("verify")
    assert (verified.code, verified.err) == (0, "")


class Rounds:
    """Refreshes, each of which rewrites every article."""

    def __init__(self, console: Console, folder: Path, desk: Desk) -> None:
        self._console = console
        self._folder = folder
        self._desk = desk
        self.kills = 0
        self.unreadable = 0
        self.rebuilt = 0

    def undisturbed(self, wanted: Sequence[str]) -> float:
        """Let a refresh come to its end. Returns for how many seconds it held the home."""
        write(self._folder, wanted)
        process = self._console.start("refresh", self._folder, "--json")
        held = until((self._console.home / "owner.json").exists, process) and time.monotonic()
        out, err = process.communicate()
        assert process.returncode == 0, err
        assert ('"embedded": 0' in out, '"failed": 0' in out) == (True, True)
        return time.monotonic() - held

    def kill_one(self, ways: Sequence[Kill]) -> None:
        """Kill a refresh in the first of `ways` that comes before its end, then heal and look at every article."""
        for kill in ways:
            write(self._folder, [AMBER if state == COBALT else COBALT for state in states(self._desk)])
            process = self._console.start("refresh", self._folder)
            kill(process)
            process.communicate()
            if process.returncode != 0:
                break
        assert process.returncode == -signal.SIGKILL
        self.kills += 1
        with _copied(self._console.home / "vectors") as copy:
            probe = subprocess.Popen([sys.executable, "-m", readable.__name__, copy], cwd=ROOT)
            verified = self._console.run("verify")
            self.unreadable += probe.wait() != 0
        self.rebuilt += "rebuilding" in verified.err
        assert verified.code == 0, verified.out + verified.err
        states(self._desk)


class Reader:
    """Reads all articles again and again, as `dealdesk ask` does beside a running refresh."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.problems: list[str] = []
        self.reads = 0
        self.seconds = 0.0

    def read(self, stopped: Event) -> None:
        started = time.monotonic()
        while not stopped.wait(0.01):  # leaves the processors to those it watches
            try:
                state_of(self._desk, self.reads % ARTICLES)
                state_found(self._desk, self.reads % ARTICLES)
            except Exception as error:
                self.problems.append(f"{type(error).__name__}: {error}")
            self.reads += 1
        self.seconds = time.monotonic() - started


@contextmanager
def reading(desk: Desk) -> Iterator[Reader]:
    reader, stopped = Reader(desk), Event()
    thread = Thread(target=reader.read, args=[stopped])
    thread.start()
    try:
        yield reader
    finally:
        stopped.set()
        thread.join()


def _shares(i: int) -> list[float]:
    """Where in the refresh the kill falls, and ever earlier points in case it was quicker this time."""
    return [(i + 0.5) / TIMED_KILLS * 0.8**earlier for earlier in range(6)]


def _after(console: Console, seconds: float) -> Kill:
    """Kill a process `seconds` after it has taken hold of the home."""

    def kill(process: subprocess.Popen[str]) -> None:
        until((console.home / "owner.json").exists, process)
        if not pause(process, seconds):
            process.kill()

    return kill


def _in_flush(console: Console, file: str, flush: int, milliseconds: float) -> Kill:
    """Kill a process while it flushes its vectors."""

    def kill(process: subprocess.Popen[str]) -> None:
        [folder] = (console.home / "vectors").glob("generation-*/*/")
        aim = [process.pid, folder, file, flush, milliseconds / 1000]
        killer = subprocess.Popen([sys.executable, "-I", "-S", aimed_kill.__file__, *map(str, aim)])
        process.wait()
        killer.kill()
        killer.wait()

    return kill


@contextmanager
def _copied(vectors: Path) -> Iterator[Path]:
    """The vector store as the kill left it, to see what healing is for."""
    copy = vectors.with_name("copy")
    shutil.copytree(vectors, copy)
    try:
        yield copy
    finally:
        shutil.rmtree(copy)
