"""The articles as one caller meets them: what is beyond their collections is like what never was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from starlette.exceptions import HTTPException

from api.door.callers import Caller
from api.ports import Library
from corpus.article import EVERYTHING, Passage, Span
from corpus.listing import CollectionSize, Listing, Page, Place
from corpus.stored import StoredArticle, StoredVersion


@dataclass(frozen=True)
class Shelf:
    """What the library holds for one caller. Thread-safe. Raises HTTPException 404, and CatalogueUnusable."""

    library: Library
    caller: Caller

    def live(self, article_id: str) -> StoredArticle:
        stored = self.library.live(article_id)
        if stored is None or not self.caller.reaches(stored.article.collection):
            raise no_such_article(article_id)
        return stored

    def listed(self, listing: Listing, behind: Place | None, limit: int) -> Page:
        within = replace(listing, selection=self.caller.within(listing.selection))
        return self.library.listed(within, behind, limit)

    def collections(self) -> Sequence[CollectionSize]:
        return self.library.collection_sizes(self.caller.within(EVERYTHING))

    def versions(self, article_id: str) -> list[StoredVersion]:
        """The versions that are kept in collections of the caller, the newest first. Never none.

        The past of an article that was moved is met by who may read both, as it is where a question looks back.
        """
        kept = self.library.versions(article_id)
        found: list[StoredVersion] = []
        begun: datetime | None = None
        if all(map(self._reaches, (each for each in kept if each.ended_at is None))):
            for each in filter(self._reaches, kept):
                removed = each.ended_at is not None and each.ended_at != begun  # as it is told without those between
                found.append(replace(each, removed=removed))
                begun = each.stored_at
        if not found:
            raise HTTPException(404, f"nothing is kept of an article {article_id[:60]!r}: GET /v1/articles lists them")
        return found

    def version(self, article_id: str, version: str) -> StoredArticle:
        """One of those versions, with its text."""
        stored = self.library.version(article_id, version)
        live = self.library.live(article_id)
        theirs = (each.article.collection for each in (stored, live) if each)
        if stored is None or not all(map(self.caller.reaches, theirs)):
            raise HTTPException(
                404,
                f"there is no version {version[:60]!r} of this article: GET /v1/articles/ID/versions lists those kept",
            )
        return stored

    def cut(self, article_id: str, version: str | None, start: int, end: int | None) -> Passage:
        """A part of the stored text. version: None for the live one; end: None for that of the text.

        Raises HTTPException 422 where the text does not reach so far.
        """
        article = (self.live(article_id) if version is None else self.version(article_id, version)).article
        chars = len(article.text)
        end = chars if end is None else end
        if not 0 <= start <= end <= chars:
            raise HTTPException(
                422, f"the text has {chars} characters: give start and end so that 0 <= start <= end <= {chars}"
            )
        return article.cut(Span(start, end))

    def _reaches(self, version: StoredVersion) -> bool:
        return self.caller.reaches(version.collection)


def no_such_article(article_id: str) -> HTTPException:
    """What is said of an article that is beyond the caller, or that never was."""
    return HTTPException(404, f"there is no article {article_id[:60]!r}: GET /v1/articles lists those there are")
