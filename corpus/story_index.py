"""Which live articles of a collection tell the same story: kept with every change, in the change's transaction.

Articles are joined pair by pair, and a story is what hangs together: so it does not depend on what came first. It is
named by the id of its lead: the article that was published first, one without a date after all that have one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa

from corpus.article import Article
from corpus.database import Transaction
from corpus.queries import IS_LIVE, batches
from corpus.same_story import DAYS_APART, far_apart, may_be_same, same_story
from corpus.schema import articles, stories, story_bands, versions
from corpus.signature import BANDS, Signature
from corpus.telling import Telling

_MOST_READ = 50  # texts to compare with that turn out to tell another story: more is a crowd made from one template
_MOST_OF_A_BAND = 200
_MOST_CANDIDATES = 500


@dataclass(frozen=True)
class _Member:
    """An article of a story, without its text."""

    article_id: str
    story: str
    published: date | None
    signature: Signature

    @property
    def place(self) -> tuple[bool, date, str]:
        """By which the lead of a story is found: the first of its members."""
        return self.published is None, self.published or date.max, self.article_id


_MEMBERS = (
    sa.select(stories.c.article_id, stories.c.story, stories.c.signature, versions.c.published)
    .join_from(stories, articles, stories.c.article_id == articles.c.id)
    .join(versions, IS_LIVE)
)

# By its whole key, so that no other index is needed.
_A_BAND_OF_IT = story_bands.delete().where(
    *(story_bands.c[name] == sa.bindparam(name) for name in ("collection_id", "band", "value", "article_id"))
)


def link(tx: Transaction, article: Article, collection_id: int) -> None:
    """Join a live article, new or changed, with the story that it tells. Call it when its version is live in `tx`."""
    unlink(tx, article.id)
    telling = Telling.of(article)
    me = _Member(article.id, article.id, article.published, telling.signature)
    row = {"article_id": me.article_id, "story": me.story, "signature": me.signature.to_bytes()}
    tx.execute(stories.insert().values(row | {"collection_id": collection_id}))
    if telling.is_stub:
        return
    joined = _stories_of(_candidates(tx, collection_id, me), me, _Texts(tx, {article.id: telling}))
    tx.execute(story_bands.insert(), _bands(article.id, collection_id, me.signature))
    if joined:
        _name(tx, [me, *_members(tx, stories.c.article_id.in_(joined))])


def link_anew(tx: Transaction, live: Iterable[tuple[Article, int]]) -> None:
    """Find the stories among all live articles, each with its collection's number, forgetting those known."""
    tx.execute(story_bands.delete())
    tx.execute(stories.delete())
    for article, collection_id in live:
        link(tx, article, collection_id)


def unlink(tx: Transaction, article_id: str) -> None:
    """Take an article out of its story, which may fall apart. Nothing happens where it is in none."""
    row = tx.execute(stories.delete().where(stories.c.article_id == article_id).returning(stories)).first()
    if row is None:
        return
    tx.execute(_A_BAND_OF_IT, _bands(article_id, row.collection_id, Signature.from_bytes(row.signature)))
    rest = _members(tx, stories.c.story == row.story)
    texts = _Texts(tx, {})
    while rest:
        part = [rest.pop()]
        for one in part:  # grows while it is gone through
            left: list[_Member] = []
            for other in rest:
                (part if _share_a_band(one, other) and _alike(one, other, texts) else left).append(other)
            rest = left
        _rename(tx, part)


def _bands(article_id: str, collection_id: int, signature: Signature) -> list[dict[str, object]]:
    """An article's rows among the bands."""
    return [
        {"collection_id": collection_id, "band": band, "value": value, "article_id": article_id}
        for band, value in enumerate(signature.bands())
    ]


class _Texts:
    """What is compared of live articles, each read when it is first asked for."""

    def __init__(self, tx: Transaction, known: dict[str, Telling]) -> None:
        self._tx = tx
        self._known = known

    def __getitem__(self, article_id: str) -> Telling:
        if article_id not in self._known:
            row = self._tx.execute(_TEXT.where(articles.c.id == article_id)).one()
            self._known[article_id] = Telling.of(Article(article_id, "", row.text, row.publisher, row.published))
        return self._known[article_id]


_TEXT = sa.select(versions.c.text, versions.c.publisher, versions.c.published).join_from(articles, versions, IS_LIVE)


def _stories_of(candidates: Iterable[_Member], me: _Member, texts: _Texts) -> set[str]:
    """The stories that one of the candidates and this article both tell. Those already found are not asked again."""
    found: set[str] = set()
    misses = 0
    for other in candidates:
        if other.story in found:
            continue
        if _alike(me, other, texts):
            found.add(other.story)
        elif may_be_same(me.signature, other.signature):
            misses += 1
            if misses == _MOST_READ:
                break
    return found


def _alike(one: _Member, other: _Member, texts: _Texts) -> bool:
    if far_apart(one.published, other.published):
        return False
    if one.signature.digest == other.signature.digest:
        return True  # neither is a stub, or it would not have been asked for
    return may_be_same(one.signature, other.signature) and same_story(texts[one.article_id], texts[other.article_id])


def _share_a_band(one: _Member, other: _Member) -> bool:
    return any(a == b for a, b in zip(one.signature.bands(), other.signature.bands(), strict=True))


def _candidates(tx: Transaction, collection_id: int, me: _Member) -> list[_Member]:
    """Articles of the collection, of about that day, that agree in a band: those that agree in most of them first."""
    values = {f"value_{band}": value for band, value in enumerate(me.signature.bands())}
    query = _agreeing()
    if me.published:
        days = timedelta(days=DAYS_APART)
        query = query.where(
            versions.c.published.is_(None) | versions.c.published.between(me.published - days, me.published + days)
        )
    return [_member(row) for row in tx.execute(query, values | {"collection": collection_id})]


@cache
def _agreeing() -> sa.Select[*tuple[Any, ...]]:
    """One look-up a band. Of a band that half the collection shares a part is enough: copies agree in others too."""
    each = [
        sa.select(
            sa.select(story_bands.c.article_id)
            .where(
                story_bands.c.collection_id == sa.bindparam("collection"),
                story_bands.c.band == band,
                story_bands.c.value == sa.bindparam(f"value_{band}"),
            )
            .limit(_MOST_OF_A_BAND)
            .subquery()
        )
        for band in range(BANDS)
    ]
    rows = sa.union_all(*each).subquery()
    found = sa.select(rows.c.article_id, sa.func.count().label("bands")).group_by(rows.c.article_id).subquery()
    return (
        _MEMBERS.join(found, found.c.article_id == stories.c.article_id)
        .order_by(found.c.bands.desc(), stories.c.article_id)
        .limit(_MOST_CANDIDATES)
    )


def _members(tx: Transaction, which: sa.ColumnElement[bool]) -> list[_Member]:
    return [_member(row) for row in tx.execute(_MEMBERS.where(which))]


def _member(row: sa.Row[*tuple[Any, ...]]) -> _Member:
    return _Member(row.article_id, row.story, row.published, Signature.from_bytes(row.signature))


def _name(tx: Transaction, leads: list[_Member]) -> None:
    """Make one story of those that these lead."""
    name = min(leads, key=lambda member: member.place).article_id
    others = [member.story for member in leads if member.story != name]
    for batch in batches(others):
        tx.execute(stories.update().where(stories.c.story.in_(batch)).values(story=name))


def _rename(tx: Transaction, part: list[_Member]) -> None:
    """Name what is left of a story, where its name is another now."""
    name = min(part, key=lambda member: member.place).article_id
    for batch in batches([member.article_id for member in part if member.story != name]):
        tx.execute(stories.update().where(stories.c.article_id.in_(batch)).values(story=name))
