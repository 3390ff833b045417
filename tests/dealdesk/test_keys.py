"""API keys as they are kept, and who is known by them."""

from __future__ import annotations

import base64
import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from api.door.callers import LOCAL, OWNER, Caller, Role
from api.door.keys import NewKey
from corpus.database import Database
from dealdesk.callers import SETTING, KnownCallers
from dealdesk.records.aside import Aside
from dealdesk.records.keys import SqlKeys
from tests.dealdesk.console import until

READER = NewKey("a program", Role.READER, ("news",), requests_per_minute=9)
START = datetime(2026, 3, 1, 8, 30)


@dataclass
class Clock:
    now: datetime = START

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True)
class Cabinet:
    """A catalogue with keys in it."""

    file: Path
    keys: SqlKeys
    aside: Aside
    clock: Clock = field(default_factory=Clock)

    def callers(self, api_key: str | None = None, is_local: bool = True) -> KnownCallers:
        return KnownCallers(self.keys, api_key, "owner's token", is_local)


@pytest.fixture
def cabinet(tmp_path: Path) -> Iterator[Cabinet]:
    clock = Clock()
    with closing(Database(tmp_path / "catalogue.sqlite3")) as database, closing(Aside(database)) as aside:
        yield Cabinet(tmp_path / "catalogue.sqlite3", SqlKeys(database, aside, clock), aside, clock)


def test_a_key_is_known_by_itself_alone(cabinet: Cabinet) -> None:
    made, itself = cabinet.keys.create(READER, "owner")
    prefix, key_id, secret = itself.split("_", 2)
    assert (prefix, key_id, made.opens, made.created_by) == ("dd", made.id, READER, "owner")
    assert len(base64.urlsafe_b64decode(secret + "=")) == 32
    opened = cabinet.keys.opened_by(itself.encode())
    assert opened == made
    assert made.caller == Caller(made.id, Role.READER, ("news",), 9)
    wrong = (itself[:-1], itself + "x", itself.upper(), f"dd_{made.id}_", made.id, f"dd_kx_{secret}", "", "dd", "é_\0")
    assert [cabinet.keys.opened_by(token.encode()) for token in wrong] == [None] * len(wrong)
    assert cabinet.keys.opened_by(b"\xff\xfe") is None


def test_no_two_keys_are_the_same(cabinet: Cabinet) -> None:
    made = [cabinet.keys.create(READER, "owner") for _ in range(50)]
    assert len({key.id for key, _ in made}) == len({itself for _, itself in made}) == 50
    assert {key.id for key in cabinet.keys.list()} == {key.id for key, _ in made}


def test_the_database_holds_the_hash_of_a_key_and_nothing_else_of_it(cabinet: Cabinet) -> None:
    _, itself = cabinet.keys.create(READER, "owner")
    cabinet.keys.opened_by(itself.encode())
    assert cabinet.aside.settle(30)
    secret = itself.split("_", 2)[2]
    held = b"".join(file.read_bytes() for file in cabinet.file.parent.iterdir())
    assert hashlib.sha256(itself.encode()).hexdigest().encode() in held
    assert secret.encode() not in held
    assert secret not in repr(cabinet.keys.list())


def test_a_key_ends_when_it_is_to(cabinet: Cabinet) -> None:
    until_noon = replace(READER, expires_at=datetime(2026, 3, 1, 12, tzinfo=UTC))
    _, itself = cabinet.keys.create(until_noon, "owner")
    cabinet.clock.now = datetime(2026, 3, 1, 11, 59, 59)
    assert cabinet.keys.opened_by(itself.encode())
    cabinet.clock.now = datetime(2026, 3, 1, 12)
    assert cabinet.keys.opened_by(itself.encode()) is None
    assert not cabinet.keys.any_in_force()


def test_what_another_process_revokes_opens_nothing_from_then_on(cabinet: Cabinet) -> None:
    key, itself = cabinet.keys.create(READER, "owner")
    assert cabinet.keys.opened_by(itself.encode())
    with closing(Database(cabinet.file)) as beside, closing(Aside(beside)) as aside:
        others = SqlKeys(beside, aside)
        assert others.revoke(key.id)
        assert not others.revoke("kx")
    assert cabinet.keys.opened_by(itself.encode()) is None
    assert cabinet.callers().present(key.id) is None
    assert not cabinet.keys.any_in_force()


def test_the_first_moment_of_revoking_stays(cabinet: Cabinet) -> None:
    key, _ = cabinet.keys.create(READER, "owner")
    for minutes in (1, 2):
        cabinet.clock.now = START + timedelta(minutes=minutes)
        cabinet.keys.revoke(key.id)
    kept = cabinet.keys.get(key.id)
    assert kept
    assert kept.revoked_at == datetime(2026, 3, 1, 8, 31, tzinfo=UTC)


def test_the_last_use_is_written_once_a_minute_and_of_keys_in_force_alone(cabinet: Cabinet) -> None:
    key, itself = cabinet.keys.create(READER, "owner")
    cabinet.keys.opened_by(itself.encode() + b"x")
    assert cabinet.keys.list()[0].last_used_at is None
    for seconds in range(3):
        cabinet.clock.now = START + timedelta(seconds=seconds)
        cabinet.keys.opened_by(itself.encode())
    assert cabinet.aside.settle(30)
    assert cabinet.keys.list()[0].last_used_at == START.replace(tzinfo=UTC)
    cabinet.keys.revoke(key.id)
    assert cabinet.keys.opened_by(itself.encode()) is None


def test_a_locked_database_neither_fails_nor_holds_up_who_shows_a_key(cabinet: Cabinet) -> None:
    _, itself = cabinet.keys.create(READER, "owner")
    with closing(sqlite3.connect(cabinet.file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert cabinet.keys.opened_by(itself.encode())
        assert cabinet.keys.list()[0].last_used_at is None
        other.execute("ROLLBACK")
    assert until(lambda: cabinet.keys.list()[0].last_used_at)


def test_a_local_server_is_open_until_the_first_key_was_made_and_never_again(cabinet: Cabinet) -> None:
    callers = cabinet.callers()
    assert (callers.open(), callers.present("local")) == (True, LOCAL)
    with closing(Database(cabinet.file)) as beside, closing(Aside(beside)) as aside:
        others = SqlKeys(beside, aside)
        key, _ = others.create(READER, "owner")
        assert (callers.open(), callers.present("local")) == (False, None)
        others.revoke(key.id)
    assert not callers.open()
    assert not cabinet.callers().open()  # after a restart either


@pytest.mark.parametrize(("api_key", "is_local"), [("a key", True), (None, False), ("a key", False)])
def test_a_server_with_a_key_of_its_settings_or_for_other_machines_is_never_open(
    cabinet: Cabinet, api_key: str | None, is_local: bool
) -> None:
    assert not cabinet.callers(api_key, is_local).open()


def test_who_is_known_is_present_as_they_are_now(cabinet: Cabinet) -> None:
    key, itself = cabinet.keys.create(READER, "owner")
    callers = cabinet.callers("the setting's")
    assert callers.by_token(b"the setting's") == callers.present("setting") == SETTING
    assert callers.by_token(itself.encode()) == callers.present(key.id) == key.caller
    assert callers.owner(b"owner's token") == callers.present("owner") == OWNER
    assert callers.by_token(b"owner's token") is callers.owner(b"the setting's") is callers.present("who") is None
    assert cabinet.callers().present("setting") is None
