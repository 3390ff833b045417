"""The running server as the commands see it: the same nouns as from the folder itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.app import Arrivals, create_app
from api.schema.figures import FiguresQuery
from api.schema.requests import ArticlesQuery, AskRequest, SearchRequest
from corpus.change import Change, Outcome
from corpus.jobs import JobState
from dealdesk.errors import ServerFailed
from dealdesk.owner import Owner
from dealdesk.remote import RemoteDoor, server_of
from dealdesk.remote_jobs import RemoteArrivals
from tests.api.callers import owned
from tests.api.client import Forgetful
from tests.api.fakes import PLANT_QUOTE, Pulse, Script, Shelf, articles
from tests.api.serving import serving
from tests.api.works import Desk, Places
from tests.dealdesk.console import settings_of

TOKEN = "a token that lies in the data folder"


@pytest.fixture
def shelf() -> Shelf:
    return Shelf(*articles())


@pytest.fixture
def jobs() -> Desk:
    return Desk()


@pytest.fixture
def url(shelf: Shelf, jobs: Desk, tmp_path: Path) -> Iterator[str]:
    script = Script(shelf, (("plant", PLANT_QUOTE),))
    arrivals = Arrivals(jobs, Places(), Forgetful(), tmp_path / "spool")
    with serving(create_app(script, script, shelf, shelf, Pulse(), arrivals=arrivals, callers=owned(TOKEN))) as url:
        yield url


@pytest.fixture
def door(url: str, tmp_path: Path) -> Iterator[RemoteDoor]:
    with server_of(Owner(1, "serve", url, TOKEN), settings_of(tmp_path / "home")) as server:
        yield RemoteDoor(server)


@pytest.fixture
def arriving(url: str, tmp_path: Path) -> Iterator[RemoteArrivals]:
    with server_of(Owner(1, "serve", url, TOKEN), settings_of(tmp_path / "home")) as server:
        yield RemoteArrivals(server)


def test_articles_come_as_they_are_stored(door: RemoteDoor, shelf: Shelf) -> None:
    for each in articles():
        stored = shelf.live(each.id)
        assert stored
        assert door.live(each.id) == stored
        assert door.version(each.id, each.version) == stored
        assert door.raw(each.id) == shelf.raw(each.id, each.version)
        assert [kept.version for kept in door.versions(each.id)] == [each.version]
    assert [each.id for each in door.articles(ArticlesQuery(limit=1))] == sorted(each.id for each in articles())


def test_what_is_not_there_is_none(door: RemoteDoor) -> None:
    assert door.live("nothing") is None
    assert door.raw("nothing") is None
    assert door.versions("nothing") == []
    assert door.version("plant", "0" * 32) is None


def test_questions_are_asked_as_they_were_made(door: RemoteDoor) -> None:
    assert door.ask(AskRequest(question="Who?", as_of="2026-03-01", stream=True)).citations[0].quote == PLANT_QUOTE  # type: ignore[arg-type]
    assert door.search(SearchRequest(query="plant", top_k=2)).hits[0].text == PLANT_QUOTE
    assert door.figures(FiguresQuery(query="plant", format="csv", collection=["public"])).query == "plant"
    with pytest.raises(ServerFailed, match=r"^the server at http.* says: there is no conversation 'none'"):
        door.ask(AskRequest(question="Who?", conversation="none"))


def test_jobs_and_what_failed_in_them(arriving: RemoteArrivals, jobs: Desk, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("A")
    begun = arriving.upload([tmp_path / "a.txt"], "deals")
    assert jobs.taken == [("a.txt", b"A")]
    jobs.embedded, jobs.failed = (3, 9), [Outcome(name, Change.FAILED, "why") for name in "ab"]
    jobs.set(begun.id, JobState.RUNNING, found=4, added=1, failed=2)
    seen = arriving.job(begun.id)
    assert seen
    assert (seen.state, seen.found, seen.done, seen.count(Change.FAILED)) == (JobState.RUNNING, 4, 3, 2)
    assert arriving.progress(begun.id) == (3, 9)
    assert list(arriving.failures(begun.id)) == jobs.failed
    assert [each.id for each in arriving.jobs(5)] == [begun.id]
    cancelled = arriving.cancel(begun.id)
    assert cancelled
    assert cancelled.state is JobState.CANCELLED
    assert arriving.wait(begun.id, 20) == arriving.job(begun.id)
    assert (arriving.job("none"), arriving.cancel("none")) == (None, None)


def test_sources_come_and_go(arriving: RemoteArrivals, tmp_path: Path) -> None:
    added = arriving.add_source(str(tmp_path), None, "deals", 60)
    assert (added.location, added.collection, added.every_seconds) == (str(tmp_path.resolve()), "deals", 60)
    assert arriving.sources() == [added]
    assert arriving.refresh([added.id]).state is JobState.QUEUED
    assert arriving.remove_source(added.id, with_articles=False)
    assert not arriving.remove_source(added.id, with_articles=False)
