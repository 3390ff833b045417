"""How the index is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class VectorState(StrEnum):
    """Whether meaning (and not only words) can be searched."""

    READY = "ready"
    HEALING = "healing"  # being rebuilt from the catalogue; words alone answer meanwhile
    BROKEN = "broken"  # rebuilding failed; words alone answer, the log says why


@dataclass(frozen=True)
class IndexHealth:
    """Counts of what is live. index_version: equal exactly when the same articles are live under the same model."""

    vectors: VectorState
    articles: int
    passages: int
    index_version: str


class Readiness(StrEnum):
    """Whether questions should come here."""

    READY = "ready"
    DEGRADED = "degraded"  # they are answered, by words alone
    NOT_READY = "not_ready"


@dataclass(frozen=True)
class Check:
    """One thing that was looked at. detail: how it is and, where it is not well, what to do: no secret, no path."""

    name: str
    ok: bool
    detail: str


@dataclass(frozen=True)
class ServerHealth:
    """How a server is. index: None while it cannot be told."""

    readiness: Readiness
    checks: tuple[Check, ...]
    index: IndexHealth | None = None
