"""Commands over articles that come, change and go, killed (-9) on their way; after each kill all is looked at."""

from __future__ import annotations

import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from threading import Timer

import httpx

from corpus.change import Change
from corpus.jobs import Job
from corpus.vector_rows import StoredVectors
from dealdesk.assembly import Desk, open_desk
from dealdesk.owner import owner_of
from dealdesk.settings import Settings
from tests.corpus.loopback_site import LoopbackSite
from tests.dealdesk import aimed_kill, readable
from tests.dealdesk.clauses import (
    ABSENT,
    AMBER,
    COBALT,
    COMING_AND_GOING,
    FILES,
    PAGES,
    PASSAGES,
    States,
    publish,
    states_of,
    text_of,
    title_of,
    write,
)
from tests.dealdesk.console import PATIENCE_SECONDS, ROOT, Console, pause, until

_TRIES = 6
# In a flush Chroma rewrites these files, in this order.
_FLUSHED = ("header.bin", "data_level0.bin", "length.bin", "link_lists.bin", "index_metadata.pickle")
_MOST_PAST = PASSAGES  # passages of the past, from which the night's work is done: all of them are verified


@dataclass(frozen=True)
class Killed:
    """kind: what was killed. aimed: at a flush, and not at any time."""

    kind: str
    aimed: bool


_AIMED = ["refresh", "refresh", "models", "refresh", "purge"]
_TIMED = ["refresh", "feed", "requests", "models", "purge", "refresh", "feed", "requests", "refresh", "purge"]


def planned(kills: int) -> list[Killed]:
    """Every kind in any 20, and every second one aimed."""
    pairs = ((Killed(_AIMED[i % len(_AIMED)], True), Killed(_TIMED[i % len(_TIMED)], False)) for i in range(kills))
    return [each for pair in pairs for each in pair][:kills]


@dataclass
class Rounds:
    """A home, and what it must hold. present: the state that each article was last found in; wanted: the one that it is
    in where it comes from; sure: what is due to articles that somebody else than their source decided on.
    """

    console: Console
    settings: Settings
    folder: Path
    site: LoopbackSite
    other: Path
    desk: Desk
    vectors: dict[bytes, StoredVectors]
    feed: str
    random: Random
    present: States
    wanted: States = field(default_factory=dict)
    sure: dict[str, set[str]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    kills: Counter[Killed] = field(default_factory=Counter)
    unreadable: int = 0
    rebuilt: int = 0
    edition: int = 2

    def kill(self, planned: Killed) -> None:
        """Kill a process of this kind before its end, heal, and look at everything."""
        begin: Callable[[bool, float], bool] = getattr(self, f"_kill_{planned.kind}")
        for earlier in range(_TRIES):
            before = {job.id for job in self._jobs()}
            self._put_vectors_back()
            self.sure = {}
            killed = begin(planned.aimed, 0.8**earlier)
            self._heal(count=killed)
            self._look(before)
            if killed:
                self.kills[planned] += 1
                return
        raise AssertionError(f"{planned} came to its end {_TRIES} times")

    def change(self, share: float = 0.6) -> None:
        """Change a share of the articles where they come from."""
        for name in [*FILES, *PAGES]:
            if self.random.random() < share:
                others = {AMBER, COBALT, ABSENT} if name in [*COMING_AND_GOING, PAGES[-1]] else {AMBER, COBALT}
                self.wanted[name] = self.random.choice(sorted(others - {self.present[name]}))
        self.edition += 1
        write(self.folder, self.wanted)
        publish(self.site, self.wanted, self.edition)

    def finish(self) -> None:
        """Kill once more, let it go on undisturbed, and see that it tells the truth of what it did."""
        self.change(1.0)
        before = dict(self.present)
        self._put_vectors_back()
        process = self.console.start("refresh", self.folder)
        until((self.console.home / "owner.json").exists, process)
        until(lambda: self._recorded(self._jobs()[0]), process)
        process.kill()
        process.communicate()
        self._heal(count=False)
        killed, *_ = self._jobs()
        for command in (["refresh", self.folder], ["sources", "refresh"]):
            done = self.console.run(*command, "--json")
            assert done.code == 0, done.err
            assert (done.json["embedded"], done.json["failed"]) == (0, 0)
        assert states_of(self.desk, [*FILES, *PAGES]) == self.wanted
        there = sum(self.wanted[name] != ABSENT for name in FILES)
        resumed, counts = self._job(killed.id), Counter(self._recorded(killed).values())
        assert (resumed.state, resumed.found, resumed.done) == ("succeeded", there, there)
        assert counts[Change.ADDED] <= sum(before[n] == ABSENT != self.wanted[n] for n in FILES)
        unfit = [job for job in self._jobs() if job.state not in ("succeeded", "cancelled")]
        assert not unfit, [(job.kind, job.error) for job in unfit]
        assert self._embedded_since() == 0

    # What is killed

    def _kill_refresh(self, aimed: bool, share: float) -> bool:
        """Of a folder in which articles are added, changed and deleted."""
        if aimed or self.random.random() < 0.7:  # else it is asked for the same again
            self.change()
        process = self.console.start("refresh", self.folder)
        return self._in_flush(process) if aimed else self._after(process, "refresh", share)

    def _kill_models(self, aimed: bool, share: float) -> bool:
        """Of the embedding model."""
        names = [state.name for state in self.desk.models.states() if not state.live] or [str(self.other)]
        process = self.console.start("models", "use", names[0])
        return self._in_flush(process, "fresh") if aimed else self._after(process, "models", share)

    def _kill_purge(self, aimed: bool, share: float) -> bool:
        """Of two articles, and of what was removed before."""
        there = [name for name in COMING_AND_GOING if self.present[name] != ABSENT]
        names = self.random.sample(there, min(2, len(there)))
        self.sure = {name: {self.present[name], ABSENT} for name in names}
        process = self.console.start("purge", *names)
        return self._in_flush(process, "fresh") if aimed else self._after(process, "purge", share)

    def _kill_feed(self, aimed: bool, share: float) -> bool:
        """Looked at because somebody asked, or by a server because it is time."""
        self.change()
        asked = len(self.site.asked) + self.random.randint(1, 1 + len(PAGES))
        command = self.random.choice([["sources", "refresh", self.feed], ["serve", "--port", "0"]])
        process = self.console.start(*command)
        try:
            until(lambda: len(self.site.asked) >= asked or pause(process, 0.01))
            if not pause(process, self.random.uniform(0, 0.6) * share):
                process.kill()
        finally:
            _, err = process.communicate()
        return _was_killed(process, err)

    def _kill_requests(self, aimed: bool, share: float) -> bool:
        """To a server, to change and delete articles one by one."""
        left = {job.id for job in self._jobs() if not job.state.is_over}
        process = self.console.start("serve", "--port", "0")
        try:
            owner = until(lambda: owner_of(self.console.home), process)
            with httpx.Client(base_url=str(owner.url), timeout=PATIENCE_SECONDS, trust_env=False) as client:
                until(lambda: client.get("/readyz").json()["status"] == "ready", process)
                until(lambda: all(self._job(job_id).state.is_over for job_id in left), process)
                self._look_for_changes()
                self._send(client, process)
        finally:
            process.kill()
            _, err = process.communicate()
        return _was_killed(process, err)

    def _send(self, client: httpx.Client, process: subprocess.Popen[str]) -> None:
        """Requests until the server is gone: from then on what was acknowledged is due."""
        sent, last, killer = 0, self.random.randint(1, 12), Timer(self.random.uniform(0, 0.2), process.kill)
        while True:
            name = self.random.choice(FILES)
            due = self.sure.get(name, {self.present[name]})
            choices = {AMBER, COBALT} | ({ABSENT} if name in COMING_AND_GOING else set())
            state = self.random.choice(sorted(choices - due))
            self.sure[name] = due | {state}
            try:
                if state == ABSENT:
                    done = client.delete(f"/v1/articles/{name}")
                else:
                    source = str(self.folder.resolve() / f"{name}.md")  # whose article it stays
                    body = {"title": title_of(name), "text": text_of(name, state), "source": source}
                    done = client.put(f"/v1/articles/{name}", json=body)
            except httpx.TransportError:
                break
            assert done.is_success, done.text
            self.sure[name] = {state}
            sent += 1
            if sent == last:
                killer.start()
        killer.join()

    def _after(self, process: subprocess.Popen[str], kind: str, share: float) -> bool:
        """Kill at any time of the work. Returns whether it was not too late."""
        until((self.console.home / "owner.json").exists, process)
        held = time.monotonic()
        seconds = self.random.random() * self.seconds.get(kind, 3.0) * share
        if pause(process, seconds):
            self.seconds[kind] = time.monotonic() - held
        process.kill()
        _, err = process.communicate()
        return _was_killed(process, err)

    def _in_flush(self, process: subprocess.Popen[str], *more: str) -> bool:
        """Kill while vectors are flushed. Returns whether it came to that."""
        until((self.console.home / "owner.json").exists, process)
        aim = [process.pid, self.console.home / "vectors", self.random.choice(_FLUSHED), self.random.randint(1, 2)]
        aim += [self.random.choice([0.0, 0.0003, 0.001]), *more]
        killer = subprocess.Popen([sys.executable, "-I", "-S", aimed_kill.__file__, *map(str, aim)])
        try:
            _, err = process.communicate(timeout=PATIENCE_SECONDS)
        finally:
            killer.kill()
            killer.wait()
            process.kill()
        return _was_killed(process, err)

    # What is looked at

    def _heal(self, *, count: bool) -> None:
        """Open the home as the next command does, and verify all of it."""
        generation = f"generation-{self._state('vector_generation') or 1}"
        was_unclean = self._state("vector_store_unclean") == "1"
        with _copied(self.console.home / "vectors" / generation) as copy:
            probe = subprocess.Popen([sys.executable, "-m", readable.__name__, copy], cwd=ROOT) if was_unclean else None
            with open_desk(self.settings, "verify") as desk:
                verification = desk.verify()
                if sum(map(len, desk.catalogue.all_past_ids().values())) > _MOST_PAST:
                    desk.maintain()
            self.unreadable += bool(probe and probe.wait()) and count
        assert verification.problems == ()
        self.rebuilt += was_unclean and count
        assert self._embedded_since() == 0

    def _look(self, before: set[str]) -> None:
        """Every article is as it was or as it is wanted, and the jobs since `before` told what was done."""
        was = dict(self.present)
        self._look_for_changes()
        jobs = self._jobs()
        for job in jobs:
            told = self._recorded(job)
            assert Change.FAILED not in told.values(), self.desk.arrivals.jobs.failures(job.id)
            for name, change in told.items() if job.id not in before else ():
                due = {ABSENT} if change is Change.REMOVED else {self.wanted[name]}
                assert self.present[name] in self.sure.get(name, due), f"{name} was {change}"
        changed = {name for name, state in self.present.items() if state != was[name]} - self.sure.keys()
        assert changed <= {name for job in jobs for name in self._recorded(job)}

    def _look_for_changes(self) -> None:
        found = states_of(self.desk, [*FILES, *PAGES])
        for name, state in found.items():
            due = self.sure.get(name, {self.present[name], self.wanted[name]})
            assert state in due, f"{name} is {state}, not one of {due}"
        self.present = found

    def _jobs(self) -> list[Job]:
        """The newest first."""
        return self.desk.arrivals.jobs.jobs(1_000)

    def _job(self, job_id: str) -> Job:
        job = self.desk.arrivals.jobs.job(job_id)
        assert job
        return job

    def _recorded(self, job: Job) -> dict[str, Change]:
        with self._catalogue() as catalogue:
            rows = catalogue.execute("SELECT article_id, change FROM outcomes WHERE job_id = ?", [job.id]).fetchall()
        return {name: Change(change) for name, change in rows}

    def _state(self, key: str) -> str | None:
        with self._catalogue() as catalogue:
            found = catalogue.execute("SELECT value FROM state WHERE key = ?", [key]).fetchone()
        return found[0] if found else None

    def _put_vectors_back(self) -> None:
        """Those that a purge dropped, which would have to be embedded."""
        lost = self.vectors.keys() - self.desk.catalogue.known_vectors(self.vectors)
        with self.desk.catalogue.writing() as tx:
            self.desk.catalogue.store_vectors(tx, {key: self.vectors[key] for key in lost})

    def _embedded_since(self) -> int:
        """How many vectors were made by a real model: nothing that had one was embedded again, and no other text."""
        with self._catalogue() as catalogue:
            rows = catalogue.execute("SELECT key, data FROM vectors").fetchall()
        return sum(key not in self.vectors or self.vectors[key].passage != data for key, data in rows)

    @contextmanager
    def _catalogue(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.console.home / "catalogue.sqlite3")) as connection:
            yield connection


def _was_killed(process: subprocess.Popen[str], err: str) -> bool:
    """Or has come to its end, which must be a good one."""
    assert process.returncode in (0, -signal.SIGKILL), err
    return process.returncode != 0


@contextmanager
def _copied(generation: Path) -> Iterator[Path]:
    """The vector store as the kill left it, to see what healing is for."""
    copy = generation.parent.with_name("copy")
    shutil.copytree(generation, copy / generation.name)
    try:
        yield copy
    finally:
        shutil.rmtree(copy)
