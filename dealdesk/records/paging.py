"""Lists of records, the newest first, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from corpus.listing import Place
from corpus.moments import kept_utc


def newest_first(query: sa.Select[Any], order: Sequence[sa.Column[Any]], behind: Place | None) -> sa.Select[Any]:
    """The rows behind a place. order: a moment, and then what tells those of one moment apart."""
    if behind is not None:
        query = query.where(sa.tuple_(*order) < sa.tuple_(_moment(behind[0]), *behind[1:]))
    return query.order_by(*(column.desc() for column in order))


def place_at(moment: datetime, *ids: str) -> Place:
    """Of a row. moment: UTC, and says so."""
    return kept_utc(moment).isoformat(), *ids


def _moment(said: str | None) -> datetime:
    """What is none was not said by this server: then the list begins anew."""
    try:
        return datetime.fromisoformat(said or "").replace(tzinfo=None)
    except ValueError:
        return datetime.max
