"""What a change supposes of the article that it changes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from corpus.errors import NotAsExpected

ANY = "*"
"""Stands for whichever version is live."""


@dataclass(frozen=True)
class Precondition:
    """Which version is to be live for a change to be made. one_of: one of these; none_of: none of these; None: it does
    not matter.
    """

    one_of: Collection[str] | None = None
    none_of: Collection[str] | None = None

    def check(self, article_id: str, live: str | None) -> None:
        """live: the live version, None where there is none. Raises NotAsExpected."""
        if self.one_of is not None and not _is_among(live, self.one_of):
            raise NotAsExpected(
                f"article {article_id[:60]!r} is not, or no longer, of the version that If-Match names: get it again, "
                "and decide anew"
            )
        if self.none_of is not None and _is_among(live, self.none_of):
            raise NotAsExpected(
                f"article {article_id[:60]!r} is there already as If-None-Match says it must not be: choose another "
                "id, or replace it with If-Match"
            )


ALWAYS = Precondition()
"""Of a change that is made whatever is there."""


def _is_among(live: str | None, versions: Collection[str]) -> bool:
    return live is not None and (ANY in versions or live in versions)
