"""What the catalogue's queries, and those of the lexical index beside it, are made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

import sqlalchemy as sa

from corpus.article import Selection
from corpus.schema import articles, collections, passages, versions

T = TypeVar("T")

_BATCH = 500

IS_LIVE = articles.c.live == versions.c.pk
LIVE = sa.select(versions.c.pk, versions.c.version, versions.c.stored_at, articles.c.source).join_from(
    articles, versions, IS_LIVE
)
LIVE_PASSAGES = passages.join(versions, passages.c.version_pk == versions.c.pk).join(articles, IS_LIVE)
VERSION = sa.select(versions, collections.c.name).join_from(
    versions, collections, versions.c.collection_id == collections.c.id
)


def admitted(selection: Selection) -> list[sa.ColumnElement[bool]]:
    """The conditions on a query that joins `versions` for the articles that `selection` admits."""
    conditions: list[sa.ColumnElement[bool]] = []
    if selection.collections is not None:
        names = sa.select(collections.c.id).where(collections.c.name.in_(selection.collections))
        conditions.append(versions.c.collection_id.in_(names))
    if selection.published_from:
        conditions.append(versions.c.published >= selection.published_from)
    if selection.published_to:
        conditions.append(versions.c.published <= selection.published_to)
    if selection.as_of:
        known = sa.func.coalesce(versions.c.published, sa.func.date(versions.c.stored_at))
        conditions.append(known <= selection.as_of.isoformat())
    if selection.publishers is not None:
        conditions.append(versions.c.publisher.in_(selection.publishers))
    if selection.article_ids is not None:
        conditions.append(versions.c.article_id.in_(selection.article_ids))
    return conditions


def batches(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """Slices of `items` short enough for one SQL statement."""
    for start in range(0, len(items), _BATCH):
        yield items[start : start + _BATCH]


def by_collection(rows: Iterable[sa.Row[int, int]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for collection_id, passage_id in rows:
        found.setdefault(collection_id, []).append(passage_id)
    return found
