"""What a caller, a request and all of them together may take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Every limit of the HTTP door.

    body_bytes: of a question or search; article_bytes: of an article; upload_bytes: of files together; push_bytes: of
    JSON lines. body_seconds: for a body to come, see api.door.body.Pace; request_seconds: for the rest, unless it is a
    stream; ask_seconds: for an answer, or for all of a batch. asks_at_once, asks_waiting: see api.door.room.AskRoom.
    requests_per_minute: of a caller who has no limit of their own, 0 for none. origins: whose pages may ask from a
    browser, "*" for all.
    """

    body_bytes: int = 1_000_000
    article_bytes: int = 20_000_000
    upload_bytes: int = 20_000_000
    push_bytes: int = 2_000_000_000
    body_seconds: float = 30.0
    request_seconds: float = 60.0
    ask_seconds: float = 50.0
    asks_at_once: int = 4
    asks_waiting: int = 8
    requests_per_minute: int = 0
    origins: Sequence[str] = ()

    @property
    def patience_seconds(self) -> float:
        """For a request: longer than for an answer, which has its own way to be late."""
        return max(self.request_seconds, self.ask_seconds + 10)
