"""How the Web API says no."""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    """{"ok": false, "error": error} and `more` beside it."""

    def __init__(self, error: str, **more: Any) -> None:
        super().__init__(error)
        self.error = error
        self.more = more

    def as_json(self) -> dict[str, Any]:
        return {"ok": False, "error": self.error, **self.more}


class RateLimited(Refused):
    """429, with how long to wait."""

    def __init__(self, seconds: int) -> None:
        super().__init__("ratelimited")
        self.seconds = seconds


def required(body: dict[str, Any], name: str) -> str:
    """A field that has to be there, and to say something."""
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise Refused("invalid_arguments", response_metadata={"messages": [f"[ERROR] missing required field: {name}"]})
    return value


def is_true(value: object) -> bool:
    """A flag as JSON or a form carries it."""
    return value in (True, 1, "1", "true", "True")
