"""The tools, asked of a running server."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any, TypeVar

from pydantic import BaseModel

from api.door.callers import Caller
from api.schema.articles import ArticlesBody, SearchBody
from api.schema.figures import FiguresBody
from api.schema.replies import AnswerBody
from api.schema.requests import SearchRequest
from api.schema.timeline import TimelineBody, TimelineQuery
from api.tools.errors import ToolFailed, no_such_article
from api.tools.toolkit import Toolkit
from api.tools.wanted import (
    ArticleArguments,
    ArticlesArguments,
    AskArguments,
    FiguresArguments,
    PartBody,
    part_body,
)
from dealdesk.client import AsyncClient
from dealdesk.client.errors import ApiError, ClientError, NotFound

T = TypeVar("T")


class RemoteTools(Toolkit):
    """The server knows who asks by the client's key; it audits what they ask."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    async def ask(self, caller: Caller, wanted: AskArguments) -> AnswerBody:
        return await _told(self._client.ask(**_given(wanted)))

    async def search(self, caller: Caller, wanted: SearchRequest) -> SearchBody:
        return await _told(self._client.search(**_given(wanted)))

    async def get_article(self, caller: Caller, wanted: ArticleArguments) -> PartBody:
        named = wanted.version
        asked = self._client.get_version(wanted.id, named) if named else self._client.get_article(wanted.id)
        return part_body(await _told(asked), wanted)

    async def list_articles(self, caller: Caller, wanted: ArticlesArguments) -> ArticlesBody:
        return await _told(self._client.list_articles(**{**_given(wanted), "limit": wanted.limit}))

    async def figures(self, caller: Caller, wanted: FiguresArguments) -> FiguresBody:
        return await _told(self._client.figures(**{**_given(wanted, "format"), "limit": wanted.limit}))

    async def timeline(self, caller: Caller, wanted: TimelineQuery) -> TimelineBody:
        return await _told(self._client.timeline(**_given(wanted)))


def _given(wanted: BaseModel, *without: str) -> dict[str, Any]:
    return wanted.model_dump(exclude_unset=True, exclude=set(without))


async def _told(asked: Coroutine[object, object, T]) -> T:
    """Raises ToolFailed with what the server says."""
    try:
        return await asked
    except NotFound as error:
        raise no_such_article() from error
    except ApiError as error:
        fields = [f"{field}: {remedy}" for field, remedy in error.errors]
        raise ToolFailed("; ".join(fields) or error.detail) from error
    except ClientError as error:
        raise ToolFailed(str(error)) from error
