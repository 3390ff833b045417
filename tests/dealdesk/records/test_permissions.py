"""What is bound and granted, in the database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.ports import Binding, Permissions
from corpus.database import Database
from dealdesk.records.permissions import SqlPermissions

ADMIN = "UADMIN"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path / "catalogue.sqlite3")
    yield database
    database.close()


@pytest.fixture
def permissions(database: Database) -> SqlPermissions:
    return SqlPermissions(database)


def test_they_are_what_the_bot_asks_for(permissions: SqlPermissions) -> None:
    port: Permissions = permissions
    assert port.binding("T1", "C1") is None
    assert port.granted("T1", ["U1"]) == frozenset()
    assert (port.grants("T1"), permissions.bindings("T1"), permissions.teams()) == ([], [], [])


@pytest.mark.parametrize(
    "binding",
    [
        Binding(("deals",)),
        Binding(("public", "deals", "board of directors"), shared=True),
        Binding(("deals",), unasked=True),
        Binding((), shared=True, unasked=True),
    ],
)
def test_a_binding_is_kept_whole_and_in_its_order(permissions: SqlPermissions, binding: Binding) -> None:
    permissions.bind("T1", "C1", binding, ADMIN)
    assert permissions.binding("T1", "C1") == binding
    assert permissions.bindings("T1") == [("C1", binding)]


def test_a_binding_replaces_the_one_before_in_every_respect(permissions: SqlPermissions) -> None:
    permissions.bind("T1", "C1", Binding(("deals",), shared=True, unasked=True), ADMIN)
    permissions.bind("T1", "C1", Binding(("public",)), ADMIN)
    assert permissions.binding("T1", "C1") == Binding(("public",))


def test_a_collection_that_is_named_twice_is_bound_once(permissions: SqlPermissions) -> None:
    permissions.bind("T1", "C1", Binding(("deals", "public", "deals")), ADMIN)
    assert permissions.binding("T1", "C1") == Binding(("deals", "public"))


def test_a_channel_that_is_unbound_is_as_if_it_had_never_been_bound(permissions: SqlPermissions) -> None:
    permissions.bind("T1", "C1", Binding(("deals",)), ADMIN)
    permissions.bind("T1", "C2", Binding(("deals",)), ADMIN)
    permissions.bind("T1", "C1", None, ADMIN)
    permissions.bind("T1", "C9", None, ADMIN)
    assert permissions.binding("T1", "C1") is None
    assert [channel for channel, _ in permissions.bindings("T1")] == ["C2"]


def test_the_same_id_in_two_workspaces_is_two_channels_and_two_people(permissions: SqlPermissions) -> None:
    permissions.bind("T1", "C1", Binding(("deals",)), ADMIN)
    permissions.grant("T1", "U1", ["board"], ADMIN)
    assert permissions.binding("T2", "C1") is None
    assert permissions.granted("T2", ["U1"]) == frozenset()
    permissions.bind("T2", "C1", None, ADMIN)
    permissions.revoke("T2", "U1", ["board"])
    assert permissions.binding("T1", "C1") == Binding(("deals",))
    assert permissions.granted("T1", ["U1"]) == {"board"}


def test_what_any_of_somebodys_ids_was_granted_is_granted(permissions: SqlPermissions) -> None:
    permissions.grant("T1", "U1", ["board"], ADMIN)
    permissions.grant("T1", "S1", ["deals", "board"], ADMIN)
    permissions.grant("T1", "S2", ["legal"], ADMIN)
    assert permissions.granted("T1", ["U1", "S1"]) == {"board", "deals"}
    assert permissions.granted("T1", []) == frozenset()
    assert permissions.grants("T1") == [("S1", "board"), ("S1", "deals"), ("S2", "legal"), ("U1", "board")]


def test_granted_twice_is_granted_once_and_taken_back_once(permissions: SqlPermissions) -> None:
    permissions.grant("T1", "U1", ["board", "deals", "board"], ADMIN)
    permissions.grant("T1", "U1", ["board"], "U2")
    permissions.grant("T1", "U1", [], ADMIN)
    permissions.revoke("T1", "U1", ["board", "never granted"])
    permissions.revoke("T1", "U1", [])
    assert permissions.grants("T1") == [("U1", "deals")]


def test_every_workspace_in_which_something_is_said_is_known(permissions: SqlPermissions) -> None:
    permissions.grant("T2", "U1", ["board"], ADMIN)
    permissions.bind("T1", "C1", Binding(("deals",)), ADMIN)
    permissions.bind("T2", "C1", Binding(("deals",)), ADMIN)
    assert permissions.teams() == ["T1", "T2"]


def test_what_another_process_changes_counts_at_once(permissions: SqlPermissions, tmp_path: Path) -> None:
    beside = Database(tmp_path / "catalogue.sqlite3")
    SqlPermissions(beside).bind("T1", "C1", Binding(("deals",)), ADMIN)
    SqlPermissions(beside).grant("T1", "U1", ["board"], ADMIN)
    assert permissions.binding("T1", "C1") == Binding(("deals",))
    assert permissions.granted("T1", ["U1"]) == {"board"}
    SqlPermissions(beside).bind("T1", "C1", None, ADMIN)
    SqlPermissions(beside).revoke("T1", "U1", ["board"])
    beside.close()
    assert permissions.binding("T1", "C1") is None
    assert permissions.granted("T1", ["U1"]) == frozenset()
