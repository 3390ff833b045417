"""Who makes which keys, who sees them, who asks, and what was done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from api.app import Arrivals, create_app
from api.door.audit import Audit, Done, Entry
from api.door.callers import Caller, Role
from tests.api.client import DeclaredClient
from tests.api.fakes import Pulse, Script, Shelf
from tests.api.keys import MADE_AT, Ring

TOMORROW = (datetime.now(UTC) + timedelta(days=1)).isoformat()


class Noted(Audit):
    """Keeps entries in a list."""

    with_texts = True

    def __init__(self) -> None:
        self.done: list[Done] = []

    def note(self, done: Done) -> None:
        self.done.append(done)

    def latest(self, caller: str | None, before: int | None, limit: int) -> Sequence[Entry]:
        entries = [Entry(number, MADE_AT, done) for number, done in enumerate(self.done, 1)]
        wanted = [e for e in entries if caller in (None, e.done.caller) and (before is None or e.id < before)]
        return wanted[::-1][:limit]


@pytest.fixture
def ring() -> Ring:
    return Ring(
        root=Caller("root", Role.ADMIN),
        tenant=Caller("tenant", Role.ADMIN, ("acme", "public")),
        writer=Caller("writer", Role.WRITER),
        reader=Caller("reader", Role.READER, ("acme",), 5),
    )


@pytest.fixture
def audit() -> Noted:
    return Noted()


@pytest.fixture
def client(ring: Ring, audit: Noted, shelf: Shelf, script: Script, arrivals: Arrivals) -> Iterator[DeclaredClient]:
    app = create_app(
        script, script, shelf, shelf, Pulse(), callers=ring, keys=ring, audit=audit, arrivals=arrivals
    )  # fmt: skip
    with DeclaredClient(app) as client:
        client.headers["Authorization"] = "Bearer root"
        yield client


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def wanted(**fields: Any) -> dict[str, Any]:
    return {"name": "a program", "role": "reader", **fields}


def test_a_key_is_made_used_listed_and_revoked(client: DeclaredClient) -> None:
    made = client.post("/v1/keys", json=wanted(collections=["acme", "acme"], requests_per_minute=9))
    assert made.status_code == 201
    key = made.json().pop("key")
    assert made.json() == {
        "id": "k0",
        "name": "a program",
        "role": "reader",
        "collections": ["acme"],
        "requests_per_minute": 9,
        "created_by": "root",
        "created_at": "2026-03-01T08:30:00Z",
        "expires_at": None,
        "revoked_at": None,
        "last_used_at": None,
        "key": key,
    }
    me = {"id": "k0", "role": "reader", "collections": ["acme"], "requests_per_minute": 9}
    assert client.get("/v1/me", headers=bearer(key)).json() == me
    [listed] = client.get("/v1/keys").json()["keys"]
    assert listed == {name: value for name, value in made.json().items() if name != "key"}
    assert [client.delete("/v1/keys/k0").status_code for _ in range(2)] == [204, 204]
    assert client.get("/v1/me", headers=bearer(key)).status_code == 401
    assert client.get("/v1/keys").json()["keys"][0]["revoked_at"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", " "),
        ("name", "two\nlines"),
        ("name", "x" * 101),
        ("role", "owner"),
        ("role", None),
        ("collections", []),
        ("collections", [""]),
        ("collections", ["a/b"]),
        ("collections", "acme"),
        ("collections", ["acme\n"]),
        ("expires_at", "2020-01-01T00:00:00Z"),
        ("expires_at", "2999-01-01"),
        ("expires_at", "2999-01-01T00:00:00"),
        ("expires_at", 1),
        ("requests_per_minute", 0),
        ("requests_per_minute", "9"),
        ("key", "dd_of_my_own"),
    ],
)
def test_what_makes_no_key_is_told_by_its_field(client: DeclaredClient, field: str, value: object) -> None:
    refused = client.post("/v1/keys", json=wanted(**{field: value}))
    assert refused.status_code == 422
    assert [error["field"].partition(".")[0] for error in refused.json()["errors"]] == [field]
    assert client.get("/v1/keys").json() == {"keys": []}


def test_a_key_may_end(client: DeclaredClient) -> None:
    made = client.post("/v1/keys", json=wanted(expires_at=TOMORROW)).json()
    assert datetime.fromisoformat(made["expires_at"]) == datetime.fromisoformat(TOMORROW)


@pytest.mark.parametrize("token", ["writer", "reader"])
@pytest.mark.parametrize(("method", "path"), [("GET", "/v1/keys"), ("POST", "/v1/keys"), ("DELETE", "/v1/keys/k0")])
def test_only_admins_see_to_keys(client: DeclaredClient, ring: Ring, token: str, method: str, path: str) -> None:
    client.post("/v1/keys", json=wanted())
    assert client.request(method, path, json=wanted(), headers=bearer(token)).status_code == 403
    assert [key.revoked_at for key in ring.list()] == [None]


@pytest.mark.parametrize("collections", [None, ["rival"], ["acme", "rival"], ["nobody has this"]])
def test_an_admin_of_some_collections_makes_no_key_beyond_them(
    client: DeclaredClient, ring: Ring, collections: list[str] | None
) -> None:
    refused = client.post("/v1/keys", json=wanted(collections=collections), headers=bearer("tenant"))
    assert (refused.status_code, ring.list()) == (403, [])
    assert "rival" not in refused.text


def test_an_admin_of_some_collections_sees_and_revokes_the_keys_within_them_alone(client: DeclaredClient) -> None:
    for collections in (["acme"], ["rival"], ["acme", "rival"], None):
        client.post("/v1/keys", json=wanted(collections=collections))
    own = client.post("/v1/keys", json=wanted(role="admin", collections=["public"]), headers=bearer("tenant")).json()
    assert own["created_by"] == "tenant"
    listed = client.get("/v1/keys", headers=bearer("tenant")).json()["keys"]
    assert [key["id"] for key in listed] == [own["id"], "k0"]
    unknown = client.delete("/v1/keys/kx", headers=bearer("tenant"))
    for beyond in ("k1", "k2", "k3"):
        refused = client.delete(f"/v1/keys/{beyond}", headers=bearer("tenant"))
        assert (refused.status_code, refused.text) == (404, unknown.text)
    assert client.delete("/v1/keys/k0", headers=bearer("tenant")).status_code == 204
    revoked = [key["id"] for key in client.get("/v1/keys").json()["keys"] if key["revoked_at"]]
    assert revoked == ["k0"]


def test_what_answers_the_making_of_a_key_is_not_kept_under_an_idempotency_key(client: DeclaredClient) -> None:
    headers = {"Idempotency-Key": "once"}
    made = [client.post("/v1/keys", json=wanted(), headers=headers) for _ in range(2)]
    assert [each.status_code for each in made] == [201, 201]
    assert len({each.json()["key"] for each in made}) == 2
    assert "Idempotency-Replayed" not in made[1].headers


@pytest.mark.parametrize(
    ("token", "told"),
    [
        ("root", {"id": "root", "role": "admin", "collections": None, "requests_per_minute": None}),
        ("reader", {"id": "reader", "role": "reader", "collections": ["acme"], "requests_per_minute": 5}),
    ],
)
def test_everybody_learns_who_they_are(client: DeclaredClient, token: str, told: object) -> None:
    assert client.get("/v1/me", headers=bearer(token)).json() == told


def test_the_audit_says_who_made_which_key_and_never_the_key(client: DeclaredClient) -> None:
    key = client.post("/v1/keys", json=wanted()).json()["key"]
    client.post("/v1/keys", json=wanted(), headers=bearer("reader"))
    client.delete("/v1/keys/k0")
    client.get("/v1/keys")
    entries = client.get("/v1/audit").json()["entries"]
    assert [(e["caller"], e["operation"], e["about"], e["status"]) for e in entries] == [
        ("root", "DELETE /v1/keys/{id}", "k0", 204),
        ("root", "POST /v1/keys", "k0", 201),
    ]
    assert key not in str(entries)


def test_a_key_that_is_sent_in_place_of_its_id_is_told_nowhere(client: DeclaredClient, audit: Noted) -> None:
    key = client.post("/v1/keys", json=wanted()).json()["key"]
    refused = client.delete(f"/v1/keys/{key}")
    assert (refused.status_code, key in refused.text) == (404, False)
    assert audit.done[-1] == Done("root", "DELETE /v1/keys/{id}", "unknown", 404)


def test_the_audit_is_read_page_by_page_and_by_caller(client: DeclaredClient) -> None:
    for _ in range(3):
        client.post("/v1/keys", json=wanted())
    client.post("/v1/keys", json=wanted(collections=["acme"]), headers=bearer("tenant"))
    first = client.get("/v1/audit?limit=3").json()
    assert ([e["id"] for e in first["entries"]], first["next"]) == ([4, 3, 2], 2)
    assert client.get("/v1/audit", params={"before": first["next"]}).json()["next"] is None
    [theirs] = client.get("/v1/audit?caller=tenant").json()["entries"]
    assert theirs["id"] == 4


@pytest.mark.parametrize("token", ["tenant", "writer", "reader"])
def test_the_audit_is_for_admins_of_all_collections(client: DeclaredClient, token: str) -> None:
    assert client.get("/v1/audit", headers=bearer(token)).status_code == 403


@pytest.mark.parametrize("query", ["limit=0", "limit=1001", "before=0", "before=x", "of=root"])
def test_an_audit_that_is_asked_for_wrongly_is_refused(client: DeclaredClient, query: str) -> None:
    assert client.get(f"/v1/audit?{query}").status_code == 422
