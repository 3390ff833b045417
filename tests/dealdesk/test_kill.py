"""kill -9 in the middle of everything: nothing is lost, nothing is mixed, and nobody notices."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest

from corpus.source import SourceKind
from dealdesk.assembly import open_beside, open_desk
from tests.corpus.loopback_site import LoopbackSite
from tests.dealdesk.clauses import (
    AMBER,
    COBALT,
    FEED,
    FILES,
    PAGES,
    PASSAGE_TOKENS,
    STAYING,
    prepare,
    write,
)
from tests.dealdesk.console import Console, settings_of, until
from tests.dealdesk.killing import Rounds, planned
from tests.dealdesk.other_model import other_model
from tests.dealdesk.reading import Reader, beside, running
from tests.dealdesk.truth import Truth

pytestmark = pytest.mark.slow

KILLS = int(os.environ.get("KILLS", "20"))
SETTINGS = {"passage_tokens": PASSAGE_TOKENS, "fetch_allow": "127.0.0.0/8", "keep_versions_days": 0, "readers": 1}


def console_in(home: Path) -> Console:
    return Console(home, {f"DEALDESK_{name.upper()}": str(value) for name, value in SETTINGS.items()})


def test_killed_anywhere_every_article_is_wholly_old_or_wholly_new(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    with (
        LoopbackSite() as site,
        opened(tmp_path, site) as rounds,
        running(Reader(beside(rounds.truth.desk), pause_seconds=0.3)) as reader,
    ):
        for number, kill in enumerate(planned(KILLS), start=1):
            rounds.kill(kill)
            print(f"{number}: {kill.kind}{' in a flush' if kill.aimed else ''}, {reader.reads} reads", flush=True)
        rounds.finish()
    verified = rounds.console.run("verify")
    assert (verified.code, verified.err) == (0, "")
    kinds = (f"{count} of {kill.kind}{' in a flush' if kill.aimed else ''}" for kill, count in rounds.kills.items())
    said = f"{KILLS} kills, the store unreadable after {rounds.truth.unreadable}, rebuilt after {rounds.truth.rebuilt}"
    print(f"{said}: {', '.join(kinds)}; {reader.reads} articles read meanwhile, in {reader.seconds:.0f} s")
    record_property("kills", said)
    assert rounds.kills.total() == KILLS
    assert reader.problems == []
    assert reader.reads > len(STAYING)


def test_a_refresh_stopped_by_sigterm_keeps_its_vectors(tmp_path: Path) -> None:
    console, folder = console_in(tmp_path / "home"), tmp_path / "articles"
    prepare(settings_of(console.home, **SETTINGS), folder)
    write(folder, dict.fromkeys(FILES, COBALT))
    process = console.start("refresh", folder)
    until(lambda: (console.home / "vectors" / "generation-1" / "chroma.sqlite3-journal").exists(), process)
    process.terminate()
    process.communicate()
    assert process.returncode == 128 + signal.SIGTERM
    verified = console.run("verify")
    assert (verified.code, verified.err) == (0, "")


@contextmanager
def opened(path: Path, site: LoopbackSite) -> Iterator[Rounds]:
    """A home with a folder and a feed, all of it amber."""
    console, folder, other = console_in(path / "home"), path / "articles", other_model(path / "other")
    settings = settings_of(console.home, **SETTINGS)
    vectors = prepare(settings, folder, site, other)
    with open_desk(settings, "prepare") as desk:
        feed = desk.arrivals.sources.add(site.url(FEED), SourceKind.FEED, "public", 1)
    amber = dict.fromkeys([*FILES, *PAGES], AMBER)
    with open_beside(settings) as desk:
        truth = Truth(settings, desk, vectors, amber, dict(amber))
        yield Rounds(console, folder, site, feed.id, other, Random(KILLS), truth)
