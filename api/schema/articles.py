"""The JSON that goes out, but for replies, and the way to it from our nouns. Fields keep their order in the JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel

from corpus.article import Passage
from corpus.listing import CollectionSize, Page
from corpus.stored import AlsoIn, StoredArticle
from index.hit import Hit, Retrieval


class AlsoInBody(BaseModel):
    """Another article that tells the same story, of which only one is shown."""

    article_id: str
    title: str
    publisher: str | None
    published: date | None
    url: str | None


class HitBody(BaseModel):
    rank: int
    score: float
    article_id: str
    version: str
    title: str
    publisher: str | None
    published: date | None
    url: str | None
    start: int
    end: int
    text: str
    also_in: list[AlsoInBody]


class HitsBody(BaseModel):
    """Passages, best first."""

    hits: list[HitBody]


class SearchBody(HitsBody):
    """lexical_only: the vectors are being rebuilt or broken, so these were found by their words alone."""

    lexical_only: bool


class ArticleSummary(BaseModel):
    """stored_at: when this version was stored, which says nothing about when it was published. date_found: where the
    date of publication was found; none: there is no date, or nobody said. language: ISO 639-1.
    """

    id: str
    title: str
    publisher: str | None
    byline: str | None
    published: date | None
    date_found: Literal["metadata", "text", "file name", "none"]
    language: str | None
    url: str | None
    collection: str
    version: str
    stored_at: datetime
    source: str | None


class ArticleBody(ArticleSummary):
    """raw: where it is asked for, the text with the page furniture that was removed; null where nothing was."""

    text: str
    raw: str | None


class ArticlesBody(BaseModel):
    """next: what to send as `cursor` for the next page, or null on the last. total: of the whole list."""

    articles: list[ArticleSummary]
    next: str | None
    total: int


class TextBody(BaseModel):
    """A part of an article's stored text: `text` is what stands from start to before end, in Unicode code points.

    chars: the length of the whole text.
    """

    id: str
    version: str
    start: int
    end: int
    chars: int
    text: str


class CollectionBody(BaseModel):
    """articles: how many are live."""

    name: str
    articles: int


class CollectionsBody(BaseModel):
    """In alphabetical order; those that hold no article are not there."""

    collections: list[CollectionBody]


class ReceiptBody(BaseModel):
    """What became of an article that was put. version: the live one; null when it was removed again meanwhile."""

    id: str
    changed: bool
    version: str | None


def hits_body(hits: Sequence[Hit]) -> HitsBody:
    """Hits as they go out while an answer is made."""
    return HitsBody(hits=[_hit_body(hit) for hit in hits])


def search_body(retrieval: Retrieval) -> SearchBody:
    """Hits as they go out, over HTTP and from the command line."""
    return SearchBody(hits=hits_body(retrieval.hits).hits, lexical_only=retrieval.lexical_only)


def article_body(stored: StoredArticle, raw: str | None = None) -> ArticleBody:
    return ArticleBody(**article_summary(stored).model_dump(), text=stored.article.text, raw=raw)


def articles_body(page: Page, cursor: str | None) -> ArticlesBody:
    """cursor: what stands for `page.next`."""
    return ArticlesBody(articles=[article_summary(stored) for stored in page.articles], next=cursor, total=page.total)


def text_body(passage: Passage) -> TextBody:
    article, span = passage.article, passage.span
    return TextBody(
        id=article.id,
        version=article.version,
        start=span.start,
        end=span.end,
        chars=len(article.text),
        text=passage.text,
    )


def collections_body(sizes: Sequence[CollectionSize]) -> CollectionsBody:
    return CollectionsBody(collections=[CollectionBody(name=size.name, articles=size.articles) for size in sizes])


def article_summary(stored: StoredArticle) -> ArticleSummary:
    article = stored.article
    return ArticleSummary(
        id=article.id,
        title=article.title,
        publisher=article.publisher,
        byline=article.byline,
        published=article.published,
        date_found=article.date_found.value if article.date_found else "none",
        language=article.language,
        url=article.url,
        collection=article.collection,
        version=article.version,
        stored_at=stored.stored_at,
        source=stored.source,
    )


def _hit_body(hit: Hit) -> HitBody:
    article = hit.passage.article
    return HitBody(
        rank=hit.rank,
        score=hit.score,
        article_id=article.id,
        version=article.version,
        title=article.title,
        publisher=article.publisher,
        published=article.published,
        url=article.url,
        start=hit.passage.span.start,
        end=hit.passage.span.end,
        text=hit.passage.text,
        also_in=also_in_bodies(hit.also_in),
    )


def also_in_bodies(others: Sequence[AlsoIn]) -> list[AlsoInBody]:
    """The other articles of a story as they go out, of a hit or a citation."""
    return [AlsoInBody(**asdict(other)) for other in others]
