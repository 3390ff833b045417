"""Durable work: what was asked for, how far it is, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from corpus.change import Change
from corpus.on_behalf import ITSELF, OnBehalf


class JobKind(StrEnum):
    """What a job does."""

    REFRESH = "refresh"  # of sources, or of a path
    UPLOAD = "upload"  # files that were handed over
    PUSH = "push"  # JSON lines that were handed over
    PUT = "put"  # one article
    MODEL = "model"  # vectors of another embedding model
    MAINTENANCE = "maintenance"


class JobState(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"  # also when some articles failed: `failed` counts them
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_over(self) -> bool:
        return self not in (JobState.QUEUED, JobState.RUNNING)


@dataclass(frozen=True)
class Job:
    """One piece of durable work. about: what it works on, for people. argument: the same for the program, JSON.

    found: how many articles there are to see to, as far as is known; counts: what became of those that were seen to.
    error: why it failed, or what it waits for. by: for whom it is done. Times are UTC.
    """

    id: str
    kind: JobKind
    about: str
    asked_at: datetime
    argument: dict[str, Any] = field(default_factory=dict)
    state: JobState = JobState.QUEUED
    found: int = 0
    counts: dict[Change, int] = field(default_factory=dict)
    started_at: datetime | None = None
    ended_at: datetime | None = None
    error: str | None = None
    callback_url: str | None = None
    by: OnBehalf = ITSELF

    def count(self, change: Change) -> int:
        return self.counts.get(change, 0)

    @property
    def done(self) -> int:
        """How many of those found are seen to. What was removed was not found."""
        return sum(n for change, n in self.counts.items() if change is not Change.REMOVED)
