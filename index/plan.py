"""What a refresh takes, refuses and removes. Decided the same way beside the index and through a running server."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from corpus.folder import SourceItem
from corpus.readers.reading import Unreadable
from index.change import Change, Outcome


class RefreshPlan:
    """Goes along with the items of one refresh of `root`. sources: of every live article, None for a pushed one."""

    def __init__(self, sources: Mapping[str, str | None], root: str) -> None:
        self._sources = sources
        self._root = root
        self._seen: set[str] = set()
        self._unreadable: set[str] = set()

    def refused(self, item: SourceItem) -> Outcome | None:
        """Why this item is not taken, or None when it is."""
        reading = item.reading
        if isinstance(reading, Unreadable):
            self._unreadable.add(item.source)
            return Outcome(reading.name, Change.FAILED, reading.reason)
        if reading.id in self._seen:
            reason = f"the id stands twice below {self._root}: give one of them another id"
            return Outcome(reading.id, Change.FAILED, reason)
        self._seen.add(reading.id)
        if reading.id in self._sources and not self._owns(reading.id, item.source):
            owner = self._sources[reading.id] or "a PUT over HTTP"
            reason = f"this id came from {owner}: give this article another id (or rename its file), or remove that one"
            return Outcome(reading.id, Change.FAILED, reason)
        return None

    def gone(self) -> list[str]:
        """Live articles from below the root that no item named; a file that could not be read keeps its own."""
        return [
            article_id
            for article_id, source in self._sources.items()
            if article_id not in self._seen
            and _is_below(source, self._root)
            and not any(_is_below(source, place) for place in self._unreadable)
        ]

    def _owns(self, article_id: str, source: str) -> bool:
        owner = self._sources[article_id]
        return owner == source or _is_below(owner, self._root)  # a file that was moved keeps its article


def _is_below(source: str | None, root: str) -> bool:
    return source is not None and (source == root or Path(source).is_relative_to(root))
