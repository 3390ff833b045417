"""What the catalogue's queries, and those of the lexical index beside it, are made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar

import sqlalchemy as sa

from corpus.article import Selection
from corpus.schema import articles, collections, passages, past_passages, versions

T = TypeVar("T")

_BATCH = 500
_INSTANT = timedelta(microseconds=1)

IS_LIVE = articles.c.live == versions.c.pk
LIVE = sa.select(versions.c.pk, versions.c.version, versions.c.stored_at, articles.c.source).join_from(
    articles, versions, IS_LIVE
)
LIVE_PASSAGES = passages.join(versions, passages.c.version_pk == versions.c.pk).join(articles, IS_LIVE)
VERSION = sa.select(versions, collections.c.name).join_from(
    versions, collections, versions.c.collection_id == collections.c.id
)


@dataclass(frozen=True)
class Shelf:
    """Where a selection looks: the live versions, or those of the past. conditions: what it admits of them."""

    passages: sa.Table
    is_of_article: sa.ColumnElement[bool]
    conditions: list[sa.ColumnElement[bool]]

    @property
    def is_past(self) -> bool:
        return self.passages is past_passages

    @property
    def versions(self) -> sa.Join:
        """Articles and their versions of this shelf."""
        return articles.join(versions, self.is_of_article)

    @property
    def standing(self) -> sa.Join:
        """Passages, their versions and articles."""
        joined = self.passages.join(versions, self.passages.c.version_pk == versions.c.pk)
        return joined.join(articles, self.is_of_article)


def shelves(selection: Selection) -> list[Shelf]:
    """Where the articles that `selection` admits stand, each at most once in all: the past only where it looks back."""
    wanted = _admitted(selection)
    if not selection.looks_back:
        return [Shelf(passages, IS_LIVE, wanted)]
    held = _held_then(selection)
    if selection.held_at:
        now = versions.c.stored_at <= moment(selection)
    else:
        now = versions.c.article_id.not_in(sa.select(held.c.article_id))
    then = [versions.c.pk.in_(sa.select(held.c.pk)), *_still_in_reach(selection)]
    return [
        Shelf(passages, IS_LIVE, [*wanted, now]),
        Shelf(past_passages, articles.c.id == versions.c.article_id, [*wanted, *then]),
    ]


def moment(selection: Selection) -> datetime:
    """The last instant (UTC, without saying so) that a selection which looks back sees."""
    if selection.held_at:
        return selection.held_at.astimezone(UTC).replace(tzinfo=None)
    return datetime.combine(selection.as_of or date.max, time.max)


def _held_then(selection: Selection) -> sa.Subquery:
    """Key and article of the versions of the past that a selection which looks back meets in place of the live ones.

    Of an article that was first stored later than a day, this is the first version that is still held.
    """
    then, old, older = moment(selection), versions.alias("old"), versions.alias("older")
    first = ~sa.exists().where(older.c.article_id == old.c.article_id, older.c.pk < old.c.pk, _is_past(older))
    stored = old.c.stored_at <= then
    begun = stored if selection.held_at else stored | first
    return sa.select(old.c.pk, old.c.article_id).where(old.c.ended_at > then, _is_past(old), begun).subquery("held")


def _is_past(version: sa.FromClause) -> sa.ColumnElement[bool]:
    kept = past_passages.alias("kept")
    return sa.exists().where(kept.c.version_pk == version.c.pk)


def _still_in_reach(selection: Selection) -> list[sa.ColumnElement[bool]]:
    """An article that was moved to another collection is met by who may read both."""
    if selection.collections is None:
        return []
    live = versions.alias("live_version")
    return [sa.exists().where(live.c.pk == articles.c.live, live.c.collection_id.in_(_named(selection.collections)))]


def called(about: Iterable[str]) -> list[sa.ColumnElement[bool]]:
    """The conditions on a version that each of these words stands in its title, its publisher's name or its id."""
    named = (versions.c.title, versions.c.publisher, versions.c.article_id)
    return [sa.or_(*(column.icontains(word, autoescape=True) for column in named)) for word in about]


def _admitted(selection: Selection) -> list[sa.ColumnElement[bool]]:
    """The conditions on a version."""
    conditions = of_collections(selection)
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


def of_collections(selection: Selection) -> list[sa.ColumnElement[bool]]:
    """The condition on a version that it stands in a collection that `selection` admits."""
    if selection.collections is None:
        return []
    return [versions.c.collection_id.in_(_named(selection.collections))]


def _named(names: Sequence[str]) -> sa.Select[tuple[int]]:
    return sa.select(collections.c.id).where(collections.c.name.in_(names))


def by_table(ids: Sequence[int]) -> Iterator[tuple[sa.Table, Sequence[int]]]:
    """Ids of passages in slices short enough for one SQL statement, with the table they stand in: negative ones in
    that of the past.
    """
    for table, own in ((passages, [i for i in ids if i > 0]), (past_passages, [i for i in ids if i < 0])):
        for batch in batches(own):
            yield table, batch


def batches(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """Slices of `items` short enough for one SQL statement."""
    for start in range(0, len(items), _BATCH):
        yield items[start : start + _BATCH]


def by_collection(rows: Iterable[sa.Row[int, int]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for collection_id, passage_id in rows:
        found.setdefault(collection_id, []).append(passage_id)
    return found
