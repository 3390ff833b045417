"""Where characters are: a span of one article of a set, and arithmetic over such places."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from corpus.article import Span, join_spans


class Place(NamedTuple):
    """A span of an article, in characters of the article's text as the question set gives it."""

    article_id: str
    span: Span


def joined(places: Iterable[Place]) -> list[Place]:
    """The same characters, each once: touching and overlapping places of an article become one."""
    by_article: dict[str, list[Span]] = {}
    for article_id, span in places:
        by_article.setdefault(article_id, []).append(span)
    return [Place(article_id, span) for article_id, spans in by_article.items() for span in join_spans(spans)]


def size_chars(places: Iterable[Place]) -> int:
    """How many distinct characters the places cover."""
    return sum(len(place.span) for place in joined(places))


def shared_chars(some: Iterable[Place], others: Iterable[Place]) -> int:
    """How many distinct characters lie in both."""
    by_article: dict[str, list[Span]] = {}
    for article_id, span in joined(others):
        by_article.setdefault(article_id, []).append(span)
    return sum(
        max(0, min(span.end, other.end) - max(span.start, other.start))
        for article_id, span in joined(some)
        for other in by_article.get(article_id, [])
    )
