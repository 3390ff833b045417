"""What a command works through: the data folder itself, or the server that owns it. Both speak the API's JSON."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from answer.sheet import DealSheet
from api.schema.articles import ArticleSummary, SearchBody, article_summary, search_body
from api.schema.figures import FiguresBody, FiguresQuery, figures_body
from api.schema.replies import AnswerBody, answer_body
from api.schema.requests import ArticlesQuery, AskRequest, SearchRequest
from api.schema.timeline import TimelineBody, TimelineQuery, timeline_body
from corpus.stored import StoredArticle, StoredVersion
from dealdesk.assembly import Desk, open_beside, open_desk
from dealdesk.owner import owner_of
from dealdesk.remote import RemoteDoor, server_of
from dealdesk.settings import Settings

logger = logging.getLogger(__name__)


class Door(Protocol):
    """What the reading commands need."""

    def ask(self, request: AskRequest) -> AnswerBody: ...

    def search(self, request: SearchRequest) -> SearchBody: ...

    def articles(self, wanted: ArticlesQuery) -> Iterator[ArticleSummary]:
        """The whole list, `wanted.limit` at a time."""
        ...

    def live(self, article_id: str) -> StoredArticle | None: ...

    def raw(self, article_id: str) -> str | None: ...

    def versions(self, article_id: str) -> list[StoredVersion]: ...

    def version(self, article_id: str, version: str) -> StoredArticle | None: ...

    def timeline(self, wanted: TimelineQuery) -> TimelineBody: ...

    def figures(self, wanted: FiguresQuery) -> FiguresBody: ...


class LocalDoor:
    """The data folder, opened by this process."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def ask(self, request: AskRequest) -> AnswerBody:
        return answer_body(self._desk.answerer.ask(request.to_question()))

    def search(self, request: SearchRequest) -> SearchBody:
        return search_body(self._desk.retriever.search(request.query, request.selection(), request.top_k))

    def timeline(self, wanted: TimelineQuery) -> TimelineBody:
        made = self._desk.chronicler.timeline(wanted.query, wanted.selection(), wanted.since, wanted.limit)
        return timeline_body(wanted, made)

    def figures(self, wanted: FiguresQuery) -> FiguresBody:
        sheets = DealSheet(self._desk.retriever, self._desk.catalogue)
        return figures_body(wanted, sheets.sheet(wanted.query, wanted.selection(), wanted.kind))

    def articles(self, wanted: ArticlesQuery) -> Iterator[ArticleSummary]:
        listing, behind = wanted.listing(), None
        while True:
            page = self._desk.catalogue.listed(listing, behind, wanted.limit)
            yield from map(article_summary, page.articles)
            behind = page.next
            if behind is None:
                return

    def live(self, article_id: str) -> StoredArticle | None:
        return self._desk.catalogue.live(article_id)

    def raw(self, article_id: str) -> str | None:
        stored = self._desk.catalogue.live(article_id)
        return self._desk.catalogue.raw(article_id, stored.article.version) if stored else None

    def versions(self, article_id: str) -> list[StoredVersion]:
        return self._desk.catalogue.versions(article_id)

    def version(self, article_id: str, version: str) -> StoredArticle | None:
        return self._desk.catalogue.version(article_id, version)


@contextmanager
def reading_door(settings: Settings, command: str) -> Iterator[Door]:
    """For a command that reads: the running server; else the folder; else, beside another command, its words alone."""
    owner = owner_of(settings.home)
    if owner and owner.url:
        with server_of(owner, settings) as server:
            yield RemoteDoor(server)
    elif owner:
        logger.warning("%s is at work on %s: reading beside it, by words alone", owner, settings.home)
        with open_beside(settings) as desk:
            yield LocalDoor(desk)
    else:
        with open_desk(settings, command) as desk:
            yield LocalDoor(desk)
