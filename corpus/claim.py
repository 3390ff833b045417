"""What is known of a request with an Idempotency-Key when it comes in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Claim(StrEnum):
    """Whether a request may be carried out under its key."""

    NEW = "new"
    RUNNING = "running"  # the first one under this key is not answered yet
    DIFFERENT = "different"  # another request had this key


@dataclass(frozen=True)
class KeptReply:
    """What the first request was answered, to be given again."""

    status: int
    headers: Mapping[str, str]
    body: bytes
