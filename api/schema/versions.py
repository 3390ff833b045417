"""The JSON of the versions of an article, and of what differs between two."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from pydantic import BaseModel

from corpus.differences import Op
from corpus.stored import StoredVersion


class VersionBody(BaseModel):
    """One version of an article. ended_at: when another took its place or the article was removed; null: it is live.
    chars: the length of its text.
    """

    version: str
    stored_at: datetime
    ended_at: datetime | None
    removed: bool
    title: str
    published: date | None
    chars: int


class VersionsBody(BaseModel):
    """The newest first."""

    id: str
    versions: list[VersionBody]


class DifferenceBody(BaseModel):
    op: Op
    text: str


class DiffBody(BaseModel):
    """What is equal or deleted joins to the old text, what is equal or inserted to the new one."""

    id: str
    from_version: str
    to_version: str
    differences: list[DifferenceBody]


def versions_body(article_id: str, kept: Sequence[StoredVersion]) -> VersionsBody:
    """The history of an article as it goes out."""
    return VersionsBody(id=article_id, versions=[_version_body(each) for each in kept])


def _version_body(kept: StoredVersion) -> VersionBody:
    return VersionBody(
        version=kept.version,
        stored_at=kept.stored_at,
        ended_at=kept.ended_at,
        removed=kept.removed,
        title=kept.title,
        published=kept.published,
        chars=kept.chars,
    )
