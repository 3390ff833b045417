"""Who may ask this server: API keys, the key of its settings, an identity provider's tokens, and whoever may read its
data folder.
"""

from __future__ import annotations

import hmac
from typing import Protocol

from api.door.callers import LOCAL, OWNER, Caller, Callers, Role
from api.door.keys import ApiKey

SETTING = Caller("setting", Role.ADMIN, requests_per_minute=0)
"""Whoever shows the key of the settings."""


class KeyRing(Protocol):
    """The API keys. Thread-safe. Raises CatalogueUnusable."""

    def opened_by(self, token: bytes) -> ApiKey | None:
        """The key in force that `token` is."""
        ...

    def in_force(self, key_id: str) -> ApiKey | None: ...

    def any_made(self) -> bool:
        """Whether there ever was a key, also one that is in force no more."""
        ...


class TokenReader(Protocol):
    """The tokens of an identity provider. Thread-safe."""

    def caller(self, token: bytes) -> Caller | None:
        """Raises IdentityUnavailable."""
        ...

    def present(self, caller_id: str) -> Caller | None: ...


class KnownCallers(Callers):
    """api_key: the setting's. owner_token: of the data folder. is_local: the server answers this machine alone.

    Without any key, setting or identity provider a local server is open; it never becomes so again by itself.
    """

    def __init__(
        self,
        keys: KeyRing,
        api_key: str | None,
        owner_token: str | None,
        is_local: bool,
        tokens: TokenReader | None = None,
    ) -> None:
        self._keys = keys
        self._api_key = api_key
        self._owner_token = owner_token
        self._is_local = is_local
        self._tokens = tokens

    def open(self) -> bool:
        return self._is_local and self._api_key is None and self._tokens is None and not self._keys.any_made()

    def by_token(self, token: bytes) -> Caller | None:
        if _same(token, self._api_key):
            return SETTING
        if key := self._keys.opened_by(token):
            return key.caller
        return self._tokens.caller(token) if self._tokens else None

    def owner(self, token: bytes) -> Caller | None:
        return OWNER if _same(token, self._owner_token) else None

    def present(self, caller_id: str) -> Caller | None:
        if caller_id == OWNER.id:
            return OWNER
        if caller_id == LOCAL.id:
            return LOCAL if self.open() else None
        if caller_id == SETTING.id:
            return SETTING if self._api_key is not None else None
        key = self._keys.in_force(caller_id)
        return key.caller if key else self._tokens.present(caller_id) if self._tokens else None


def _same(token: bytes, known: str | None) -> bool:
    return known is not None and hmac.compare_digest(token, known.encode())
