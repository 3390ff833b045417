"""What stands in a collection beyond the caller's is like what never was, each version by its own collection."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.app import create_app
from api.door.callers import Caller, Role
from corpus.article import Article
from tests.api.callers import Known
from tests.api.client import DeclaredClient
from tests.api.fakes import Pulse, Script, Shelf
from tests.index.bench import Bench, bench

OF_A, OF_B, OF_ALL = ({"Authorization": f"Bearer {name}"} for name in ("a", "b", "all"))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Bench]:
    with bench(tmp_path / "index.sqlite3") as desk:
        yield desk


@pytest.fixture
def shared(desk: Bench) -> Iterator[DeclaredClient]:
    """Writers of the collections a and b, and an admin of all, over one index."""
    callers = Known(
        a=Caller("of a", Role.WRITER, ("a",)),
        b=Caller("of b", Role.WRITER, ("b",)),
        all=Caller("of all", Role.ADMIN),
    )
    script = Script(Shelf())
    with DeclaredClient(create_app(script, script, desk.catalogue, desk.refresher, Pulse(), callers=callers)) as client:
        yield client


def kept(desk: Bench, text: str, collection: str, article_id: str = "deal") -> str:
    desk.refresher.put(Article(article_id, "A deal", text, collection=collection))
    stored = desk.catalogue.live(article_id)
    assert stored
    return stored.article.version


def seen(shared: DeclaredClient, headers: dict[str, str]) -> list[tuple[str, bool]]:
    """The versions that are listed, each with whether it is told to be removed, and each shown as it is listed."""
    answer = shared.get("/v1/articles/deal/versions", headers=headers)
    if answer.status_code == 404:
        return []
    for listed in answer.json()["versions"]:
        shown = shared.get(f"/v1/articles/deal/versions/{listed['version']}", headers=headers)
        assert (shown.status_code, len(shown.json()["text"])) == (200, listed["chars"])
    return [(listed["version"], listed["removed"]) for listed in answer.json()["versions"]]


def test_an_article_beyond_is_told_of_as_one_that_never_was(shared: DeclaredClient, desk: Bench) -> None:
    version = kept(desk, "Secret.", "b")
    paths = ("", "?raw=true", "/text", f"/text?version={version}", "/versions", f"/versions/{version}")
    for path in (*paths, f"/diff?from={version}&to={version}"):
        there = shared.get(f"/v1/articles/deal{path}", headers=OF_A)
        never = shared.get(f"/v1/articles/none{path}", headers=OF_A)
        assert (there.status_code, never.status_code) == (404, 404), path
        assert there.text == never.text.replace("none", "deal")
        assert shared.get(f"/v1/articles/deal{path}", headers=OF_B).status_code == 200
    there, never = (shared.delete(f"/v1/articles/{name}", headers=OF_A) for name in ("deal", "none"))
    assert there.text == never.text.replace("none", "deal")
    assert shared.get("/v1/articles/deal", headers=OF_B).status_code == 200


def test_a_writer_neither_replaces_nor_adds_beyond(shared: DeclaredClient, desk: Bench) -> None:
    version = kept(desk, "Secret.", "b")
    mine = {"title": "Mine", "text": "Mine.", "collection": "a"}
    assert shared.put("/v1/articles/deal", json=mine, headers=OF_A).status_code == 404
    assert shared.put("/v1/articles/new", json={**mine, "collection": "b"}, headers=OF_A).status_code == 404
    assert shared.put("/v1/articles/new", json={"title": "", "text": "x"}, headers=OF_A).status_code == 422
    assert shared.get("/v1/articles/deal", headers=OF_ALL).json()["version"] == version
    assert shared.get("/v1/articles/new", headers=OF_ALL).status_code == 404
    assert shared.put("/v1/articles/new", json=mine, headers=OF_A).status_code == 201
    assert shared.put("/v1/articles/new", json={**mine, "collection": "b"}, headers=OF_A).status_code == 404
    assert shared.get("/v1/articles/new", headers=OF_A).json()["collection"] == "a"


def test_the_past_of_an_article_that_was_moved_is_for_who_may_read_both(shared: DeclaredClient, desk: Bench) -> None:
    old = kept(desk, "In a.", "a")
    assert seen(shared, OF_A) == [(old, False)]
    new = kept(desk, "In b, by now.", "b")
    assert seen(shared, OF_A) == []
    assert shared.get(f"/v1/articles/deal/versions/{old}", headers=OF_A).status_code == 404
    assert shared.get(f"/v1/articles/deal/text?version={old}", headers=OF_A).status_code == 404
    assert seen(shared, OF_B) == [(new, False)]
    assert seen(shared, OF_ALL) == [(new, False), (old, False)]
    back = kept(desk, "In a again.", "a")
    assert seen(shared, OF_A) == [(back, False), (old, True)]  # as if it had been removed meanwhile
    assert seen(shared, OF_ALL) == [(back, False), (new, False), (old, False)]
    assert shared.get(f"/v1/articles/deal/diff?from={old}&to={new}", headers=OF_A).status_code == 404
    assert shared.get(f"/v1/articles/deal/diff?from={old}&to={back}", headers=OF_A).status_code == 200


def test_of_an_article_that_was_removed_each_sees_their_own_past(shared: DeclaredClient, desk: Bench) -> None:
    old, new = kept(desk, "In a.", "a"), kept(desk, "In b.", "b")
    desk.refresher.remove("deal")
    assert seen(shared, OF_A) == [(old, True)]
    assert seen(shared, OF_B) == [(new, True)]
    assert seen(shared, OF_ALL) == [(new, True), (old, False)]


def test_a_receipt_tells_no_version_that_its_reader_may_not_see(shared: DeclaredClient, desk: Bench) -> None:
    body = {"title": "Mine", "text": "Mine.", "collection": "a"}
    receipt = shared.put("/v1/articles/deal", json=body, headers=OF_A).json()
    assert receipt["version"] == shared.get("/v1/articles/deal", headers=OF_A).json()["version"]
