"""`dealdesk keys` and `dealdesk audit`, on the catalogue itself and through a running server."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.door.callers import Role
from api.door.keys import NewKey
from corpus.database import Database
from dealdesk.errors import BadSetting
from dealdesk.records.aside import Aside
from dealdesk.records.keys import SqlKeys
from dealdesk.serving import check_address
from tests.dealdesk.console import Console, settings_of
from tests.dealdesk.serving import Served, serving

KEY = re.compile(r"dd_(k[0-9a-f]{12})_[\w-]{43}\n")


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def entries(console: Console) -> list[tuple[str, str, int]]:
    found = console.run("audit", "--json").json["entries"]
    return [(entry["caller"], entry["operation"], entry["status"]) for entry in found]


@pytest.mark.slow
def test_keys_are_made_listed_and_revoked_where_no_server_runs(fresh: Console) -> None:
    made = fresh.run("keys", "create", "--role", "writer", "--collections", "deals, public", "--expires", "90d")
    assert made.code == 0
    key = KEY.fullmatch(made.out)
    assert key
    assert made.err.startswith(f"{key[1]}: writer of deals, public, until ")
    told: Any = fresh.run("keys", "create", "--role=admin", "--name=ops", "--expires=2999-12-31", "--json").json
    assert (told["name"], told["expires_at"], told["key"][:3]) == ("ops", "2999-12-31T23:59:59.999999Z", "dd_")
    newest, first = fresh.run("keys", "list", "--json").json["keys"]
    assert (newest["id"], first["id"], first["collections"]) == (told["id"], key[1], ["deals", "public"])
    left = datetime.fromisoformat(first["expires_at"]) - datetime.now(UTC)
    assert timedelta(days=89, hours=23) < left <= timedelta(days=90)
    assert fresh.run("keys", "revoke", key[1]).out == f"revoked: {key[1]}\n"
    listed = fresh.run("keys", "list").out
    assert re.search(rf"{key[1]} .* writer .* no, revoked", listed)
    assert re.search(rf"{told['id']} .* ops .* all .* never .* until 2999-12-31", listed)
    assert told["key"] not in listed
    assert entries(fresh) == [("owner", "DELETE /v1/keys/{id}", 204), *[("owner", "POST /v1/keys", 201)] * 2]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["create"], 2, "--role"),
        (["create", "--role", "boss"], 2, "'reader', 'writer', 'admin'"),
        (["create", "--role", "reader", "--collections", " , "], 2, "collections: "),
        (["create", "--role", "reader", "--collections", "a/b"], 2, "collections.0: "),
        (["create", "--role", "reader", "--expires", "0d"], 2, "90d"),
        (["create", "--role", "reader", "--expires", "2020-01-01"], 2, "this moment has passed"),
        (["create", "--role", "reader", "--name", ""], 0, "reader"),
        (["revoke", "kx"], 1, "there is no such key: `dealdesk keys list`"),
    ],
    ids=str,
)
def test_what_cannot_be_done_is_told(fresh: Console, arguments: list[str], code: int, told: str) -> None:
    done = fresh.run("keys", *arguments)
    assert (done.code, told in done.err) == (code, True)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(Console(tmp_path_factory.mktemp("keys") / "home")) as served:
        yield served


@pytest.mark.slow
def test_a_server_is_open_until_a_key_is_made_and_commands_go_on_without_one(served: Served) -> None:
    console, client = served.console, served.client
    assert client.get("/v1/me").json()["id"] == "local"
    assert client.get("/v1/articles", headers={"Host": "rebound.example"}).status_code == 421
    made: Any = console.run("keys", "create", "--role", "reader", "--collections", "deals", "--json").json
    assert made["created_by"] == "owner"
    assert client.get("/v1/me").status_code == 401
    assert client.get("/v1/me", headers={"Host": "rebound.example"}).status_code == 401
    with httpx.Client(base_url=client.base_url, headers=bearer(made["key"]), trust_env=False) as theirs:
        me = theirs.get("/v1/me", headers={"Host": "dealdesk.example"})
        assert me.json() == {"id": made["id"], "role": "reader", "collections": ["deals"], "requests_per_minute": None}
        assert theirs.put("/v1/articles/a", json={"title": "", "text": "x"}).status_code == 403
        assert console.run("articles", "--json").json == []
        assert console.run("keys", "revoke", made["id"]).code == 0
        assert theirs.get("/v1/me").status_code == 401
    assert client.get("/v1/me").status_code == 401  # it never opens by itself
    assert entries(console)[:2] == [("owner", "DELETE /v1/keys/{id}", 204), ("owner", "POST /v1/keys", 201)]


@pytest.mark.slow
def test_what_a_command_revokes_beside_the_server_counts_at_once(served: Served) -> None:
    made: Any = served.console.run("keys", "create", "--role", "admin", "--json").json
    assert served.client.get("/v1/me", headers=bearer(made["key"])).status_code == 200
    with closing(Database(served.console.home / "catalogue.sqlite3")) as beside, closing(Aside(beside)) as aside:
        SqlKeys(beside, aside).revoke(made["id"])
    assert served.client.get("/v1/me", headers=bearer(made["key"])).status_code == 401


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.com"])
def test_a_server_for_other_machines_needs_somebody_it_can_know(tmp_path: Path, host: str) -> None:
    settings = settings_of(tmp_path)
    with pytest.raises(BadSetting, match="dealdesk keys create"):
        check_address(host, settings)
    assert not list(tmp_path.iterdir())
    check_address(host, settings_of(tmp_path, api_key="a key"))
    check_address(host, settings_of(tmp_path, oidc_issuer="https://login.example.com", oidc_audience="dealdesk"))
    with closing(Database(tmp_path / "catalogue.sqlite3")) as database, closing(Aside(database)) as aside:
        keys = SqlKeys(database, aside)
        with pytest.raises(BadSetting):
            check_address(host, settings)
        made, _ = keys.create(NewKey("a program", Role.READER), "owner")
        check_address(host, settings)
        keys.revoke(made.id)
        with pytest.raises(BadSetting):
            check_address(host, settings)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "localhost"])
def test_a_server_for_this_machine_alone_needs_nobody(tmp_path: Path, host: str) -> None:
    check_address(host, settings_of(tmp_path))
