"""What reading one document may cost."""

from __future__ import annotations

from dataclasses import dataclass

MAX_DOCUMENT_BYTES = 100_000_000
OUT_OF_MEMORY = 77
"""The exit status of a process that has used up its memory."""


@dataclass(frozen=True)
class Limits:
    """Of the process that reads a document."""

    memory_bytes: int = 512 * 1024 * 1024
    seconds: float = 10.0
