"""A door with tools, served on loopback: over parts in memory, and over a real small index of two tenants."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

import pytest

from answer.errors import Abandoned
from answer.extractive import ExtractiveAnswerer
from answer.ports import UNFOLLOWED, Answerer, Follower, Stage
from answer.reply import Question, Reply
from answer.timeline import Chronicler
from api.app import create_app
from api.door.callers import Caller, Role
from api.door.limits import Limits
from corpus.article import Article
from dealdesk.records.aside import Aside
from dealdesk.records.audit import SqlAudit
from tests.answer.fakes import MemoryCorpus
from tests.api.callers import Known
from tests.api.fakes import Pulse, Script, Shelf, articles
from tests.api.serving import serving
from tests.api.steps import PATIENCE_SECONDS
from tests.index.bench import Bench, bench

A_TEXT = "Orlin pays $31 million for the Tallow mill. The sale closes in May."
B_TEXT = "Orlin pays $48 million for the Tallow mill, which nobody is to know."


@pytest.fixture
def memory(script: Script, shelf: Shelf) -> Iterator[str]:
    """The address of a door that asks for no key."""
    corpus = MemoryCorpus(*articles())
    app = create_app(
        script, script, shelf, shelf, Pulse(),
        timelines=Chronicler(corpus, corpus, corpus), hosts=["127.0.0.1"], limits=Limits(body_bytes=10_000),
    )  # fmt: skip
    with serving(app) as address:
        yield address


@dataclass
class Lingering(Answerer):
    """Works at its first question for as long as anybody waits for it; answers the others as `script` does."""

    script: Script
    begun: Event = field(default_factory=Event)
    given_up: Event = field(default_factory=Event)

    def ask(self, question: Question, follower: Follower = UNFOLLOWED) -> Reply:
        if self.begun.is_set():
            return self.script.ask(question, follower)
        self.begun.set()
        ends = time.monotonic() + PATIENCE_SECONDS
        try:
            while time.monotonic() < ends:
                follower.reached(Stage.SEARCHING)
                self.given_up.wait(0.01)
        except Abandoned:
            self.given_up.set()
            raise
        raise AssertionError("nobody left")


@pytest.fixture
def lingering(script: Script) -> Lingering:
    return Lingering(script)


@pytest.fixture
def slow(lingering: Lingering, script: Script, shelf: Shelf) -> Iterator[str]:
    """A door with one place, whose first answer takes its time."""
    corpus = MemoryCorpus(*articles())
    app = create_app(
        lingering, script, shelf, shelf, Pulse(),
        timelines=Chronicler(corpus, corpus, corpus), limits=Limits(asks_at_once=1, asks_waiting=0),
    )  # fmt: skip
    with serving(app) as address:
        yield address


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Bench]:
    with bench(tmp_path / "index.sqlite3") as desk:
        desk.refresher.put(Article("sale", "A mill is sold", A_TEXT, "The Ledger", collection="a"))
        desk.refresher.put(Article("offer", "An offer for a mill", B_TEXT, "Board", collection="b"))
        yield desk


@pytest.fixture
def audit(desk: Bench) -> Iterator[SqlAudit]:
    aside = Aside(desk.catalogue.database)
    yield SqlAudit(desk.catalogue.database, aside, with_texts=True)
    aside.close()


@pytest.fixture
def tenants(desk: Bench, audit: SqlAudit) -> Iterator[str]:
    """The keys "a" and "b" are those of readers of these collections; "few" may ask three times a minute."""
    callers = Known(
        a=Caller("of a", Role.READER, ("a",)),
        b=Caller("of b", Role.READER, ("b",)),
        few=Caller("of few", Role.READER, ("a",), requests_per_minute=3),
    )
    found = desk.retriever
    answerer = ExtractiveAnswerer(found, found, found, desk.catalogue, desk.catalogue.fingerprint)
    app = create_app(
        answerer, found, desk.catalogue, desk.refresher, Pulse(),
        timelines=Chronicler(found, found, desk.catalogue), callers=callers, audit=audit,
    )  # fmt: skip
    with serving(app) as address:
        yield address
