"""Callers who reach some collections only: what is beyond is like what was never made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import httpx2
import pytest

from api.app import Arrivals, create_app
from api.door.callers import Caller, Role
from api.routes.purges import Purger
from corpus.article import EVERYTHING, Selection
from corpus.jobs import JobState
from corpus.on_behalf import OnBehalf
from corpus.stored import Erased
from tests.api.callers import Known
from tests.api.client import DeclaredClient
from tests.api.fakes import COST_QUOTE, RIVAL_QUOTE, Pulse, Script, Shelf
from tests.api.works import Choice, Desk, Places, Register

FEED = "https://example.com/deals.xml"
LINES = {"Content-Type": "application/x-ndjson"}
CALLERS = {
    "ann": Caller("ann", Role.WRITER, ("news", "notes")),
    "amy": Caller("amy", Role.WRITER, ("news",)),
    "bob": Caller("bob", Role.WRITER, ("board",)),
    "public": Caller("public", Role.WRITER, ("public",)),
    "chief": Caller("chief", Role.ADMIN, ("news",)),
    "root": Caller("root", Role.ADMIN),
}


class Shredder(Purger):
    def __init__(self) -> None:
        self.asked: list[tuple[tuple[str, ...], Selection]] = []

    def purge(self, article_ids: Sequence[str], within: Selection = EVERYTHING) -> Erased:
        self.asked.append((tuple(article_ids), within))
        return Erased(versions=7, vectors=9)


class Room:
    """The door, and somebody at it."""

    def __init__(self, client: DeclaredClient, shredder: Shredder) -> None:
        self._client = client
        self.shredder = shredder

    def ask(self, who: str, method: str, path: str, **options: Any) -> httpx2.Response:
        headers = {"Authorization": f"Bearer {who}", **options.pop("headers", {})}
        return self._client.request(method, path, headers=headers, **options)

    def ids(self, who: str, kind: str) -> list[str]:
        return [one["id"] for one in self.ask(who, "GET", f"/v1/{kind}").json()[kind]]


@pytest.fixture
def register(shelf: Shelf) -> Register:
    return Register(Script(shelf, (("plant", COST_QUOTE), ("rumour", RIVAL_QUOTE))))


@pytest.fixture
def room(shelf: Shelf, script: Script, arrivals: Arrivals, register: Register) -> Iterator[Room]:
    shredder = Shredder()
    app = create_app(
        script,
        script,
        shelf,
        shelf,
        Pulse(),
        arrivals=arrivals,
        purger=shredder,
        models=Choice(),
        watches=register,
        callers=Known(**CALLERS),
    )
    with DeclaredClient(app) as client:
        yield Room(client, shredder)


def same_but_for(known: str, unknown: str, one: httpx2.Response, other: httpx2.Response) -> bool:
    """Whether the answer about an id that is there is that about one which is not."""
    return (one.status_code, one.text.replace(known, "ID")) == (other.status_code, other.text.replace(unknown, "ID"))


def test_a_job_is_there_for_who_asked_for_it_and_for_an_admin_of_all(room: Room, jobs: Desk) -> None:
    for who in ("ann", "bob", "ann"):
        assert room.ask(who, "POST", "/v1/refreshes", json={}).status_code == 202
    assert room.ids("ann", "jobs") == ["job-3", "job-1"]
    assert room.ids("bob", "jobs") == ["job-2"]
    assert room.ids("amy", "jobs") == room.ids("chief", "jobs") == []
    assert room.ids("root", "jobs") == ["job-3", "job-2", "job-1"]
    for method, path in (("GET", ""), ("GET", "/failures"), ("GET", "/events"), ("POST", "/cancel")):
        theirs = room.ask("bob", method, f"/v1/jobs/job-1{path}")
        nobodys = room.ask("bob", method, f"/v1/jobs/job-99{path}")
        assert theirs.status_code == 404
        assert same_but_for("job-1", "job-99", theirs, nobodys)
    assert jobs.job("job-1").state is JobState.QUEUED  # type: ignore[union-attr]
    assert room.ask("root", "POST", "/v1/jobs/job-1/cancel").json()["state"] == "cancelled"


def test_what_somebody_asks_for_is_done_on_their_behalf(room: Room, jobs: Desk, places: Places) -> None:
    room.ask("ann", "POST", "/v1/refreshes", json={})
    room.ask("ann", "POST", "/v1/uploads", files=[("files", ("a.txt", b"x"))], data={"collection": "news"})
    room.ask("ann", "POST", "/v1/articles?collection=news", content=b"{}", headers=LINES)
    room.ask("ann", "POST", "/v1/sources", json={"location": FEED, "collection": "notes"})
    room.ask("ann", "POST", "/v1/sources/s0/refresh")
    body = {"title": "t", "text": "x", "collection": "news"}
    room.ask("ann", "PUT", "/v1/articles/new", json=body, headers={"Prefer": "respond-async"})
    anns = OnBehalf("ann", ("news", "notes"))
    assert [job.by for job in jobs.jobs(100)] == [anns] * 5
    assert [source.by for source in places.list()] == [anns]


@pytest.mark.parametrize(
    ("method", "path", "options"),
    [
        ("POST", "/v1/sources", lambda said: {"json": {"location": f"{FEED}?{said}", **said}}),
        ("POST", "/v1/uploads", lambda said: {"files": [("files", ("a.txt", b"x"))], "data": said}),
        ("POST", "/v1/articles", lambda said: {"params": said, "content": b"{}", "headers": LINES}),
        ("PUT", "/v1/articles/new", lambda said: {"json": {"title": "t", "text": "x", **said}}),
    ],
)
def test_a_collection_to_put_something_into_is_one_that_is_there(
    room: Room, jobs: Desk, places: Places, shelf: Shelf, method: str, path: str, options: Any
) -> None:
    beyond, unheard = (room.ask("ann", method, path, **options({"collection": name})) for name in ("board", "no-such"))
    assert beyond.status_code == 404
    assert same_but_for("board", "no-such", beyond, unheard)
    unnamed = room.ask("ann", method, path, **options({}))
    assert unnamed.status_code == 422
    assert "news, notes" in unnamed.json()["detail"]
    assert (jobs.asked, places.kept, shelf.puts) == ([], {}, 0)
    assert room.ask("ann", method, path, **options({"collection": "notes"})).is_success
    assert room.ask("public", method, path.replace("new", "other"), **options({})).is_success


def test_a_source_is_there_for_who_reaches_its_collection(room: Room, jobs: Desk, places: Places) -> None:
    for name in ("news", "board"):
        assert room.ask("root", "POST", "/v1/sources", json={"location": FEED + name, "collection": name}).is_success
    assert (room.ids("ann", "sources"), room.ids("bob", "sources")) == (["s0"], ["s1"])
    assert room.ids("root", "sources") == ["s0", "s1"]
    for method, path in (("GET", ""), ("DELETE", "?with_articles=true"), ("POST", "/refresh")):
        theirs = room.ask("bob", method, f"/v1/sources/s0{path}")
        assert theirs.status_code == 404
        assert same_but_for("s0", "s9", theirs, room.ask("bob", method, f"/v1/sources/s9{path}"))
    assert (jobs.asked, places.removed) == ([], [])
    assert room.ask("amy", "DELETE", "/v1/sources/s0").status_code == 204


def test_of_a_location_that_is_kept_current_beyond_it_is_not_said_by_whom(room: Room, places: Places) -> None:
    assert room.ask("bob", "POST", "/v1/sources", json={"location": FEED, "collection": "board"}).is_success
    refused = room.ask("ann", "POST", "/v1/sources", json={"location": FEED, "collection": "news"})
    assert refused.status_code == 409
    assert not any(told in refused.text for told in ("board", "bob", "s0"))
    assert len(places.list()) == 1


def test_a_watch_is_there_for_who_started_it(room: Room, register: Register) -> None:
    assert room.ask("ann", "POST", "/v1/watches", json={"question": "What does it cost?"}).status_code == 201
    assert (room.ids("ann", "watches"), room.ids("amy", "watches"), room.ids("root", "watches")) == (["w0"], [], ["w0"])
    for method in ("GET", "DELETE"):
        theirs = room.ask("amy", method, "/v1/watches/w0")
        assert theirs.status_code == 404
        assert same_but_for("w0", "w9", theirs, room.ask("amy", method, "/v1/watches/w9"))
    assert list(register.kept) == ["w0"]


def test_figures_are_of_what_is_within(room: Room) -> None:
    def articles(who: str, query: str = "") -> set[str]:
        return {line["article_id"] for line in room.ask(who, "GET", f"/v1/figures{query}").json()["figures"]}

    assert articles("root") == {"plant", "rumour"}
    assert articles("ann") == {"plant"}
    assert articles("public") == articles("public", "?collection=public&collection=news") == {"rumour"}
    assert articles("bob") == articles("bob", "?collection=news") == set()


def test_a_purge_is_of_what_is_within_and_only_who_sees_all_may_name_nothing(room: Room) -> None:
    assert room.ask("ann", "POST", "/v1/purges", json={"articles": ["plant"]}).status_code == 403
    assert room.ask("chief", "POST", "/v1/purges", json={}).status_code == 403
    assert room.shredder.asked == []
    purged = room.ask("chief", "POST", "/v1/purges", json={"articles": ["plant"]}).json()
    assert (purged["versions"], purged["vectors"]) == (None, None)  # they are of all collections
    assert room.shredder.asked == [(("plant",), Selection(("news",)))]
    assert room.ask("root", "POST", "/v1/purges", json={}).json()["versions"] == 7


def test_the_embedding_model_is_the_whole_servers(room: Room, jobs: Desk) -> None:
    for who in ("ann", "chief"):
        assert room.ask(who, "GET", "/v1/embedding-models").status_code == 403
        assert room.ask(who, "POST", "/v1/embedding-models", json={"use": "bundled"}).status_code == 403
    assert room.ask("root", "GET", "/v1/embedding-models").is_success
    assert room.ask("root", "POST", "/v1/embedding-models", json={"use": "bundled"}).is_success
