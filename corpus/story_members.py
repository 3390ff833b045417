"""The stories that articles tell, as retrieval asks for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from corpus.article import Selection
from corpus.database import Transaction
from corpus.queries import batches, shelves
from corpus.schema import articles, stories, versions
from corpus.stored import AlsoIn

MOST_NAMED = 50
"""How many other articles of a story are named. There is no end to what a wire story may be printed in."""


def stories_of(tx: Transaction, article_ids: Iterable[str]) -> dict[str, str]:
    """The story of each live article: articles of one story have the same one."""
    found: dict[str, str] = {}
    for batch in batches(list(dict.fromkeys(article_ids))):
        query = sa.select(stories.c.article_id, stories.c.story).where(stories.c.article_id.in_(batch))
        found.update({row.article_id: row.story for row in tx.execute(query)})
    return found


def also_in(tx: Transaction, article_ids: Sequence[str], selection: Selection) -> dict[str, tuple[AlsoIn, ...]]:
    """For each article the others that tell its story, as far as `selection` admits them: the lead of the story first,
    the others in the order of their publication.
    """
    own = stories_of(tx, article_ids)
    members: dict[str, list[AlsoIn]] = {}
    live = next(shelf for shelf in shelves(selection) if not shelf.is_past)
    told = [versions.c[name] for name in ("title", "publisher", "published", "url")]
    for story in dict.fromkeys(own.values()):
        query = (
            sa.select(articles.c.id, *told)
            .select_from(live.versions.join(stories, stories.c.article_id == articles.c.id))
            .where(stories.c.story == story, *live.conditions)
            .order_by(versions.c.published.is_(None), versions.c.published, articles.c.id)
            .limit(MOST_NAMED + 1)
        )
        members[story] = [AlsoIn(*row) for row in tx.execute(query)]
    others = {
        article_id: [other for other in members[story] if other.article_id != article_id]
        for article_id, story in own.items()
    }
    return {article_id: tuple(found[:MOST_NAMED]) for article_id, found in others.items() if found}
