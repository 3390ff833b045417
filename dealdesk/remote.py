"""The running server, as the command line talks to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

import httpx

from api.figures_schema import FiguresBody, FiguresQuery
from api.replies import AnswerBody
from api.requests import AskRequest, SearchRequest
from api.schema import ArticlesBody, ArticleSummary, ReceiptBody, SearchBody
from api.timeline_schema import TimelineBody, TimelineQuery
from corpus.article import Article
from dealdesk.errors import ServerFailed

_TIMEOUT_SECONDS = 600.0  # a long article takes its time to embed


class RemoteDesk:
    """Asks the server that owns the data folder. Raises ServerFailed."""

    def __init__(self, url: str, api_key: str | None) -> None:
        headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        self._http = httpx.Client(base_url=url, headers=headers, timeout=_TIMEOUT_SECONDS, trust_env=False)

    def ask(self, request: AskRequest) -> AnswerBody:
        return AnswerBody.model_validate(self._call("POST", "/v1/ask", request.model_dump(mode="json")))

    def search(self, request: SearchRequest) -> SearchBody:
        return SearchBody.model_validate(self._call("POST", "/v1/search", request.model_dump(mode="json")))

    def timeline(self, wanted: TimelineQuery) -> TimelineBody:
        params = wanted.model_dump(mode="json", exclude_none=True)
        return TimelineBody.model_validate(self._call("GET", "/v1/timeline", params=params))

    def figures(self, wanted: FiguresQuery) -> FiguresBody:
        params = wanted.model_dump(mode="json", exclude_none=True)
        return FiguresBody.model_validate(self._call("GET", "/v1/figures", params=params))

    def articles(self) -> Iterator[ArticleSummary]:
        """All articles, page by page."""
        after: str | None = None
        while True:
            params = {"limit": "500", **({"after": after} if after is not None else {})}
            page = ArticlesBody.model_validate(self._call("GET", "/v1/articles", params=params))
            yield from page.articles
            after = page.next
            if after is None:
                return

    def put(self, article: Article, source: str) -> ReceiptBody:
        body = {
            "title": article.title,
            "text": article.text,
            "published": article.published.isoformat() if article.published else None,
            "publisher": article.publisher,
            "url": article.url,
            "collection": article.collection,
            "source": source,
        }
        return ReceiptBody.model_validate(self._call("PUT", _path(article.id), body))

    def remove(self, article_id: str) -> None:
        self._call("DELETE", _path(article_id))

    def close(self) -> None:
        self._http.close()

    def _call(self, method: str, path: str, body: object = None, params: Mapping[str, Any] | None = None) -> Any:
        try:
            answer = self._http.request(method, path, json=body, params=params)
        except httpx.HTTPError as error:
            raise ServerFailed(f"the server at {self._http.base_url} does not answer ({error}): restart it") from error
        if answer.is_success:
            return answer.json() if answer.content else None
        try:
            detail = answer.json()["detail"]
        except (ValueError, KeyError, TypeError):
            detail = f"HTTP {answer.status_code}"
        raise ServerFailed(f"the server at {self._http.base_url} says: {detail}")


def _path(article_id: str) -> str:
    return f"/v1/articles/{quote(article_id, safe='')}"
