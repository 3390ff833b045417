"""For whom work is done that outlives its request."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.article import EVERYTHING, Selection


@dataclass(frozen=True)
class OnBehalf:
    """asker: who asked, as the door names callers; "" for this machine itself. collections: what may be changed for
    them, None for all: an article of another collection is neither replaced nor added.
    """

    asker: str = ""
    collections: tuple[str, ...] | None = None

    @property
    def within(self) -> Selection:
        """The articles that may be changed."""
        return EVERYTHING if self.collections is None else Selection(self.collections)


ITSELF = OnBehalf()
"""Work that this machine does for itself, or for who owns it."""
