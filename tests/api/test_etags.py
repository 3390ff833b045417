"""ETags of articles and what requests suppose with them, over the real index: decided where the change is made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from api.app import Arrivals, create_app
from api.door.callers import Caller, Role
from tests.api.callers import Known
from tests.api.client import DeclaredClient
from tests.api.fakes import Pulse, Script, Shelf
from tests.api.works import Desk
from tests.index.bench import Bench, bench

DEAL = {"title": "A deal", "text": "Orlin pays $31 billion."}
NEW = {"title": "A deal", "text": "Orlin pays $33 billion."}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Bench]:
    with bench(tmp_path / "index.sqlite3") as desk:
        yield desk


@pytest.fixture
def real(desk: Bench, arrivals: Arrivals) -> Iterator[DeclaredClient]:
    """An admin's client over the real index; the key "other" is that of a writer of another collection."""
    callers = Known(admin=Caller("admin", Role.ADMIN), other=Caller("other", Role.WRITER, ("other",)))
    script = Script(Shelf())
    app = create_app(script, script, desk.catalogue, desk.refresher, Pulse(), callers=callers, arrivals=arrivals)
    with DeclaredClient(app) as client:
        client.headers["Authorization"] = "Bearer admin"
        yield client


def tag(client: DeclaredClient, article_id: str = "deal") -> str:
    return str(client.get(f"/v1/articles/{article_id}").headers["ETag"])


def put(client: DeclaredClient, body: dict[str, str], **headers: str) -> int:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return int(client.put("/v1/articles/deal", json=body, headers=named).status_code)


def test_the_etag_is_the_version_in_quotes_and_never_shared(real: DeclaredClient) -> None:
    put(real, DEAL)
    article = real.get("/v1/articles/deal")
    version = article.json()["version"]
    for path in ("", "/text", f"/versions/{version}", "?raw=true"):
        shown = real.get(f"/v1/articles/deal{path}")
        assert shown.headers["ETag"] == f'"{version}"'
        assert shown.headers["Cache-Control"] == "private, no-cache"
    assert real.get("/v1/articles").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("form", ["{0}", "W/{0}", '"x", {0}', '"a,b" ,W/{0}', "*"])
@pytest.mark.parametrize("path", ["", "/text?start=2&end=5", "/versions/{0}"])
def test_who_has_the_version_is_told_so_without_it(real: DeclaredClient, form: str, path: str) -> None:
    put(real, DEAL)
    version = real.get("/v1/articles/deal").json()["version"]
    address = f"/v1/articles/deal{path.format(version)}"
    same = real.get(address, headers={"If-None-Match": form.format(f'"{version}"')})
    assert (same.status_code, same.content) == (304, b"")
    assert same.headers["ETag"] == f'"{version}"'
    put(real, NEW)
    if "versions" not in path:
        assert real.get(address, headers={"If-None-Match": f'"{version}"'}).status_code == 200
    other = real.get(address, headers={"If-None-Match": '"another"'})
    assert (other.status_code, other.json()["id"]) == (200, "deal")


def test_what_is_not_there_is_not_found_whatever_the_client_has(real: DeclaredClient) -> None:
    assert real.get("/v1/articles/none", headers={"If-None-Match": "*"}).status_code == 404
    assert real.delete("/v1/articles/none", headers={"If-Match": "*"}).status_code == 404


def test_a_change_is_made_only_upon_the_version_it_names(real: DeclaredClient) -> None:
    put(real, DEAL)
    seen = tag(real)
    assert put(real, NEW, If_Match='"another"') == 412
    assert put(real, NEW, If_Match=f"W/{seen}") == 412  # a weak tag equals nothing here
    assert tag(real) == seen
    assert put(real, NEW, If_Match=f'"another", {seen}') == 200
    assert put(real, DEAL, If_Match=seen) == 412
    refused = real.delete("/v1/articles/deal", headers={"If-Match": seen})
    assert refused.status_code == 412
    assert "get it again" in refused.json()["detail"]
    assert real.delete("/v1/articles/deal", headers={"If-Match": tag(real)}).status_code == 204
    assert put(real, NEW, If_Match="*") == 412
    assert real.get("/v1/articles/deal").status_code == 404


def test_an_article_is_added_only_where_there_is_none(real: DeclaredClient) -> None:
    assert put(real, DEAL, If_None_Match="*") == 201
    assert put(real, DEAL, If_None_Match="*") == 412  # also where nothing would change
    assert put(real, NEW, If_None_Match=f"W/{tag(real)}") == 412
    assert put(real, NEW, If_Match=tag(real), If_None_Match='"another"') == 200
    real.delete("/v1/articles/deal")
    assert put(real, DEAL, If_None_Match="*") == 201


@pytest.mark.parametrize("said", ["deal", '"a" "b"', '"a', "**", '*, "a"', 'w/"a"', '"a";'])
def test_a_condition_that_cannot_be_read_changes_nothing(real: DeclaredClient, said: str) -> None:
    put(real, DEAL)
    for name in ("If-Match", "If-None-Match"):
        refused = real.put("/v1/articles/deal", json=NEW, headers={name: said})
        assert refused.status_code == 400
        assert name in refused.json()["detail"]
    assert real.delete("/v1/articles/deal", headers={"If-Match": said}).status_code == 400
    assert real.get("/v1/articles/deal").json()["text"] == DEAL["text"]


def test_a_condition_is_not_left_to_a_job(real: DeclaredClient, jobs: Desk) -> None:
    assert put(real, DEAL, If_None_Match="*", Prefer="respond-async") == 201
    assert put(real, NEW, If_Match='"another"', Prefer="respond-async") == 412
    assert jobs.asked == []


def test_of_those_who_change_the_same_version_at_once_one_wins(real: DeclaredClient) -> None:
    put(real, DEAL)
    for _ in range(5):
        seen, together = tag(real), Barrier(6)

        def change(number: int, seen: str = seen, together: Barrier = together) -> int:
            together.wait()
            if number == 5:
                return int(real.delete("/v1/articles/deal", headers={"If-Match": seen}).status_code)
            return put(real, {**DEAL, "text": f"Version {number} upon {seen}."}, If_Match=seen)

        with ThreadPoolExecutor(6) as pool:
            told = Counter(pool.map(change, range(6)))
        assert told[412] == 5
        if told[204]:
            put(real, DEAL)


def test_of_those_who_add_the_same_article_at_once_one_does(real: DeclaredClient) -> None:
    together = Barrier(6)

    def add(number: int) -> int:
        together.wait()
        return put(real, {**DEAL, "text": f"By {number}."}, If_None_Match="*")

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(add, range(6))) == [201, 412, 412, 412, 412, 412]


def test_a_condition_tells_nothing_of_what_is_beyond(real: DeclaredClient) -> None:
    put(real, DEAL)
    seen = tag(real)
    other = {"Authorization": "Bearer other"}
    for name in ("deal", "none"):
        for condition in ("*", seen, '"another"'):
            body = {**NEW, "collection": "other"}
            refused = real.put(f"/v1/articles/{name}", json=body, headers={**other, "If-Match": condition})
            assert refused.status_code == 412
            gone = real.delete(f"/v1/articles/{name}", headers={**other, "If-Match": condition})
            assert gone.status_code == 404
            shown = real.get(f"/v1/articles/{name}", headers={**other, "If-None-Match": condition})
            assert shown.status_code == 404
    assert tag(real) == seen
