"""LangChain's chains over a real server."""

from __future__ import annotations

from operator import itemgetter
from typing import Any

import pytest
from langchain_core.documents import Document
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompt_values import ChatPromptValue
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import Runnable, RunnableLambda, RunnablePassthrough
from pydantic import SecretStr

from dealdesk.client import AsyncClient, Client, NotFound, Unauthorised
from dealdesk.client.langchain import DealdeskRetriever
from tests.dealdesk.client.conftest import Server

pytestmark = pytest.mark.slow

PLANT = "gas-fired power plant in Portsmouth, Ohio"


def joined(documents: list[Document]) -> str:
    return "\n\n".join(document.page_content for document in documents)


def first_line_with(word: str) -> Runnable[Any, AIMessage]:
    """The least of all models: of what stands in the prompt, the first sentence with this word."""

    def answer(prompt: ChatPromptValue) -> AIMessage:
        said = str(prompt.to_messages()[-1].content).replace("\n", " ").split(". ")
        return AIMessage(next((sentence for sentence in said if word in sentence), "I do not know"))

    return RunnableLambda(answer)


def test_a_chain_with_the_retriever_holds_a_conversation(server: Server) -> None:
    prompt = ChatPromptTemplate.from_messages([("placeholder", "{history}"), ("human", "{question}\n\n{context}")])
    history: list[BaseMessage] = []
    with Client(server.url, server.reader) as client:
        retriever = DealdeskRetriever(client=client, top_k=4)
        found = RunnablePassthrough.assign(context=itemgetter("question") | retriever | joined)
        for question, word, expected in (
            (f"How much will the {PLANT} cost?", "priced at", "$33 billion"),
            (f"Who is reported to operate the {PLANT}?", "operator", "SB Energy"),
        ):
            chain = found | prompt | first_line_with(word) | StrOutputParser()
            answer = chain.invoke({"question": question, "history": history})
            assert expected in answer
            history += [HumanMessage(question), AIMessage(answer)]
    assert len(history) == 4


def test_a_chain_whose_model_is_the_server_holds_a_conversation(server: Server) -> None:
    prompt = ChatPromptTemplate.from_messages(
        [("system", "You are an analyst's assistant."), ("placeholder", "{history}"), ("human", "{question}")]
    )
    openai = pytest.importorskip("langchain_openai")
    model = openai.ChatOpenAI(
        base_url=f"{server.url}/v1", api_key=SecretStr(server.reader), model="dealdesk", max_retries=0
    )
    chain = prompt | model | StrOutputParser()
    history: list[BaseMessage] = []
    for question, expected in (
        (f"How much will the {PLANT} cost?", "$33 billion"),
        ("And who operates it?", "SB Energy"),
    ):
        answer = "".join(chain.stream({"question": question, "history": history}))
        assert expected in answer
        history += [HumanMessage(question), AIMessage(answer)]


def test_a_document_is_the_passage_as_it_is_stored(server: Server) -> None:
    with Client(server.url, server.reader) as client:
        documents = DealdeskRetriever(client=client, top_k=5).invoke(PLANT)
        assert [document.metadata["rank"] for document in documents] == [1, 2, 3, 4, 5]
        assert [document.metadata["score"] for document in documents] == sorted(
            (document.metadata["score"] for document in documents), reverse=True
        )
        for document in documents:
            told = document.metadata
            span = {name: told[name] for name in ("start", "end", "version")}
            assert client.get_text(told["article_id"], **span).text == document.page_content
            article = client.get_article(told["article_id"])
            assert (told["title"], told["publisher"], told["url"]) == (article.title, article.publisher, article.url)
            assert told["published"] == (article.published.isoformat() if article.published else None)
        assert len({document.id for document in documents}) == 5


def test_filters_are_the_retrievers_fields(server: Server) -> None:
    with Client(server.url, server.reader) as client:
        by_then = DealdeskRetriever(client=client, as_of="2026-02-18", published_from="2026-02-01", top_k=50)  # type: ignore[arg-type]
        days = {document.metadata["published"] for document in by_then.invoke(PLANT)}
        assert days
        assert all("2026-02-01" <= day <= "2026-02-18" for day in days)
        assert DealdeskRetriever(client=client, collections=["nowhere"]).invoke(PLANT) == []


@pytest.mark.asyncio
async def test_it_is_asked_on_an_event_loop_with_and_without_a_client_for_it(server: Server) -> None:
    with Client(server.url, server.reader) as client:
        waiting = DealdeskRetriever(client=client)
        known = waiting.invoke(PLANT)
        assert await waiting.ainvoke(PLANT) == known
        async with AsyncClient(server.url, server.reader) as later:
            both = DealdeskRetriever(client=client, async_client=later)
            assert await both.abatch([PLANT, PLANT]) == [known, known]
            assert server.reader not in repr(both)


def test_what_is_wrong_is_the_clients_error(server: Server) -> None:
    with Client(server.url, "wrong") as client, pytest.raises(Unauthorised):
        DealdeskRetriever(client=client).invoke(PLANT)
    with Client(f"{server.url}/elsewhere", server.reader) as client, pytest.raises(NotFound):
        DealdeskRetriever(client=client).invoke(PLANT)
