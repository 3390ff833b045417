"""Who asks over HTTP, and what they may."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from corpus.article import Selection
from corpus.on_behalf import OnBehalf


class Role(StrEnum):
    """What a caller may do. Each may do what those before it may."""

    READER = "reader"  # ask, and read articles
    WRITER = "writer"  # change articles and where they come from
    ADMIN = "admin"  # see to keys, to the index, and to what was done

    def allows(self, needed: Role) -> bool:
        """Whether this role is enough where `needed` is."""
        ranks = list(Role)
        return ranks.index(self) >= ranks.index(needed)


@dataclass(frozen=True)
class Caller:
    """Who asks. id: stable, and no secret: what answers, jobs, watches and conversations are kept under.

    collections: the only ones that exist for the caller; None: all. requests_per_minute: None for as many as any key
    has; 0 for no limit.
    """

    id: str
    role: Role
    collections: tuple[str, ...] | None = None
    requests_per_minute: int | None = None

    @property
    def on_behalf(self) -> OnBehalf:
        """For work that outlives the request."""
        return OnBehalf(self.id, self.collections)

    @property
    def sees_all(self) -> bool:
        """Whether what belongs to other callers is there for this one too: an admin of all collections."""
        return self.role is Role.ADMIN and self.collections is None

    def reaches(self, collection: str) -> bool:
        """Whether there is such a collection for the caller."""
        return self.collections is None or collection in self.collections

    def within(self, wanted: Selection) -> Selection:
        """What is wanted, as far as the caller reaches: a collection beyond is like one that was never made."""
        return wanted.bounded_by(self.collections)

    def owns(self, asker: str) -> bool:
        """Whether what is kept under `asker` is there for the caller."""
        return self.id == asker or self.sees_all


LOCAL = Caller("local", Role.ADMIN, requests_per_minute=0)
"""Whoever asks where nobody needs a key: this machine."""

OWNER = Caller("owner", Role.ADMIN, requests_per_minute=0)
"""Whoever may read the data folder, as the command line on the server's machine does."""

OWNER_HEADER = "Dealdesk-Owner"
"""The request header that shows it."""


class IdentityUnavailable(Exception):
    """It cannot be found out now who asks; the message names the remedy. Those who show an API key are known."""


class Callers(Protocol):
    """Knows who may ask. Thread-safe. Raises CatalogueUnusable."""

    def open(self) -> bool:
        """Whether nobody needs a key: none was ever made, and the server answers this machine alone."""
        ...

    def by_token(self, token: bytes) -> Caller | None:
        """Whom a bearer token stands for: an API key or, where that is set up, one of an identity provider.

        Raises IdentityUnavailable where that provider would have to be asked and does not answer.
        """
        ...

    def owner(self, token: bytes) -> Caller | None:
        """Whoever shows that they may read the data folder. None for any other token."""
        ...

    def present(self, caller_id: str) -> Caller | None:
        """The caller as they are now; None when they may not ask any more. For work that goes on without a request."""
        ...


class Everybody(Callers):
    """Where nobody needs a key. owner_token: what shows that somebody may read the data folder; None: nothing does."""

    def __init__(self, owner_token: str | None = None) -> None:
        self._owner_token = owner_token

    def open(self) -> bool:
        return True

    def by_token(self, token: bytes) -> Caller | None:
        return None

    def owner(self, token: bytes) -> Caller | None:
        known = self._owner_token
        return OWNER if known is not None and hmac.compare_digest(token, known.encode()) else None

    def present(self, caller_id: str) -> Caller | None:
        return LOCAL


def stated(role: Role, extra: dict[str, Any] | None = None, *, audited: bool = False) -> dict[str, Any]:
    """The `openapi_extra` of an operation: the role that it asks for, which its route enforces.

    audited: also where it only reads, as questions do; what changes something is audited anyway.
    """
    return {**(extra or {}), "x-role": role.value, **({"x-audited": True} if audited else {})}
