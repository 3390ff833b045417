"""Commands over articles that come, change and go, killed (-9) on their way; after each kill all is looked at."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from threading import Timer

import httpx

from corpus.change import Change
from corpus.jobs import JobKind
from dealdesk.owner import owner_of
from tests.corpus.loopback_site import LoopbackSite
from tests.dealdesk import aimed_kill
from tests.dealdesk.clauses import (
    ABSENT,
    AMBER,
    COBALT,
    COMING_AND_GOING,
    FILES,
    PAGES,
    PASSAGES,
    publish,
    states_of,
    text_of,
    title_of,
    write,
)
from tests.dealdesk.console import PATIENCE_SECONDS, Console, pause, until
from tests.dealdesk.truth import Truth

_TRIES = 6
# In a flush Chroma rewrites these files, in this order.
_FLUSHED = ("header.bin", "data_level0.bin", "length.bin", "link_lists.bin", "index_metadata.pickle")
_MOST_PAST = PASSAGES  # passages of the past, from which the night's work is done: all of them are verified


@dataclass(frozen=True)
class Killed:
    """kind: what was killed. aimed: at a flush, and not at any time."""

    kind: str
    aimed: bool


_AIMED = ["refresh", "refresh", "refresh", "models", "purge"]
_TIMED = ["refresh", "feed", "requests", "models", "purge", "refresh", "feed", "requests", "refresh", "purge"]


def planned(kills: int) -> list[Killed]:
    """Every kind in any 20, and every second one aimed."""
    pairs = ((Killed(_AIMED[i % len(_AIMED)], True), Killed(_TIMED[i % len(_TIMED)], False)) for i in range(kills))
    return [each for pair in pairs for each in pair][:kills]


@dataclass
class Rounds:
    """A home in which `folder` and the feed of `site` are kept. seconds: about how long each kind of work takes."""

    console: Console
    folder: Path
    site: LoopbackSite
    feed: str
    other: Path
    random: Random
    truth: Truth
    seconds: dict[str, float] = field(default_factory=lambda: {"refresh": 5.0, "models": 5.0, "purge": 3.0})
    kills: Counter[Killed] = field(default_factory=Counter)
    edition: int = 2

    def kill(self, planned: Killed) -> None:
        """Kill a process of this kind before its end, heal, and look at everything."""
        begin: Callable[[bool, float], bool] = getattr(self, f"_kill_{planned.kind}")
        for earlier in range(_TRIES):
            before = {job.id for job in self.truth.jobs()}
            self.truth.put_vectors_back()
            self.truth.sure = {}
            killed = begin(planned.aimed, 0.8**earlier)
            self.truth.heal(count=killed)
            self.truth.look(before)
            if killed:
                self.kills[planned] += 1
                return
        raise AssertionError(f"{planned} came to its end {_TRIES} times")

    def change(self, share: float = 0.6) -> None:
        """Change a share of the articles where they come from."""
        for name in [*FILES, *PAGES]:
            if self.random.random() < share:
                others = {AMBER, COBALT, ABSENT} if name in [*COMING_AND_GOING, PAGES[-1]] else {AMBER, COBALT}
                self.truth.wanted[name] = self.random.choice(sorted(others - {self.truth.present[name]}))
        self.edition += 1
        write(self.folder, self.truth.wanted)
        publish(self.site, self.truth.wanted, self.edition)

    def finish(self) -> None:
        """Kill once more, let it go on undisturbed, and see that it tells the truth of what it did."""
        self.change(1.0)
        self.truth.put_vectors_back()
        before, known = dict(self.truth.present), {job.id for job in self.truth.jobs()}
        process = self.console.start("refresh", self.folder)
        killed = until(
            lambda: next((job for job in self.truth.jobs() if job.id not in known and self.truth.recorded(job)), None),
            process,
        )
        process.kill()
        process.communicate()
        self.truth.heal(count=False)
        for command in (["refresh", self.folder], ["sources", "refresh"]):
            done = self.console.run(*command, "--json")
            assert done.code == 0, done.err
            assert (done.json["embedded"], done.json["failed"]) == (0, 0)
        assert states_of(self.truth.desk, [*FILES, *PAGES]) == self.truth.wanted
        there = sum(self.truth.wanted[name] != ABSENT for name in FILES)
        resumed, counts = self.truth.job(killed.id), Counter(self.truth.recorded(killed).values())
        assert (resumed.state, resumed.found, resumed.done) == ("succeeded", there, there)
        assert counts[Change.ADDED] <= sum(before[n] == ABSENT != self.truth.wanted[n] for n in FILES)
        unfit = [job for job in self.truth.jobs() if job.state not in ("succeeded", "cancelled")]
        assert not unfit, [(job.kind, job.error) for job in unfit]
        assert self.truth.embedded() == 0

    # What is killed

    def _kill_refresh(self, aimed: bool, share: float) -> bool:
        """Of a folder in which articles are added, changed and deleted."""
        if aimed or self.random.random() < 0.7:  # else it is asked for the same again
            self.change()
        process = self.console.start("refresh", self.folder)
        return self._in_flush(process) if aimed else self._after(process, "refresh", share)

    def _kill_models(self, aimed: bool, share: float) -> bool:
        """Of the embedding model."""
        names = [state.name for state in self.truth.desk.models.states() if not state.live] or [str(self.other)]
        process = self.console.start("models", "use", names[0])
        return self._in_flush(process, "fresh") if aimed else self._after(process, "models", share)

    def _kill_purge(self, aimed: bool, share: float) -> bool:
        """Of two articles, and of what was removed before."""
        there = [name for name in COMING_AND_GOING if self.truth.present[name] != ABSENT]
        names = self.random.sample(there, min(2, len(there)))
        self.truth.sure = {name: {self.truth.present[name], ABSENT} for name in names}
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
        left = {job.id for job in self.truth.jobs() if job.kind is JobKind.REFRESH and not job.state.is_over}
        process = self.console.start("serve", "--port", "0")
        try:
            owner = until(lambda: owner_of(self.console.home), process)
            with httpx.Client(base_url=str(owner.url), timeout=PATIENCE_SECONDS, trust_env=False) as client:
                until(lambda: client.get("/readyz").json()["status"] == "ready", process)
                until(lambda: all(self.truth.job(job_id).state.is_over for job_id in left), process)
                self.truth.look_for_changes()
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
            due = self.truth.sure.get(name, {self.truth.present[name]})
            choices = {AMBER, COBALT} | ({ABSENT} if name in COMING_AND_GOING else set())
            state = self.random.choice(sorted(choices - due))
            self.truth.sure[name] = due | {state}
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
            self.truth.sure[name] = {state}
            sent += 1
            if sent == last:
                killer.start()
        killer.join()

    def _after(self, process: subprocess.Popen[str], kind: str, share: float) -> bool:
        """Kill at any time of the work. Returns whether it was not too late."""
        until((self.console.home / "owner.json").exists, process)
        held = time.monotonic()
        seconds = self.random.random() * self.seconds[kind] * share
        if pause(process, seconds):  # it was over sooner than was thought
            self.seconds[kind] = (self.seconds[kind] + time.monotonic() - held) / 2
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


def _was_killed(process: subprocess.Popen[str], err: str) -> bool:
    """Or has come to its end, which must be a good one."""
    assert process.returncode in (0, -signal.SIGKILL), err
    return process.returncode != 0
