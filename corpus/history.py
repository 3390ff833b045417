"""The past: versions that were live once, kept until they expire, as long as their article is live.

A version that is replaced goes over with its passages, under their ids negated, in the transaction that replaces it.
An article that is removed takes its past along: when its id comes back, its history begins anew.
"""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa

from corpus.database import Transaction
from corpus.queries import by_collection
from corpus.schema import articles, collections, passages, past_passages, versions
from corpus.stored import StoredVersion

_COPIED = ("version_pk", "start", "end", "heading", "header", "vector_key")


def keep(tx: Transaction, version_pk: int) -> None:
    """Take over the passages of a version that is no longer live."""
    columns = [passages.c[name] for name in _COPIED]
    rows = sa.select(-passages.c.id, *columns).where(passages.c.version_pk == version_pk)
    tx.execute(past_passages.insert().from_select(["id", *_COPIED], rows))


def forget(tx: Transaction, article_id: str) -> None:
    """Let go of the passages of an article's past. Its words are to be forgotten before."""
    tx.execute(past_passages.delete().where(past_passages.c.version_pk.in_(_versions_of(article_id))))


def ids_of(tx: Transaction, article_id: str) -> list[int]:
    """Ids of the passages of an article's past."""
    return list(
        tx.scalars(sa.select(past_passages.c.id).where(past_passages.c.version_pk.in_(_versions_of(article_id))))
    )


def all_ids(tx: Transaction) -> dict[int, list[int]]:
    """Ids of all passages of the past, by collection number."""
    query = sa.select(versions.c.collection_id, past_passages.c.id)
    return by_collection(tx.execute(query.join_from(past_passages, versions).order_by(past_passages.c.id)))


def count(tx: Transaction) -> int:
    """How many passages there are of the past."""
    return tx.scalar(sa.select(sa.func.count()).select_from(past_passages)) or 0


def last_change(tx: Transaction) -> datetime | None:
    """When a version came or went last, in UTC without saying so; None where there never was any that is kept."""
    moments = (tx.scalar(sa.select(sa.func.max(column))) for column in (versions.c.stored_at, versions.c.ended_at))
    return max((moment for moment in moments if moment), default=None)


def versions_of(tx: Transaction, article_id: str) -> list[StoredVersion]:
    """The versions of an article that are live or were, as far as they are kept, the newest first."""
    was_live = versions.c.ended_at.is_not(None) | (versions.c.pk == articles.c.live)
    query = (
        sa.select(
            versions.c.version,
            versions.c.stored_at,
            versions.c.ended_at,
            versions.c.title,
            versions.c.published,
            collections.c.name.label("collection"),
            sa.func.length(versions.c.text).label("chars"),
        )
        .join_from(articles, versions, versions.c.article_id == articles.c.id)
        .join(collections)
        .where(articles.c.id == article_id, was_live)
        .order_by(versions.c.pk.desc())
    )
    found: list[StoredVersion] = []
    begun: datetime | None = None
    for row in tx.execute(query):
        ended = row.ended_at
        found.append(
            StoredVersion(
                row.version,
                _utc(row.stored_at),
                _utc(ended) if ended else None,
                row.title,
                row.published,
                row.chars,
                row.collection,
                removed=ended is not None and ended != begun,
            )
        )
        begun = row.stored_at
    return found


def _versions_of(article_id: str) -> sa.Select[tuple[int]]:
    return sa.select(versions.c.pk).where(versions.c.article_id == article_id)


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC)
