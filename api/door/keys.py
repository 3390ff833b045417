"""The API keys that open the door."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from api.door.callers import Caller, Role


@dataclass(frozen=True)
class NewKey:
    """What a key is to open. collections: None for all. expires_at: UTC, None for never. requests_per_minute: None for
    as many as any key has.
    """

    name: str
    role: Role
    collections: tuple[str, ...] | None = None
    expires_at: datetime | None = None
    requests_per_minute: int | None = None


@dataclass(frozen=True)
class ApiKey:
    """A key as the server knows it, which is not the key itself. Moments are UTC. created_by: the id of a caller.

    last_used_at: to the minute; None before the first time.
    """

    id: str
    opens: NewKey
    created_by: str
    created_at: datetime
    revoked_at: datetime | None = None
    last_used_at: datetime | None = None

    @property
    def caller(self) -> Caller:
        """Who shows it."""
        return Caller(self.id, self.opens.role, self.opens.collections, self.opens.requests_per_minute)

    def in_force(self, now: datetime) -> bool:
        """Whether it opens anything at this moment (UTC)."""
        return self.revoked_at is None and (self.opens.expires_at is None or now < self.opens.expires_at)


class Keys(Protocol):
    """Keeps the API keys. Thread-safe. Raises CatalogueUnusable."""

    def create(self, wanted: NewKey, created_by: str) -> tuple[ApiKey, str]:
        """Also the key itself, which is kept nowhere."""
        ...

    def list(self) -> Sequence[ApiKey]:
        """Every key that was ever made, the newest first."""
        ...

    def get(self, key_id: str) -> ApiKey | None: ...

    def revoke(self, key_id: str) -> bool:
        """It opens nothing from now on. False when there is no such key."""
        ...
