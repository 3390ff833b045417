"""What a home must hold while others change it and are killed, and whether it does."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from corpus.change import Change
from corpus.jobs import Job
from corpus.vector_rows import StoredVectors
from dealdesk.assembly import Desk, open_desk
from dealdesk.settings import Settings
from tests.dealdesk import readable
from tests.dealdesk.clauses import ABSENT, FILES, PAGES, PASSAGES, States, states_of
from tests.dealdesk.console import ROOT

_MOST_PAST = PASSAGES  # passages of the past, from which the night's work is done: all of them are verified


@dataclass
class Truth:
    """vectors: all there may be. present: the state that each article was last found in; wanted: the one that it is in
    where it comes from; sure: what is due to articles that somebody else than their source decided on.
    """

    settings: Settings
    desk: Desk
    vectors: dict[bytes, StoredVectors]
    present: States
    wanted: States
    sure: dict[str, set[str]] = field(default_factory=dict)
    unreadable: int = 0
    rebuilt: int = 0

    def heal(self, *, count: bool) -> None:
        """Open the home as the next command does, and verify all of it."""
        generation = f"generation-{self._state('vector_generation') or 1}"
        was_unclean = self._state("vector_store_unclean") == "1"
        with _copied(self.settings.home / "vectors" / generation) as copy:
            probe = subprocess.Popen([sys.executable, "-m", readable.__name__, copy], cwd=ROOT) if was_unclean else None
            with open_desk(self.settings, "verify") as desk:
                verification = desk.verify()
                if sum(map(len, desk.catalogue.all_past_ids().values())) > _MOST_PAST:
                    desk.maintain()
            self.unreadable += bool(probe and probe.wait()) and count
        assert verification.problems == ()
        self.rebuilt += was_unclean and count
        assert self.embedded() == 0

    def look(self, before: set[str]) -> None:
        """Every article is as it was or as it is wanted, and the jobs since `before` told what was done."""
        was = dict(self.present)
        self.look_for_changes()
        jobs = self.jobs()
        for job in jobs:
            told = self.recorded(job)
            assert Change.FAILED not in told.values(), self.desk.arrivals.jobs.failures(job.id)
            for name, change in told.items() if job.id not in before else ():
                due = {ABSENT} if change is Change.REMOVED else {self.wanted[name]}
                assert self.present[name] in self.sure.get(name, due), f"{name} was {change}"
        changed = {name for name, state in self.present.items() if state != was[name]} - self.sure.keys()
        assert changed <= {name for job in jobs for name in self.recorded(job)}

    def look_for_changes(self) -> None:
        found = states_of(self.desk, [*FILES, *PAGES])
        for name, state in found.items():
            due = self.sure.get(name, {self.present[name], self.wanted[name]})
            assert state in due, f"{name} is {state}, not one of {due}"
        self.present = found

    def jobs(self) -> list[Job]:
        """The newest first."""
        return self.desk.arrivals.jobs.jobs(1_000)

    def job(self, job_id: str) -> Job:
        job = self.desk.arrivals.jobs.job(job_id)
        assert job
        return job

    def recorded(self, job: Job) -> dict[str, Change]:
        with self._catalogue() as catalogue:
            rows = catalogue.execute("SELECT article_id, change FROM outcomes WHERE job_id = ?", [job.id]).fetchall()
        return {name: Change(change) for name, change in rows}

    def _state(self, key: str) -> str | None:
        with self._catalogue() as catalogue:
            found = catalogue.execute("SELECT value FROM state WHERE key = ?", [key]).fetchone()
        return found[0] if found else None

    def put_vectors_back(self) -> None:
        """Those that a purge dropped, which would have to be embedded."""
        lost = self.vectors.keys() - self.desk.catalogue.known_vectors(self.vectors)
        with self.desk.catalogue.writing() as tx:
            self.desk.catalogue.store_vectors(tx, {key: self.vectors[key] for key in lost})

    def embedded(self) -> int:
        """How many vectors were made by a real model: nothing that had one was embedded again, and no other text."""
        with self._catalogue() as catalogue:
            rows = catalogue.execute("SELECT key, data FROM vectors").fetchall()
        return sum(key not in self.vectors or self.vectors[key].passage != data for key, data in rows)

    @contextmanager
    def _catalogue(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.settings.home / "catalogue.sqlite3")) as connection:
            yield connection


@contextmanager
def _copied(generation: Path) -> Iterator[Path]:
    """The vector store as the kill left it, to see what healing is for."""
    copy = generation.parent.with_name("copy")
    shutil.copytree(generation, copy / generation.name)
    try:
        yield copy
    finally:
        shutil.rmtree(copy)
