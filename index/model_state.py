"""What there is to say of an embedding model of the index."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ModelState:
    """name: what it is loaded by. embedded: how many of the live `passages` it has vectors of. was_live: whether it
    was in use before the one that is.
    """

    name: str
    fingerprint: str
    live: bool
    was_live: bool
    embedded: int
    passages: int
