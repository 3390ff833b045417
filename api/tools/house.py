"""The tools, asked of the parts in this house."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from answer.sheet import DealSheet
from api.asking import Asker
from api.door.audit import Audit, Done
from api.door.callers import Caller
from api.door.deadline import TimeLimit
from api.door.problems import STATUS_OF
from api.door.room import AskRoom
from api.ports import Library, Timelines
from api.schema.articles import ArticlesBody, SearchBody, article_body, articles_body, search_body
from api.schema.cursors import cursor_of, place_of
from api.schema.figures import FiguresBody, figures_body
from api.schema.replies import AnswerBody
from api.schema.requests import AskRequest, SearchRequest
from api.schema.timeline import TimelineBody, TimelineQuery, timeline_body
from api.shelf import Shelf
from api.tools.errors import no_such_article
from api.tools.toolkit import Toolkit
from api.tools.wanted import ArticleArguments, ArticlesArguments, AskArguments, FiguresArguments, PartBody, part_body
from index.ports import Searcher

B = TypeVar("B", bound=BaseModel)

_LEFT = 499  # whoever asked left before there was an answer


class HouseTools(Toolkit):
    """Each tool does what its address does over HTTP, under the same rules. What is asked is audited as there."""

    def __init__(
        self,
        asker: Asker,
        room: AskRoom,
        searcher: Searcher,
        library: Library,
        timelines: Timelines,
        audit: Audit,
        limit: TimeLimit,
    ) -> None:
        self._asker = asker
        self._room = room
        self._searcher = searcher
        self._library = library
        self._sheets = DealSheet(searcher, library)
        self._timelines = timelines
        self._audit = audit
        self._limit = limit

    async def ask(self, caller: Caller, wanted: AskArguments) -> AnswerBody:
        asked = AskRequest(**wanted.model_dump())
        return await self._noted(caller, "ask", wanted.question, self._asker.ask(caller, asked))

    async def search(self, caller: Caller, wanted: SearchRequest) -> SearchBody:
        def found() -> SearchBody:
            return search_body(self._searcher.search(wanted.query, caller.within(wanted.selection()), wanted.top_k))

        return await self._noted(caller, "search", wanted.query, self._searched(found))

    async def get_article(self, caller: Caller, wanted: ArticleArguments) -> PartBody:
        shelf = Shelf(self._library, caller)

        def found() -> PartBody:
            try:
                stored = shelf.version(wanted.id, wanted.version) if wanted.version else shelf.live(wanted.id)
            except HTTPException as error:
                raise no_such_article() from error
            return part_body(article_body(stored), wanted)

        return await self._done(found)

    async def list_articles(self, caller: Caller, wanted: ArticlesArguments) -> ArticlesBody:
        def found() -> ArticlesBody:
            listing = wanted.listing()
            behind = place_of(wanted, wanted.cursor, len(listing.sort.keys))
            page = Shelf(self._library, caller).listed(listing, behind, wanted.limit)
            return articles_body(page, cursor_of(wanted, page.next))

        return await self._done(found)

    async def figures(self, caller: Caller, wanted: FiguresArguments) -> FiguresBody:
        def found() -> FiguresBody:
            within = caller.within(wanted.selection())
            return figures_body(wanted, self._sheets.sheet(wanted.query, within, wanted.kind))

        return await self._noted(caller, "figures", wanted.query, self._searched(found))

    async def timeline(self, caller: Caller, wanted: TimelineQuery) -> TimelineBody:
        def found() -> TimelineBody:
            within = caller.within(wanted.selection())
            return timeline_body(wanted, self._timelines.timeline(wanted.query, within, wanted.since, wanted.limit))

        return await self._noted(caller, "timeline", wanted.query, self._searched(found))

    async def _searched(self, work: Callable[[], B]) -> B:
        """With a place for as long as the thread runs: what searches takes a processor as well."""

        async def placed() -> B:
            async with self._room.place():
                return await run_in_threadpool(work)

        return await self._limit.hold(placed())

    async def _done(self, work: Callable[[], B]) -> B:
        return await self._limit.hold(run_in_threadpool(work))

    async def _noted(self, caller: Caller, name: str, text: str | None, work: Awaitable[B]) -> B:
        about, status = None, _LEFT
        try:
            body = await work
            about, status = getattr(body, "id", None), 200
            return body
        except Exception as error:
            status = _status_of(error)
            raise
        finally:
            self._audit.note(Done(caller.id, f"mcp {name}", about, status, text))


def _status_of(error: Exception) -> int:
    """As it would be answered over HTTP."""
    if isinstance(error, HTTPException):
        return error.status_code
    return next((STATUS_OF[kind].value for kind in type(error).__mro__ if kind in STATUS_OF), 500)
