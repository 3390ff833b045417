"""The running server, as the command line talks to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, BinaryIO
from urllib.parse import quote

import httpx
from pydantic import TypeAdapter

from api.schema.articles import ArticlesBody, ArticleSummary, SearchBody
from api.schema.figures import FiguresBody, FiguresQuery
from api.schema.replies import AnswerBody
from api.schema.requests import AskRequest, SearchRequest
from api.schema.timeline import TimelineBody, TimelineQuery
from corpus.article import Article
from corpus.stored import StoredArticle, StoredVersion
from dealdesk.errors import ServerFailed

OWNER = "Dealdesk-Owner"
"""The header that shows the server that whoever speaks may read the data folder."""

_TIMEOUT_SECONDS = 600.0  # a long article takes its time to embed


class RemoteDesk:
    """Asks the server that owns the data folder. Raises ServerFailed."""

    def __init__(self, url: str, api_key: str | None, owner_token: str | None = None) -> None:
        # As bytes: a key need not be ASCII, and the server takes it for UTF-8.
        headers = [(b"Authorization", f"Bearer {api_key}".encode())] if api_key else []
        headers += [(OWNER.encode(), owner_token.encode())] if owner_token else []
        self._http = httpx.Client(base_url=url, headers=headers, timeout=_TIMEOUT_SECONDS, trust_env=False)

    def ask(self, request: AskRequest) -> AnswerBody:
        return AnswerBody.model_validate(self.call("POST", "/v1/ask", request.model_dump(mode="json")))

    def search(self, request: SearchRequest) -> SearchBody:
        return SearchBody.model_validate(self.call("POST", "/v1/search", request.model_dump(mode="json")))

    def timeline(self, wanted: TimelineQuery) -> TimelineBody:
        params = wanted.model_dump(mode="json", exclude_none=True)
        return TimelineBody.model_validate(self.call("GET", "/v1/timeline", params=params))

    def figures(self, wanted: FiguresQuery) -> FiguresBody:
        params = wanted.model_dump(mode="json", exclude_none=True)
        return FiguresBody.model_validate(self.call("GET", "/v1/figures", params=params))

    def articles(self) -> Iterator[ArticleSummary]:
        """All articles, page by page."""
        after: str | None = None
        while True:
            params = {"limit": "500", **({"after": after} if after is not None else {})}
            page = ArticlesBody.model_validate(self.call("GET", "/v1/articles", params=params))
            yield from page.articles
            after = page.next
            if after is None:
                return

    def live(self, article_id: str) -> StoredArticle | None:
        body = self.call("GET", _path(article_id), missing_ok=True)
        return _stored(body) if body else None

    def raw(self, article_id: str) -> str | None:
        """The text that the article was cleaned from, where something was removed from it."""
        body = self.call("GET", _path(article_id), params={"raw": "true"}, missing_ok=True)
        return body["raw"] if body else None

    def versions(self, article_id: str) -> list[StoredVersion]:
        """The history of an article, the newest version first."""
        body = self.call("GET", f"{_path(article_id)}/versions", missing_ok=True)
        return TypeAdapter(list[StoredVersion]).validate_python(body["versions"]) if body else []

    def version(self, article_id: str, version: str) -> StoredArticle | None:
        body = self.call("GET", f"{_path(article_id)}/versions/{quote(version, safe='')}", missing_ok=True)
        return _stored(body) if body else None

    def close(self) -> None:
        self._http.close()

    def call(
        self,
        method: str,
        path: str,
        body: object = None,
        params: Mapping[str, Any] | None = None,
        *,
        files: Sequence[tuple[str, tuple[str, BinaryIO]]] | None = None,
        fields: Mapping[str, str] | None = None,
        missing_ok: bool = False,
    ) -> Any:
        """What the server answers. body: as JSON; files and fields: as a form. missing_ok: then None."""
        try:
            answer = self._http.request(method, path, json=body, params=params, files=files, data=fields)
        except httpx.HTTPError as error:
            raise ServerFailed(f"the server at {self._http.base_url} does not answer ({error}): restart it") from error
        if answer.status_code == httpx.codes.NOT_FOUND and missing_ok:
            return None
        if answer.is_success:
            return answer.json() if answer.content else None
        try:
            detail = answer.json()["detail"]
        except (ValueError, KeyError, TypeError):
            detail = f"HTTP {answer.status_code}"
        raise ServerFailed(f"the server at {self._http.base_url} says: {detail}")


def _path(article_id: str) -> str:
    return f"/v1/articles/{quote(article_id, safe='')}"


def _stored(body: Mapping[str, Any]) -> StoredArticle:
    """An article version from the JSON that tells of it."""
    known = {
        name: value for name, value in body.items() if value is not None and (name, value) != ("date_found", "none")
    }
    article = TypeAdapter(Article).validate_python(known)
    return StoredArticle(article, datetime.fromisoformat(body["stored_at"]), body.get("source"))
