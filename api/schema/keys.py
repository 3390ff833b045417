"""The JSON of API keys, of who asks, and of what was done, over HTTP and from the command line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from api.schema.requests import MAX_COLLECTIONS, StrictBody
from api.schema.words import WHOLE, Collection, KeyName, Moment, Name

if TYPE_CHECKING:  # the client reads these models too, and needs no HTTP framework
    from api.door.audit import Entry
    from api.door.callers import Caller
    from api.door.keys import ApiKey, NewKey

MAX_ENTRIES = 1_000

RoleName = Literal["reader", "writer", "admin"]


def _to_come(value: datetime | None) -> datetime | None:
    if value is not None and value <= datetime.now(UTC):
        raise ValueError("this moment has passed: give one that is to come, or null for never")
    return value


class KeyRequest(StrictBody):
    """What a key is to open."""

    name: KeyName
    role: RoleName = Field(description="reader: asks and reads; writer: changes articles and sources; admin: all.")
    collections: Annotated[list[Collection], Field(min_length=1, max_length=MAX_COLLECTIONS)] | None = Field(
        None, description="The only ones that exist for it; null for all."
    )
    expires_at: Annotated[Moment, AfterValidator(_to_come)] = Field(None, description="To come; null for never.")
    requests_per_minute: Annotated[int, Field(ge=1, le=1_000_000), WHOLE] | None = Field(
        None, description="null for as many as any key has."
    )

    def to_key(self) -> NewKey:
        from api.door.callers import Role
        from api.door.keys import NewKey

        names = None if self.collections is None else tuple(dict.fromkeys(self.collections))
        return NewKey(self.name, Role(self.role), names, self.expires_at, self.requests_per_minute)


class KeyBody(BaseModel):
    """id: also who shows the key, as the caller of jobs, answers and the audit. last_used_at: to the minute."""

    id: str
    name: str
    role: RoleName
    collections: list[str] | None
    requests_per_minute: int | None
    created_by: str
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None


class CreatedKeyBody(KeyBody):
    """key: shown this once, for it is kept nowhere."""

    key: str


class KeysBody(BaseModel):
    """Every key that was ever made, the newest first."""

    keys: list[KeyBody]


class CallerBody(BaseModel):
    """Who asks. collections: null for all. requests_per_minute: null for as many as any key has; 0 for no limit."""

    id: str
    role: RoleName
    collections: list[str] | None
    requests_per_minute: int | None


class AuditQuery(BaseModel):
    """Not strict: a query string holds nothing but strings."""

    model_config = ConfigDict(extra="forbid")

    caller: Name | None = Field(None, description="Only what this one did.")
    before: int | None = Field(None, ge=1, le=2**53, description="Only what came before this id: `next` of a page.")
    limit: int = Field(100, ge=1, le=MAX_ENTRIES)


class EntryBody(BaseModel):
    """about: the id of what it was done to. status: what was answered. text: what was asked, where texts are kept."""

    id: int
    at: datetime
    caller: str
    operation: str
    about: str | None
    status: int
    text: str | None


class AuditBody(BaseModel):
    """The newest first. next: what to ask for as `before`; null where there is nothing older."""

    entries: list[EntryBody]
    next: int | None


def key_body(key: ApiKey) -> KeyBody:
    opens = key.opens
    return KeyBody(
        id=key.id,
        name=opens.name,
        role=opens.role.value,
        collections=None if opens.collections is None else list(opens.collections),
        requests_per_minute=opens.requests_per_minute,
        created_by=key.created_by,
        created_at=key.created_at,
        expires_at=opens.expires_at,
        revoked_at=key.revoked_at,
        last_used_at=key.last_used_at,
    )


def created_key_body(key: ApiKey, itself: str) -> CreatedKeyBody:
    return CreatedKeyBody(**key_body(key).model_dump(), key=itself)


def caller_body(caller: Caller) -> CallerBody:
    return CallerBody(
        id=caller.id,
        role=caller.role.value,
        collections=None if caller.collections is None else list(caller.collections),
        requests_per_minute=caller.requests_per_minute,
    )


def audit_body(found: Sequence[Entry], limit: int) -> AuditBody:
    """found: one more than `limit` where there are older ones."""
    entries = [EntryBody(id=each.id, at=each.at, **asdict(each.done)) for each in found[:limit]]
    return AuditBody(entries=entries, next=entries[-1].id if len(found) > limit else None)
