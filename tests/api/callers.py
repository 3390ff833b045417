"""Callers for a door over parts in memory."""

from __future__ import annotations

from api.door.callers import Caller, Callers, Everybody, Role

ADMIN = Caller("admin", Role.ADMIN)


class Known(Callers):
    """Those who are named, by their tokens."""

    def __init__(self, **by_token: Caller) -> None:
        self.by = {token.encode(): caller for token, caller in by_token.items()}

    def open(self) -> bool:
        return False

    def by_token(self, token: bytes) -> Caller | None:
        return self.by.get(token)

    def owner(self, token: bytes) -> Caller | None:
        return None

    def present(self, caller_id: str) -> Caller | None:
        return next((caller for caller in self.by.values() if caller.id == caller_id), None)


def behind(*tokens: str) -> Known:
    """Admins, one for each token."""
    return Known(**{token: Caller(f"admin {token}", Role.ADMIN) for token in tokens})


def owned(token: str) -> Everybody:
    """A door that asks for no key, whose owner has this token."""
    return Everybody(token)
