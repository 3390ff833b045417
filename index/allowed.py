"""Whether a change may be made: asked in the transaction that makes it."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.article import Article, Selection
from corpus.catalogue import Catalogue
from corpus.database import Transaction
from corpus.errors import NotYours
from corpus.precondition import ALWAYS, Precondition


def check_allowed(
    catalogue: Catalogue, tx: Transaction, articles: Sequence[Article], within: Selection, supposed: Precondition
) -> None:
    """Whether all of `articles` may become live.

    Raises NotAsExpected for one that is not as is `supposed`, and NotYours for one that stands, or would come to stand,
    beyond the collections of `within`. What stands beyond is not there, also for what is supposed.
    """
    if supposed != ALWAYS:
        live = catalogue.live_versions(tx, [article.id for article in articles], within)
        for article in articles:
            supposed.check(article.id, live.get(article.id, (None, None))[0])
    if within.collections is None:
        return
    for article in articles:
        if not within.admits(article.collection):
            raise NotYours(
                f"there is no collection {article.collection[:60]!r}: GET /v1/collections lists those there are"
            )
        if catalogue.live_pk(tx, article.id) != catalogue.live_pk(tx, article.id, within):
            raise NotYours(f"there is no article {article.id[:60]!r} for you to change: choose another id")
