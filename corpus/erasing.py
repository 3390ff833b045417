"""Erasing: what nobody may meet any more leaves the database for good."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from corpus.database import Transaction
from corpus.queries import batches
from corpus.schema import articles, documents, passages, past_passages, stories, story_bands, versions


def expired_versions(tx: Transaction, ended_until: datetime, limit: int) -> list[int]:
    """Keys of versions to be erased: those of the past that ended until a moment (UTC), those of articles that were
    removed since, and those that never were live.

    A version whose passages an index may still hold is left to the next time.
    """
    is_live = sa.exists().where(articles.c.live == versions.c.pk)
    is_indexed = sa.exists().where(passages.c.version_pk == versions.c.pk)
    is_past = sa.exists().where(past_passages.c.version_pk == versions.c.pk)
    is_kept = is_past & (versions.c.ended_at > ended_until)
    query = sa.select(versions.c.pk).where(~is_live, ~is_indexed, ~is_kept).order_by(versions.c.pk).limit(limit)
    return list(tx.scalars(query))


def past_ids_of(tx: Transaction, version_pks: Sequence[int]) -> list[int]:
    """Ids of the passages of the past of these versions: their words are to be forgotten before they are erased."""
    query = sa.select(past_passages.c.id)
    return [i for batch in batches(version_pks) for i in tx.scalars(query.where(past_passages.c.version_pk.in_(batch)))]


def erase_versions(tx: Transaction, version_pks: Sequence[int]) -> None:
    """Erase versions with their texts and the passages of theirs that are of the past."""
    overwrite_what_goes(tx)
    for batch in batches(version_pks):
        tx.execute(past_passages.delete().where(past_passages.c.version_pk.in_(batch)))
        tx.execute(versions.delete().where(versions.c.pk.in_(batch)))


def erase_traces(tx: Transaction) -> None:
    """Erase what is remembered of articles that are gone: their stories, the receipts of their documents, their ids."""
    overwrite_what_goes(tx)
    live = sa.select(articles.c.id).where(articles.c.live.is_not(None))
    for table in (story_bands, stories):
        tx.execute(table.delete().where(table.c.article_id.not_in(live)))
    given = sa.func.json_each(documents.c.versions).table_valued("key")
    tx.execute(documents.delete().where(sa.exists().where(given.c.key.not_in(live))))
    kept = sa.exists().where(versions.c.article_id == articles.c.id)
    tx.execute(articles.delete().where(articles.c.live.is_(None), ~kept))


def overwrite_what_goes(tx: Transaction) -> None:
    """Have SQLite write zeros over what this connection deletes."""
    tx.exec_driver_sql("PRAGMA secure_delete = ON")
