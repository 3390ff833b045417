"""What the commands about keys and the audit work through: the server that owns the data folder, else the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Protocol

from api.door.audit import Done
from api.door.callers import OWNER
from api.schema.keys import (
    AuditBody,
    CreatedKeyBody,
    KeyRequest,
    KeysBody,
    audit_body,
    created_key_body,
    key_body,
)
from corpus.database import Database
from dealdesk.backup import catalogue_file
from dealdesk.client import Client
from dealdesk.owner import owner_of
from dealdesk.records.aside import Aside
from dealdesk.records.audit import SqlAudit
from dealdesk.records.keys import SqlKeys
from dealdesk.remote import given, server_of
from dealdesk.settings import Settings


class KeyDoor(Protocol):
    """The API keys, and what was done with them."""

    def create(self, wanted: KeyRequest) -> CreatedKeyBody: ...

    def list(self) -> KeysBody: ...

    def revoke(self, key_id: str) -> bool:
        """False when there is no such key."""
        ...

    def audit(self, caller: str | None, limit: int) -> AuditBody: ...


class LocalKeys:
    """In the catalogue itself. What is done here is in the audit too."""

    def __init__(self, keys: SqlKeys, audit: SqlAudit) -> None:
        self._keys = keys
        self._audit = audit

    def create(self, wanted: KeyRequest) -> CreatedKeyBody:
        key, itself = self._keys.create(wanted.to_key(), OWNER.id)
        self._audit.note(Done(OWNER.id, "POST /v1/keys", key.id, 201))
        return created_key_body(key, itself)

    def list(self) -> KeysBody:
        return KeysBody(keys=[key_body(key) for key in self._keys.list()])

    def revoke(self, key_id: str) -> bool:
        was_there = self._keys.revoke(key_id)
        if was_there:
            self._audit.note(Done(OWNER.id, "DELETE /v1/keys/{id}", key_id, 204))
        return was_there

    def audit(self, caller: str | None, limit: int) -> AuditBody:
        return audit_body(self._audit.latest(caller, None, limit + 1), limit)


class RemoteKeys:
    """Of the running server. Raises ServerFailed."""

    def __init__(self, server: Client) -> None:
        self._server = server

    def create(self, wanted: KeyRequest) -> CreatedKeyBody:
        return self._server.create_key(**given(wanted))

    def list(self) -> KeysBody:
        return self._server.list_keys()

    def revoke(self, key_id: str) -> bool:
        if all(key.id != key_id for key in self.list().keys):
            return False
        self._server.revoke_key(key_id)
        return True

    def audit(self, caller: str | None, limit: int) -> AuditBody:
        return self._server.list_audit(limit=limit, caller=caller)


@contextmanager
def key_door(settings: Settings) -> Iterator[KeyDoor]:
    """The running server; else the catalogue, also beside a command that is at work. Raises CatalogueUnusable."""
    owner = owner_of(settings.home)
    if owner and owner.url:
        with server_of(owner, settings) as server:
            yield RemoteKeys(server)
        return
    file = catalogue_file(settings)
    file.parent.mkdir(parents=True, exist_ok=True)
    with closing(Database(file)) as database, closing(Aside(database)) as aside:
        audit = SqlAudit(database, aside, settings.audit_texts, settings.keep_audit_days)
        yield LocalKeys(SqlKeys(database, aside), audit)
