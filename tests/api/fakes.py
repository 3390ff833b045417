"""Parts that fit the ports and live in memory."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from answer.ports import UNFOLLOWED, Answerer, Follower
from answer.reply import (
    Abstention,
    Answer,
    Citation,
    Disagreement,
    DisputedValue,
    Question,
    Reason,
    Reply,
    ShortAnswer,
    Statement,
)
from api.ports import HealthCheck, Library, Writer
from corpus.article import EVERYTHING, Article, Selection, Span
from corpus.change import Change, Outcome
from corpus.errors import NotYours
from corpus.listing import CollectionSize, Listing, Page, Place
from corpus.precondition import ALWAYS, Precondition
from corpus.stored import AlsoIn, StoredArticle, StoredVersion
from index.health import Check, IndexHealth, Readiness, ServerHealth, VectorState
from index.hit import Hit, Retrieval
from index.ports import Searcher

INDEX_VERSION = "0f" * 16
STORED_AT = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)


class Shelf(Library, Writer):
    """The articles, in a dictionary, and their versions. failure: what putting one raises."""

    def __init__(self, *articles: Article) -> None:
        self.failure: Exception | None = None
        self._stored = {article.id: StoredArticle(article, STORED_AT) for article in articles}
        self._past = {article.id: [self._stored[article.id]] for article in articles}
        self.puts = 0

    def live(self, article_id: str) -> StoredArticle | None:
        return self._stored.get(article_id)

    def page(
        self, selection: Selection = EVERYTHING, after: str | None = None, limit: int = 100
    ) -> list[StoredArticle]:
        wanted = [
            stored
            for article_id, stored in sorted(self._stored.items())
            if (after is None or article_id > after) and selection.admits(stored.article.collection)
        ]
        return wanted[:limit]

    def listed(self, listing: Listing, behind: Place | None = None, limit: int = 100) -> Page:
        """In the order of ids, whatever is asked for."""
        wanted = self.page(listing.selection, behind[0] if behind else None, len(self._stored))
        total = len(self.page(listing.selection, None, len(self._stored)))
        return Page(wanted[:limit], total, (wanted[limit - 1].article.id,) if len(wanted) > limit else None)

    def collection_sizes(self, selection: Selection = EVERYTHING) -> list[CollectionSize]:
        sizes = Counter(stored.article.collection for stored in self._stored.values())
        return [CollectionSize(name, size) for name, size in sorted(sizes.items()) if selection.admits(name)]

    def raw(self, article_id: str, version: str) -> str | None:
        kept = self.version(article_id, version)
        return f"Menu\n{kept.article.text}" if kept and article_id == "plant" else None

    def versions(self, article_id: str) -> list[StoredVersion]:
        live = self._stored.get(article_id)
        return [
            StoredVersion(
                kept.article.version,
                kept.stored_at,
                None if kept is live else STORED_AT,
                kept.article.title,
                kept.article.published,
                len(kept.article.text),
                kept.article.collection,
            )
            for kept in self._past.get(article_id, [])
        ]

    def version(self, article_id: str, version: str) -> StoredArticle | None:
        past = self._past.get(article_id, [])
        return next((kept for kept in past if kept.article.version == version), None)

    def put(
        self,
        article: Article,
        source: str | None = None,
        within: Selection = EVERYTHING,
        supposed: Precondition = ALWAYS,
    ) -> Outcome:
        if self.failure:
            raise self.failure
        before = self._stored.get(article.id)
        standing = before if before and within.admits(before.article.collection) else None
        supposed.check(article.id, standing.article.version if standing else None)
        if standing is not before or not within.admits(article.collection):
            raise NotYours("choose another id")
        self.puts += 1
        if before and before.article.version == article.version:
            return Outcome(article.id, Change.UNCHANGED)
        self._stored[article.id] = StoredArticle(article, STORED_AT, source)
        self._past.setdefault(article.id, []).insert(0, self._stored[article.id])
        return Outcome(article.id, Change.REPLACED if before else Change.ADDED)

    def remove(
        self, article_id: str, within: Selection = EVERYTHING, supposed: Precondition = ALWAYS
    ) -> Outcome | None:
        standing = self._stored.get(article_id)
        if standing is None or not within.admits(standing.article.collection):
            return None
        supposed.check(article_id, standing.article.version)
        del self._stored[article_id]
        return Outcome(article_id, Change.REMOVED)


@dataclass
class Script(Answerer, Searcher):
    """Gives the reply and the hits it was given, or fails as told; remembers what it was asked.

    quotes, nearest: article id and what to quote from it; phrase: the short answer, in the first quote; also_in: of
    the first quote.
    """

    shelf: Shelf
    quotes: tuple[tuple[str, str], ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    phrase: str | None = None
    missing: tuple[str, ...] = ()
    nearest: tuple[tuple[str, str], ...] = ()
    also_in: tuple[AlsoIn, ...] = ()
    note: str | None = None
    failure: Exception | None = None
    asked: list[Question] = field(default_factory=list)
    searched: list[tuple[str, Selection, int]] = field(default_factory=list)

    def ask(self, question: Question, follower: Follower = UNFOLLOWED) -> Reply:
        self.asked.append(question)
        if self.failure:
            raise self.failure
        if not self.quotes:
            return Abstention(
                question,
                Reason.NOT_SUPPORTED,
                INDEX_VERSION,
                tuple(self._citation(n, *where) for n, where in enumerate(self.nearest, 1)),
                elapsed_ms=7,
                note=self.note,
                id="reply-2",
            )
        citations = tuple(self._citation(n, *where) for n, where in enumerate(self.quotes, 1))
        return Answer(
            question,
            tuple(Statement(c.quote, (c.marker,), self._phrase_in(c)) for c in citations),
            citations,
            INDEX_VERSION,
            self.disagreements,
            self._short_answer(citations[0]),
            self.missing,
            elapsed_ms=41,
            note=self.note,
            id="reply-1",
        )

    def search(self, query: str, selection: Selection = EVERYTHING, top_k: int = 8) -> Retrieval:
        self.searched.append((query, selection, top_k))
        if self.failure:
            raise self.failure
        citations = [self._citation(n, *where) for n, where in enumerate(self.quotes, 1)]
        return Retrieval(
            tuple(Hit(c.article.cut(c.span), 1 / c.marker, c.marker, c.marker, also_in=c.also_in) for c in citations)
        )

    def _phrase_in(self, citation: Citation) -> Span | None:
        if not self.phrase or citation.marker != 1:
            return None
        start = citation.quote.index(self.phrase)
        return Span(start, start + len(self.phrase))

    def _short_answer(self, citation: Citation) -> ShortAnswer | None:
        phrase = self._phrase_in(citation)
        if phrase is None:
            return None
        start = citation.span.start
        return ShortAnswer(phrase.of(citation.quote), citation.marker, Span(start + phrase.start, start + phrase.end))

    def _citation(self, marker: int, article_id: str, quote: str) -> Citation:
        stored = self.shelf.live(article_id)
        assert stored, article_id
        start = stored.article.text.index(quote)
        also_in = self.also_in if marker == 1 else ()
        return Citation(marker, stored.article, Span(start, start + len(quote)), quote, also_in)


@dataclass
class Pulse(HealthCheck):
    """Says it is as it was told to be. trouble: what keeps it from being ready."""

    vectors: VectorState = VectorState.READY
    trouble: str | None = None

    def health(self) -> ServerHealth:
        check = Check("catalogue", not self.trouble, self.trouble or "can be read")
        if self.trouble:
            return ServerHealth(Readiness.NOT_READY, (check,))
        readiness = Readiness.READY if self.vectors is VectorState.READY else Readiness.DEGRADED
        return ServerHealth(readiness, (check,), IndexHealth(self.vectors, 2, 5, INDEX_VERSION))


PLANT_QUOTE = "SB Energy will build and operate the 9.2 GW gas-fired plant in Portsmouth, Ohio."
COST_QUOTE = "The plant is expected to cost $33 billion."
RIVAL_QUOTE = "Officials put the price of the Ohio plant at $31 billion."


def articles() -> tuple[Article, Article]:
    """One article with everything, characters outside the basic plane included, and one with only what it must have."""
    return (
        Article(
            "plant",
            "SB Energy named operator of Ohio plant",
            f"🏭🏭 Announced today.\n\n{PLANT_QUOTE} Work begins in the spring.\n\n{COST_QUOTE}",
            "Meridian Wire",
            date(2026, 2, 18),
            "https://example.com/plant",
            "news",
        ),
        Article("rumour", "A price is heard", f"From the corridors.\n\n{RIVAL_QUOTE}"),
    )


def disputed_cost() -> Disagreement:
    values = (DisputedValue("$33 billion", (2,), newest=True), DisputedValue("$31 billion", (3,)))
    return Disagreement("cost of the Ohio plant", values, "One is the price of the plant and one what was paid so far.")
