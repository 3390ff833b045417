"""What a command works through: the data folder itself, or the server that owns it. Both speak the API's JSON."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Protocol

from answer.sheet import DealSheet
from api.figures_schema import FiguresBody, FiguresQuery, figures_body
from api.replies import AnswerBody, answer_body
from api.requests import AskRequest, SearchRequest
from api.schema import ArticleSummary, SearchBody, article_summary, search_body
from api.timeline_schema import TimelineBody, TimelineQuery, timeline_body
from corpus.article import Article
from corpus.folder import SourceItem, read_path, source_of
from dealdesk.assembly import Desk, open_beside, open_desk
from dealdesk.errors import ServerFailed
from dealdesk.owner import owner_of
from dealdesk.remote import RemoteDesk
from dealdesk.settings import Settings, secret
from index.change import Change, Outcome, RefreshReport
from index.plan import RefreshPlan
from index.ports import Progress

logger = logging.getLogger(__name__)
_PAGE = 500


class Door(Protocol):
    """What the reading commands need."""

    def ask(self, request: AskRequest) -> AnswerBody: ...

    def search(self, request: SearchRequest) -> SearchBody: ...

    def articles(self) -> Iterator[ArticleSummary]: ...

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

    def articles(self) -> Iterator[ArticleSummary]:
        after: str | None = None
        while page := self._desk.catalogue.page(after=after, limit=_PAGE):
            yield from map(article_summary, page)
            after = page[-1].article.id


@contextmanager
def reading_door(settings: Settings, command: str) -> Iterator[Door]:
    """For a command that reads: the running server; else the folder; else, beside another command, its words alone."""
    owner = owner_of(settings.home)
    if owner and owner.url:
        with closing(RemoteDesk(owner.url, secret(settings.api_key))) as server:
            yield server
    elif owner:
        logger.warning("%s is at work on %s: reading beside it, by words alone", owner, settings.home)
        with open_beside(settings) as desk:
            yield LocalDoor(desk)
    else:
        with open_desk(settings, command) as desk:
            yield LocalDoor(desk)


def refresh(settings: Settings, path: Path, progress: Progress) -> RefreshReport:
    """Refresh from `path`, through the running server where there is one. Raises HomeInUse beside another command.

    A path that is gone takes its articles with it; one that never held any is an UnreadableSource.
    """
    owner = owner_of(settings.home)
    if owner and owner.url:
        with closing(RemoteDesk(owner.url, secret(settings.api_key))) as server:
            return _refresh_over_http(server, path, progress)
    with open_desk(settings, "refresh") as desk:
        with desk.catalogue.reading() as tx:
            sources = {article_id: source for article_id, (_, source) in desk.catalogue.live_versions(tx).items()}
        return desk.refresher.refresh(_items(path, sources), source_of(path), progress)


def _items(path: Path, sources: Mapping[str, str | None]) -> Iterator[SourceItem]:
    """What is at `path` now: nothing, when it is gone and live articles came from there."""
    gone = not path.exists() and RefreshPlan(sources, source_of(path)).gone()
    return iter(()) if gone else read_path(path)


def _refresh_over_http(server: RemoteDesk, path: Path, progress: Progress) -> RefreshReport:
    started = time.perf_counter()
    report = RefreshReport()
    live = {article.id: article.source for article in server.articles()}
    plan = RefreshPlan(live, source_of(path))
    for item in _items(path, live):
        outcome = plan.refused(item)
        if outcome is None and isinstance(item.reading, Article):
            outcome = _put(server, item.reading, item.source, item.reading.id in live)
        if outcome is not None:
            report.outcomes.append(outcome)
        progress(1)
    for article_id in plan.gone():
        report.outcomes.append(_remove(server, article_id))
    report.seconds = time.perf_counter() - started
    return report


def _remove(server: RemoteDesk, article_id: str) -> Outcome:
    try:
        server.remove(article_id)
    except ServerFailed as error:
        return Outcome(article_id, Change.FAILED, str(error))
    return Outcome(article_id, Change.REMOVED)


def _put(server: RemoteDesk, article: Article, source: str, is_live: bool) -> Outcome:
    try:
        receipt = server.put(article, source)
    except ServerFailed as error:
        return Outcome(article.id, Change.FAILED, str(error))
    if not receipt.changed:
        return Outcome(article.id, Change.UNCHANGED)
    return Outcome(article.id, Change.REPLACED if is_live else Change.ADDED)
