"""What became of an article."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Change(StrEnum):
    """What became of one article."""

    ADDED = "added"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"
    REMOVED = "removed"
    FAILED = "failed"


@dataclass(frozen=True)
class Outcome:
    """One article's change; reason says why, when it failed. A document that gave no article stands by its name."""

    article_id: str
    change: Change
    reason: str | None = None
