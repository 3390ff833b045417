"""Sources and refreshes over HTTP."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.api.client import DeclaredClient
from tests.api.conftest import OWNER
from tests.api.works import Desk, Places

OWNED = {"Dealdesk-Owner": OWNER}
FEED = "https://example.com/deals.xml"


def test_a_source_is_added_shown_refreshed_and_removed(busy: DeclaredClient, places: Places, jobs: Desk) -> None:
    added = busy.post("/v1/sources", json={"location": FEED, "collection": "news", "every_seconds": 900})
    assert added.status_code == 201
    where = added.headers["Location"]
    assert busy.get(where).json() == added.json()
    assert busy.get("/v1/sources").json() == {"sources": [added.json()]}
    assert added.json() == {
        "id": "s0",
        "kind": "feed",
        "location": FEED,
        "collection": "news",
        "every_seconds": 900,
        "added_at": "2026-03-01T08:30:00Z",
        "due_at": None,
        "refreshed_at": None,
        "failures": 0,
        "error": None,
    }
    refreshed = busy.post(f"{where}/refresh")
    assert refreshed.status_code == 202
    assert busy.get(refreshed.headers["Location"]).status_code == 200
    assert jobs.asked == [("refresh", ("s0",), None, None)]
    assert busy.delete(f"{where}?with_articles=true").status_code == 204
    assert places.removed == [("s0", True)]


def test_a_source_that_is_not_there_is_not_found(busy: DeclaredClient, jobs: Desk) -> None:
    for method, path in (("GET", ""), ("DELETE", ""), ("POST", "/refresh")):
        assert busy.request(method, f"/v1/sources/none{path}").status_code == 404
    assert not jobs.asked


def test_a_folder_is_for_the_owner_or_below_one_that_is_open(
    busy: DeclaredClient, tmp_path: Path, places: Places, jobs: Desk
) -> None:
    inside, outside = tmp_path / "open" / "deals", tmp_path / "secret"
    inside.mkdir(parents=True)
    outside.mkdir()
    (inside / "way-out").symlink_to(outside)

    def added(path: Path | str, headers: dict[str, str] | None = None) -> tuple[int, int]:
        source = busy.post("/v1/sources", json={"location": str(path)}, headers=headers)
        refresh = busy.post("/v1/refreshes", json={"path": str(path)}, headers=headers)
        return source.status_code, refresh.status_code

    assert added(inside) == (201, 202)
    assert added(inside / "not-there-yet") == (201, 202)
    hidden: list[Path | str] = [
        outside,
        inside / "way-out",
        f"{inside}/../../secret",
        tmp_path / "opener",
        "/",
        "//etc",
    ]
    assert [added(path) for path in hidden] == [(403, 403)] * len(hidden)
    assert added(outside, {"Dealdesk-Owner": "a guess"}) == (403, 403)
    assert added(outside, {b"Dealdesk-Owner": "cl\u00e9".encode()}) == (403, 403)  # type: ignore[dict-item]
    assert added(outside, OWNED) == (201, 202)
    assert [source.location for source in places.list()] == [str(inside), f"{inside}/not-there-yet", str(outside)]
    assert jobs.asked[-1] == ("refresh", (), outside, None)


@pytest.mark.parametrize(
    "location", ["deals", "~/deals", "file:///etc/passwd", " /etc", "ftp://example.com/x", "/etc/\0", "http:/etc"]
)
def test_what_is_neither_an_address_nor_a_whole_path_is_refused(busy: DeclaredClient, location: str) -> None:
    assert busy.post("/v1/sources", json={"location": location}, headers=OWNED).status_code == 422
    assert busy.post("/v1/refreshes", json={"path": location}, headers=OWNED).status_code == 422


def test_an_address_cannot_be_passed_off_as_a_folder_or_a_folder_as_a_feed(busy: DeclaredClient) -> None:
    assert busy.post("/v1/sources", json={"location": FEED, "kind": "folder"}).status_code == 422
    assert busy.post("/v1/sources", json={"location": "/etc", "kind": "feed"}).status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"location": ""},
        {"location": f"{FEED}#"},
        {"location": FEED, "kind": "letter"},
        {"location": FEED, "every_seconds": 0},
        {"location": FEED, "every_seconds": True},
        {"location": FEED, "every_seconds": 10**12},
        {"location": FEED, "interval": 900},
    ],
)
def test_a_source_that_cannot_be_is_refused(busy: DeclaredClient, body: dict[str, object]) -> None:
    assert busy.post("/v1/sources", json=body).status_code == 422


def test_a_refresh_is_of_all_of_some_or_of_a_path(busy: DeclaredClient, tmp_path: Path, jobs: Desk) -> None:
    path = str(tmp_path / "open")
    for body in ({}, {"sources": None}, {"sources": ["a", "b"], "callback_url": "https://example.com/told"}):
        assert busy.post("/v1/refreshes", json=body).status_code == 202
    assert busy.post("/v1/refreshes", json={"path": path}).status_code == 202
    assert jobs.asked == [
        ("refresh", (), None, None),
        ("refresh", (), None, None),
        ("refresh", ("a", "b"), None, "https://example.com/told"),
        ("refresh", (), Path(path), None),
    ]
    wrong: list[dict[str, object]] = [{"sources": []}, {"sources": ["a"], "path": path}, {"source": "a"}, {"all": True}]
    assert [busy.post("/v1/refreshes", json=body).status_code for body in wrong] == [422] * 4
