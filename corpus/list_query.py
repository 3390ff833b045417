"""The SQL of a list of articles: a page of it, and how many there are."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import add
from typing import Any

import sqlalchemy as sa

from corpus.listing import Listing, Place, Sort
from corpus.queries import Shelf, called, shelves
from corpus.schema import articles, versions

# As the text that SQLite keeps, so that a place can be kept anywhere.
_KEYS: dict[str, sa.ColumnElement[str]] = {
    Sort.ID: articles.c.id,
    Sort.PUBLISHED: sa.type_coerce(versions.c.published, sa.String),
    Sort.STORED_AT: sa.type_coerce(versions.c.stored_at, sa.String),
    Sort.TITLE: sa.func.lower(sa.func.nullif(versions.c.title, "")),
}


def page_of(listing: Listing, behind: Place | None, limit: int, skip: int = 0) -> sa.Select[Any]:
    """pk, stored_at and source of at most `limit` versions in the order of the list, each with its place. behind: only
    what comes after this place; skip: how many are left out then.
    """
    keys = [_KEYS[name] for name in listing.sort.keys]
    places = [key.label(f"place_{name}") for name, key in zip(listing.sort.keys, keys, strict=True)]
    query = sa.select(versions.c.pk, versions.c.stored_at, articles.c.source, *places)
    arms = []
    for shelf in shelves(listing.selection):
        arm = _admitted(query, shelf, listing)
        if behind is not None:
            arm = arm.where(_is_behind(keys, behind, listing.descending))
        arms.append(arm.order_by(*_in_order(keys, listing.descending)).limit(skip + limit))
    if len(arms) == 1:
        return arms[0].offset(skip).limit(limit)
    # A list that looks back is joined from two; neither needs more of the other than what the page shows.
    both = sa.union_all(*(sa.select(arm.subquery()) for arm in arms)).subquery()
    in_order = _in_order([both.c[place.name] for place in places], listing.descending)
    return sa.select(both).order_by(*in_order).offset(skip).limit(limit)


def count_of(listing: Listing) -> sa.Select[Any]:
    """How many articles the list has."""
    arms = [_admitted(sa.select(sa.func.count()), shelf, listing) for shelf in shelves(listing.selection)]
    return sa.select(reduce(add, (arm.scalar_subquery() for arm in arms)))


def place_of(row: sa.Row[*tuple[Any, ...]], sort: Sort) -> Place:
    return tuple(row._mapping[f"place_{name}"] for name in sort.keys)


def _admitted(query: sa.Select[Any], shelf: Shelf, listing: Listing) -> sa.Select[Any]:
    query = query.select_from(shelf.versions).where(*shelf.conditions, *called(listing.about))
    if listing.source is not None:
        query = query.where(_is_below(listing.source))
    if listing.language is not None:
        query = query.where(versions.c.language == listing.language)
    return query


def _is_below(source: str) -> sa.ColumnElement[bool]:
    """As corpus.source.is_below, by the index."""
    folder = source.rstrip("/")
    below = (articles.c.source > f"{folder}/") & (articles.c.source < f"{folder}0")  # 0 comes after the slash
    return (articles.c.source == source) | below


def _in_order(keys: Sequence[sa.ColumnElement[str]], descending: bool) -> list[sa.UnaryExpression[str]]:
    return [(key.desc() if descending else key.asc()).nulls_last() for key in keys]


def _is_behind(keys: Sequence[sa.ColumnElement[str]], place: Place, descending: bool) -> sa.ColumnElement[bool]:
    key, value = keys[0], place[0]
    equal = key.is_(None) if value is None else key == value
    behind: sa.ColumnElement[bool] = sa.false()
    if value is not None:
        behind = sa.or_(key < value if descending else key > value, key.is_(None))
    if len(keys) == 1:
        return behind
    return sa.or_(behind, sa.and_(equal, _is_behind(keys[1:], place[1:], descending)))
