"""What the doctor says of one thing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    OK = "ok"
    WARN = "warn"  # it works, but perhaps not as somebody thinks
    FAIL = "fail"


@dataclass(frozen=True)
class Finding:
    """remedy: what to do, where it is not well."""

    what: str
    level: Level
    found: str
    remedy: str = ""


def ok(what: str, found: str) -> Finding:
    return Finding(what, Level.OK, found)


def warn(what: str, found: str, remedy: str) -> Finding:
    return Finding(what, Level.WARN, found, remedy)


def fail(what: str, found: str, remedy: str) -> Finding:
    return Finding(what, Level.FAIL, found, remedy)


def told(what: str, error: Exception) -> Finding:
    """Of an error whose message names the remedy behind its first colon, as ours do."""
    found, _, remedy = str(error).partition(": ")
    return fail(what, found, remedy or "see docs/keeping.md")
