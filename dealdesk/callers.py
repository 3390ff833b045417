"""Who may ask this server: the key of its settings, and whoever may read its data folder."""

from __future__ import annotations

import hmac

from api.door.callers import LOCAL, OWNER, Caller, Callers, Role

_SETTING = Caller("setting", Role.ADMIN, requests_per_minute=0)


class KnownCallers(Callers):
    """api_key: the setting's. owner_token: of the data folder. is_local: the server answers this machine alone."""

    def __init__(self, api_key: str | None, owner_token: str | None, is_local: bool) -> None:
        self._api_key = api_key
        self._owner_token = owner_token
        self._is_local = is_local

    def open(self) -> bool:
        return self._is_local and self._api_key is None

    def by_token(self, token: bytes) -> Caller | None:
        return _SETTING if _same(token, self._api_key) else None

    def owner(self, token: bytes) -> Caller | None:
        return OWNER if _same(token, self._owner_token) else None

    def present(self, caller_id: str) -> Caller | None:
        known = {LOCAL.id: LOCAL} if self.open() else {OWNER.id: OWNER, _SETTING.id: _SETTING}
        return known.get(caller_id)


def _same(token: bytes, known: str | None) -> bool:
    return known is not None and hmac.compare_digest(token, known.encode())
