"""The deal sheet: every figure of the articles, with what it measures and the sentence that proves it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from answer.figures import Figure, Kind, figures_in
from answer.measured import measured_by
from corpus.article import EVERYTHING, Article, Selection, Span
from corpus.sentences import sentence_spans, trimmed
from corpus.stored import StoredArticle
from index.ports import Searcher
from index.words import stem, words

_PAGE = 50  # articles in memory at a time
_TOP_K = 100  # passages that are looked through for a query
_MIN_SHARE = 0.5  # of a query's content words, in the sentence and what stands above it


class LiveArticles(Protocol):
    """The catalogue, as far as the deal sheet needs it."""

    def page(
        self, selection: Selection = EVERYTHING, after: str | None = None, limit: int = 100
    ) -> list[StoredArticle]:
        """At most `limit` live articles in the order of their ids, beginning behind the id `after`."""
        ...


@dataclass(frozen=True)
class SheetLine:
    """One figure. All spans are of the article's text. measures: None where nothing around the figure tells."""

    article: Article
    figure: Figure
    measures: Span | None
    sentence: Span

    @property
    def written(self) -> str:
        return self.figure.span.of(self.article.text)

    @property
    def quote(self) -> str:
        return self.sentence.of(self.article.text)


@dataclass(frozen=True)
class Sheet:
    """lines: made as they are asked for. lexical_only: the vector store was out, and words alone found them."""

    lines: Iterator[SheetLine]
    lexical_only: bool = False


class DealSheet:
    """Makes deal sheets. Thread-safe. Raises CorpusError, and SearchIndexError when nothing can be searched."""

    def __init__(self, searcher: Searcher, articles: LiveArticles) -> None:
        self._searcher = searcher
        self._articles = articles

    def sheet(self, query: str | None = None, selection: Selection = EVERYTHING, kinds: Collection[Kind] = ()) -> Sheet:
        """The figures of the articles that `selection` admits, those of `kinds` only where any are given.

        With a query, those of sentences that share its content words, the sentences that share most first; without,
        all of them in the order of the articles' ids and of their places.
        """
        if query is None:
            return Sheet(_of_kinds(self._all(selection), kinds))
        retrieval = self._searcher.search(query, selection, _TOP_K)
        asked = {stem(word) for word in words(query)}
        places: dict[tuple[str, Span], tuple[float, Article]] = {}
        for hit in retrieval.hits:
            passage = hit.passage
            around = _stems(passage.header)
            for span in _sentences(passage.article.text, passage.span):
                own = _stems(span.of(passage.article.text)) & asked
                share = len(own | (around & asked)) / len(asked)
                if own and share >= _MIN_SHARE:
                    places.setdefault((passage.article.id, span), (len(own) / len(asked) + share, passage.article))
        best_first = sorted(places.items(), key=lambda place: -place[1][0])  # stable: keeps the order of the hits
        lines = (line for (_, span), (_, article) in best_first for line in _lines(article, span))
        return Sheet(_of_kinds(lines, kinds), retrieval.lexical_only)

    def _all(self, selection: Selection) -> Iterator[SheetLine]:
        after: str | None = None
        while page := self._articles.page(selection, after, _PAGE):
            for stored in page:
                text = stored.article.text
                for span in _sentences(text, Span(0, len(text))):
                    yield from _lines(stored.article, span)
            after = page[-1].article.id


def _of_kinds(lines: Iterable[SheetLine], kinds: Collection[Kind]) -> Iterator[SheetLine]:
    return (line for line in lines if not kinds or line.figure.kind in kinds)


def _sentences(text: str, within: Span) -> Iterator[Span]:
    for unit in sentence_spans(within.of(text)):
        span = trimmed(text, _moved(unit, within.start))
        if len(span):
            yield span


def _lines(article: Article, sentence: Span) -> Iterator[SheetLine]:
    text = sentence.of(article.text)
    figures = figures_in(text)
    for figure in figures:
        measures = measured_by(text, figure.span, [one.span for one in figures])
        placed = replace(figure, span=_moved(figure.span, sentence.start))
        yield SheetLine(article, placed, _moved(measures, sentence.start) if measures else None, sentence)


def _moved(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)


def _stems(text: str) -> set[str]:
    return {stem(word) for word in words(text)}
