"""A corpus in memory, behind the ports that the answer room needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from answer.grounding import StoredArticles
from corpus.article import EVERYTHING, Article, Selection, Span
from corpus.stored import StoredArticle
from index.hit import Hit, Retrieval
from index.ports import Holdings, Searcher, WordCounter, WordCounts
from index.words import stem, words


class MemoryCorpus(Searcher, WordCounter, Holdings, StoredArticles):
    """Every article is one passage; they are ranked by the words they share with the query."""

    def __init__(self, *articles: Article, lexical_only: bool = False) -> None:
        self.articles = {article.id: article for article in articles}
        self.lexical_only = lexical_only

    def search(self, query: str, selection: Selection = EVERYTHING, top_k: int = 8) -> Retrieval:
        asked = set(_stems(query))
        ranked = sorted(
            self._admitted(selection),
            key=lambda article: (-len(asked & set(_stems(article.text))), article.id),
        )
        hits = [
            Hit(article.cut(Span(0, len(article.text))), 1 / rank, rank, rank)
            for rank, article in enumerate(ranked[:top_k], start=1)
        ]
        return Retrieval(tuple(hits), self.lexical_only)

    def count_words(self, stems: Sequence[str], selection: Selection = EVERYTHING) -> WordCounts:
        admitted = list(self._admitted(selection))
        holding = {wanted: sum(wanted in _stems(article.text) for article in admitted) for wanted in stems}
        return WordCounts(len(admitted), holding)

    def publishers(self, selection: Selection = EVERYTHING) -> tuple[str, ...]:
        return tuple(sorted({article.publisher for article in self._admitted(selection) if article.publisher}))

    def holds(self, selection: Selection) -> bool:
        return any(True for _ in self._admitted(selection))

    def _admitted(self, selection: Selection) -> Iterator[Article]:
        for article in self.articles.values():
            day = article.published
            early = selection.published_from and (not day or day < selection.published_from)
            late = selection.published_to and (not day or day > selection.published_to)
            unborn = selection.as_of and day and day > selection.as_of
            foreign = selection.publishers is not None and article.publisher not in selection.publishers
            if selection.admits(article.collection) and not (early or late or unborn or foreign):
                yield article

    def live(self, article_id: str) -> StoredArticle | None:
        article = self.articles.get(article_id)
        return StoredArticle(article, datetime(2026, 1, 1, tzinfo=UTC)) if article else None


def _stems(text: str) -> list[str]:
    return [stem(word) for word in words(text)]
