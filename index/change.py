"""What a refresh did."""

from __future__ import annotations

from dataclasses import dataclass, field
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
    """One article's change; reason says why, when it failed."""

    article_id: str
    change: Change
    reason: str | None = None


@dataclass
class RefreshReport:
    """What became of every article of a refresh. embedded: passages the model had to embed."""

    outcomes: list[Outcome] = field(default_factory=list)
    passages: int = 0
    embedded: int = 0
    seconds: float = 0.0

    def count(self, change: Change) -> int:
        return sum(outcome.change is change for outcome in self.outcomes)

    @property
    def failures(self) -> list[Outcome]:
        return [outcome for outcome in self.outcomes if outcome.change is Change.FAILED]
