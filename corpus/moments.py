"""Moments as the database keeps them: UTC, without saying so."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import overload


@overload
def said_utc(kept: datetime) -> datetime: ...
@overload
def said_utc(kept: None) -> None: ...
def said_utc(kept: datetime | None) -> datetime | None:
    """A moment out of the database, which says that it is UTC."""
    return kept.replace(tzinfo=UTC) if kept else None


def kept_utc(said: datetime) -> datetime:
    """A moment that says its time zone, as the database keeps it."""
    return said.astimezone(UTC).replace(tzinfo=None)
