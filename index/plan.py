"""What a refresh takes, refuses and removes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from corpus.change import Change, Outcome
from corpus.readers.reading import Reading, Unreadable
from corpus.source import Receipt, Source, is_below


class RefreshPlan:
    """Goes along with the readings of one refresh of `source`. live: version and location of each live article, None
    for the location of one that was pushed.
    """

    def __init__(self, live: Mapping[str, tuple[str, str | None]], source: Source) -> None:
        self._live = live
        self._source = source
        self._seen: set[str] = set()
        self._unreadable: set[str] = set()
        self._before: dict[str, str] = {}

    def is_current(self, receipt: Receipt) -> bool:
        """Whether what the document gave is live as it gave it."""
        return all(self._live.get(i, (None, None)) == (v, receipt.location) for i, v in receipt.versions.items())

    def keep(self, receipt: Receipt) -> None:
        """The document is as it was."""
        self._seen.update(receipt.versions)
        if receipt.failures:
            self._unreadable.add(receipt.location)

    def read_again(self, receipt: Receipt) -> None:
        """The document is read, or gone: what it gave before and does not give again is gone."""
        self._before.update(dict.fromkeys(receipt.versions, receipt.location))

    def refused(self, location: str, reading: Reading) -> Outcome | None:
        """Why this reading is not taken, or None when it is."""
        if isinstance(reading, Unreadable):
            self._unreadable.add(location)
            return Outcome(reading.name, Change.FAILED, reading.reason)
        article_id = reading.article.id
        if article_id in self._seen:
            reason = f"the id stands twice below {self._source.root}: give one of them another id"
            return Outcome(article_id, Change.FAILED, reason)
        self._seen.add(article_id)
        if article_id in self._live and not self._owns(article_id, location):
            owner = self._live[article_id][1] or "a PUT over HTTP"
            reason = f"this id came from {owner}: give this article another id (or rename its file), or remove that one"
            return Outcome(article_id, Change.FAILED, reason)
        return None

    def gone(self) -> list[str]:
        """Live articles of the source that no document named; a document that could not be read keeps its own."""
        return [article_id for article_id in self._candidates() if article_id not in self._seen]

    def _candidates(self) -> Iterable[str]:
        for article_id, (_, location) in self._live.items():
            if location is None or any(is_below(location, place) for place in self._unreadable):
                continue
            if self._before.get(article_id) == location or (self._source.complete and self._source.owns(location)):
                yield article_id

    def _owns(self, article_id: str, location: str) -> bool:
        owner = self._live[article_id][1]
        return owner == location or (owner is not None and self._source.owns(owner))  # a file that was moved
