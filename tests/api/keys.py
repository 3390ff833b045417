"""API keys in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from api.door.callers import Caller
from api.door.keys import ApiKey, Keys, NewKey
from tests.api.callers import Known

MADE_AT = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)


class Ring(Known, Keys):
    """Makes keys that say which they are, and knows who shows them, besides those who are named by their tokens."""

    def __init__(self, **by_token: Caller) -> None:
        super().__init__(**by_token)
        self._kept: dict[str, ApiKey] = {}

    def create(self, wanted: NewKey, created_by: str) -> tuple[ApiKey, str]:
        key = ApiKey(f"k{len(self._kept)}", wanted, created_by, MADE_AT)
        self._kept[key.id] = key
        return key, f"dd_{key.id}_secret"

    def list(self) -> Sequence[ApiKey]:
        return list(reversed(self._kept.values()))

    def get(self, key_id: str) -> ApiKey | None:
        return self._kept.get(key_id)

    def revoke(self, key_id: str) -> bool:
        if key_id in self._kept:
            self._kept[key_id] = replace(self._kept[key_id], revoked_at=MADE_AT)
        return key_id in self._kept

    def by_token(self, token: bytes) -> Caller | None:
        for key in self._kept.values():
            if token == f"dd_{key.id}_secret".encode() and key.revoked_at is None:
                return key.caller
        return super().by_token(token)
