"""Article versions in memory. A stored version never changes, so one that was read can be kept."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from corpus.article import Article

_CACHED_CHARS = 20_000_000


class VersionCache:
    """Article versions by key, the least recently used forgotten beyond _CACHED_CHARS characters of text."""

    def __init__(self) -> None:
        self._articles: OrderedDict[int, Article] = OrderedDict()
        self._chars = 0
        self._lock = Lock()

    def get(self, version_pk: int) -> Article | None:
        with self._lock:
            article = self._articles.get(version_pk)
            if article is not None:
                self._articles.move_to_end(version_pk)
            return article

    def put(self, version_pk: int, article: Article) -> None:
        with self._lock:
            if version_pk not in self._articles:
                self._articles[version_pk] = article
                self._chars += len(article.text)
            while self._chars > _CACHED_CHARS and len(self._articles) > 1:
                self._chars -= len(self._articles.popitem(last=False)[1].text)
