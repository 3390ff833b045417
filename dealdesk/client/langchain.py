"""A retriever for LangChain's chains, over a running server.

    retriever = DealdeskRetriever(client=Client("http://127.0.0.1:8000", api_key="..."), top_k=5)
    chain = {"context": retriever, "question": RunnablePassthrough()} | prompt | model

The only file that knows langchain_core. Loading it takes a second: import it where it is used.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForRetrieverRun, CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import Field

from answer.reply import DEFAULT_TOP_K
from api.schema.articles import HitBody, SearchBody
from dealdesk.client.clients import AsyncClient, Client


class DealdeskRetriever(BaseRetriever):
    """Finds passages, best first. Raises ClientError, and pydantic.ValidationError for a query without a word.

    A document's page_content is the passage as it is stored: `text[start:end]` of that version of the article, in
    Unicode code points. Its metadata: article_id, version, start, end, title, publisher, published (YYYY-MM-DD), url,
    score (higher is better) and rank (from 1); what nobody knows is None.
    """

    client: Client = Field(repr=False, exclude=True)
    async_client: AsyncClient | None = Field(
        None, repr=False, exclude=True, description="For `ainvoke`; without one, that asks `client` in a thread."
    )
    top_k: int = Field(DEFAULT_TOP_K, description="How many passages.")
    collections: list[str] | None = Field(None, description="Names, or None for all.")
    as_of: datetime | date | str | None = Field(None, description="Hides what was published later: a day or a moment.")
    published_from: date | None = Field(None, description="Inclusive; undated articles are left out.")
    published_to: date | None = Field(None, description="Inclusive; undated articles are left out.")

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        return _documents(self.client.search(**self._wanted(query)))

    async def _aget_relevant_documents(
        self, query: str, *, run_manager: AsyncCallbackManagerForRetrieverRun
    ) -> list[Document]:
        if self.async_client is None:
            return await super()._aget_relevant_documents(query, run_manager=run_manager)
        return _documents(await self.async_client.search(**self._wanted(query)))

    def _wanted(self, query: str) -> dict[str, Any]:
        return {
            "query": query,
            "top_k": self.top_k,
            "collections": self.collections,
            "as_of": self.as_of,
            "published_from": self.published_from,
            "published_to": self.published_to,
        }


def _documents(found: SearchBody) -> list[Document]:
    return [_document(hit) for hit in found.hits]


def _document(hit: HitBody) -> Document:
    return Document(
        id=f"{hit.article_id}@{hit.version}:{hit.start}-{hit.end}",
        page_content=hit.text,
        metadata={
            "article_id": hit.article_id,
            "version": hit.version,
            "start": hit.start,
            "end": hit.end,
            "title": hit.title,
            "publisher": hit.publisher,
            "published": hit.published.isoformat() if hit.published else None,
            "url": hit.url,
            "score": hit.score,
            "rank": hit.rank,
        },
    )
