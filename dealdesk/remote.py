"""The running server, as the command line talks to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter

from api.door.callers import OWNER_HEADER
from api.schema.articles import ArticleBody, ArticleSummary, SearchBody
from api.schema.figures import FiguresBody, FiguresQuery
from api.schema.replies import AnswerBody
from api.schema.requests import ArticlesQuery, AskRequest, SearchRequest
from api.schema.timeline import TimelineBody, TimelineQuery
from corpus.article import Article
from corpus.stored import StoredArticle, StoredVersion
from dealdesk.client import Client, NotFound
from dealdesk.owner import Owner
from dealdesk.settings import Settings, secret

T = TypeVar("T")

_TIMEOUT_SECONDS = 600.0  # a long article takes its time to embed


def server_of(owner: Owner, settings: Settings) -> Client:
    """Speaks to the server that owns the data folder, as who may read that folder. Raises ServerFailed."""
    assert owner.url, "only a server has an address"
    headers = {OWNER_HEADER: owner.token} if owner.token else None
    return Client(owner.url, secret(settings.api_key), headers=headers, timeout_seconds=_TIMEOUT_SECONDS)


def found(asked: Callable[[], T]) -> T | None:
    """What the server gives; None where there is no such thing."""
    try:
        return asked()
    except NotFound:
        return None


def given(wanted: BaseModel, *without: str) -> dict[str, Any]:
    """A request that was made already, as the parameters of a client's method."""
    return wanted.model_dump(exclude_unset=True, exclude=set(without))


class RemoteDoor:
    """Implements Door. Raises ServerFailed."""

    def __init__(self, server: Client) -> None:
        self._server = server

    def ask(self, request: AskRequest) -> AnswerBody:
        return self._server.ask(**given(request, "stream"))

    def search(self, request: SearchRequest) -> SearchBody:
        return self._server.search(**given(request))

    def timeline(self, wanted: TimelineQuery) -> TimelineBody:
        return self._server.timeline(**given(wanted))

    def figures(self, wanted: FiguresQuery) -> FiguresBody:
        return self._server.figures(**given(wanted, "format"))

    def articles(self, wanted: ArticlesQuery) -> Iterator[ArticleSummary]:
        return self._server.all_articles(**given(wanted))

    def live(self, article_id: str) -> StoredArticle | None:
        body = found(lambda: self._server.get_article(article_id))
        return _stored(body) if body else None

    def raw(self, article_id: str) -> str | None:
        """The text that the article was cleaned from, where something was removed from it."""
        body = found(lambda: self._server.get_article(article_id, raw=True))
        return body.raw if body else None

    def versions(self, article_id: str) -> list[StoredVersion]:
        """The history of an article, the newest version first."""
        body = found(lambda: self._server.list_versions(article_id))
        return TypeAdapter(list[StoredVersion]).validate_python(body.model_dump()["versions"]) if body else []

    def version(self, article_id: str, version: str) -> StoredArticle | None:
        body = found(lambda: self._server.get_version(article_id, version))
        return _stored(body) if body else None


def _stored(body: ArticleBody) -> StoredArticle:
    """An article version from what the server tells of it."""
    told = {name: value for name, value in body if value is not None and (name, value) != ("date_found", "none")}
    return StoredArticle(TypeAdapter(Article).validate_python(told), body.stored_at, body.source)
