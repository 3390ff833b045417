"""What a refresh did."""

from __future__ import annotations

from dataclasses import dataclass, field

from corpus.change import Change, Outcome


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
