"""Every method of both clients, once and more, on a real server."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from api.schema.articles import HitsBody
from api.schema.events import CitationsBody, StatusBody
from api.schema.replies import AnswerBody, StatementBody
from dealdesk.client import ChangedMeanwhile, NotFound
from dealdesk.client.api import operations
from tests.dealdesk.client.as_async import KINDS, speaking
from tests.dealdesk.client.conftest import Server

pytestmark = [pytest.mark.slow, pytest.mark.asyncio, pytest.mark.parametrize("kind", KINDS)]

COST = "How much will the gas-fired power plant in Portsmouth, Ohio cost?"


@pytest_asyncio.fixture
async def client(kind: str, server: Server) -> AsyncIterator[Any]:
    async with speaking(kind, server.url, server.admin, headers={"Dealdesk-Owner": server.owner}) as client:
        yield client


async def over(client: Any, begun: Any) -> Any:
    """The job once it is over."""
    seen = [job async for job in client.follow_job(begun.id)]
    assert seen[-1].state == "succeeded", seen[-1].error
    return seen[-1]


async def test_questions(client: Any) -> None:
    answer = await client.ask(question=COST, top_k=5)
    assert "$33 billion" in answer.text
    events = [event async for event in client.ask_stream(question=COST, top_k=5)]
    assert {type(event) for event in events} == {StatusBody, HitsBody, StatementBody, CitationsBody, AnswerBody}
    assert events[-1].statements == answer.statements
    batch = await client.ask_batch(questions=[{"question": COST}, {"question": "What is the capital of Peru?"}])
    assert [reply.answer and reply.answer.status for reply in batch.replies] == ["answered", "abstained"]
    found = await client.search(query="termination fee", top_k=2)
    assert len(found.hits) == 2
    assert (await client.timeline(query="Portsmouth", limit=3)).lines
    figures = await client.figures(kind=["money"], limit=3)
    table = await client.figures_csv(kind=["money"], limit=3)
    assert table.count("\r\n") - 1 == len(figures.figures) == 3
    assert figures.figures[0].figure in table


async def test_answers_and_conversations(client: Any) -> None:
    begun = await client.begin_conversation(title="The plant")
    first = await client.ask(question=COST, conversation=begun.id)
    second = await client.ask(question="And who operates it?", conversation=begun.id)
    assert "SB Energy" in second.text
    conversation = await client.get_conversation(begun.id)
    assert [turn.id for turn in conversation.answers] == [first.id, second.id]
    assert (await client.list_conversations(limit=1)).conversations[0].id == begun.id
    assert begun.id in [each.id async for each in client.all_conversations(limit=1)]
    kept = await client.get_answer(first.id)
    assert (kept.text, kept.index_version) == (first.text, first.index_version)
    await client.rate_answer(first.id, helpful=True, comment="so it is")
    assert (await client.list_feedback(limit=1)).feedback[0].comment == "so it is"
    assert first.id in [each.answer_id async for each in client.all_feedback()]
    await client.delete_conversation(begun.id)
    with pytest.raises(NotFound):
        await client.get_conversation(begun.id)


async def test_articles(client: Any, kind: str, tmp_path: Path) -> None:
    name, collection = f"quenby {kind} ü", f"of-{kind.lower()}"
    made = await client.put_article(name, title="Quenby", text="It has 🏭 two depots.", collection=collection)
    assert made.changed
    with pytest.raises(ChangedMeanwhile):
        await client.put_article(name, title="Quenby", text="x", collection=collection, only_new=True)
    job = await client.put_article_later(name, title="Quenby", text="It has one depot.", collection=collection)
    await over(client, job)
    article = await client.get_article(name, raw=True)
    assert article.text == "It has one depot."
    versions = await client.list_versions(name)
    new, old = [each.version for each in versions.versions]
    assert (await client.get_version(name, old)).text == "It has 🏭 two depots."
    assert (await client.get_text(name, start=7, end=8, version=old)).text == "🏭"
    pieces = (await client.compare(name, old=old, new=new)).differences
    assert "".join(piece.text for piece in pieces if piece.op != "insert") == "It has 🏭 two depots."
    told: list[int] = []
    (tmp_path / "a.md").write_text("The depot of Quenby was sold for $9 million.")
    files = [tmp_path / "a.md", ("b.txt", io.BytesIO(b"The depot was bought by Ostrava."))]
    upload = await client.upload(files=files, collection=collection, on_progress=lambda sent, _: told.append(sent))
    assert (await over(client, upload)).added == 2
    assert told
    lines = ({"id": f"line-{kind}-{n}", "title": "T", "text": f"Line {n} of {kind}."} for n in range(3))
    assert (await over(client, await client.push_articles(articles=lines, collection=collection))).added == 3
    ids = [each.id async for each in client.all_articles(collection=[collection], limit=2, sort="title", order="desc")]
    assert len(ids) == len(set(ids)) == 6
    assert (await client.list_articles(collection=[collection], q="quenby")).total >= 1
    sizes = {each.name: each.articles for each in (await client.list_collections()).collections}
    assert sizes[collection] == 6
    with pytest.raises(ChangedMeanwhile):
        await client.delete_article(name, if_version=old)
    await client.delete_article(name, if_version=new)
    erased = await client.purge(articles=[name, *ids])
    assert sorted(erased.removed) == sorted(set(ids) - {name})


async def test_where_articles_come_from(client: Any, kind: str, tmp_path: Path) -> None:
    (tmp_path / f"news-{kind}.md").write_text(f"News of {kind}.")
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 and no more")
    source = await client.add_source(location=str(tmp_path), collection=f"from-{kind.lower()}", every_seconds=86_400)
    assert source.id in [each.id for each in (await client.list_sources()).sources]
    assert (await client.get_source(source.id)).location == str(tmp_path)
    job = await over(client, await client.refresh_source(source.id))
    assert (await client.get_job(job.id)).failed == 1
    assert [each.article for each in (await client.list_failures(job.id)).failures] == ["broken.pdf"]
    assert [each.article async for each in client.all_failures(job.id, limit=1)] == ["broken.pdf"]
    again = await client.refresh(sources=[source.id])
    await over(client, again)
    assert (await client.cancel_job(again.id)).state == "succeeded"
    assert again.id in [each.id for each in (await client.list_jobs(limit=5)).jobs]
    await client.remove_source(source.id, with_articles=True)
    with pytest.raises(NotFound):
        await client.get_source(source.id)


async def test_watches(client: Any) -> None:
    watch = await client.start_watch(question=COST)
    assert watch.id in [each.id for each in (await client.list_watches()).watches]
    details = await client.get_watch(watch.id)
    assert "$33 billion" in details.answer.text
    await client.stop_watch(watch.id)
    with pytest.raises(NotFound):
        await client.get_watch(watch.id)


async def test_the_server_and_its_callers(client: Any) -> None:
    assert (await client.me()).role == "admin"
    key = await client.create_key(name="for a moment", role="reader", collections=["public"])
    assert key.key
    assert key.id in [each.id for each in (await client.list_keys()).keys if each.revoked_at is None]
    await client.revoke_key(key.id)
    assert key.id in [each.id for each in (await client.list_keys()).keys if each.revoked_at]
    assert (await client.list_audit(limit=1)).entries
    newest = [entry.operation async for entry in client.all_audit(limit=500)]
    assert "DELETE /v1/keys/{id}" in newest
    models = (await client.list_embedding_models()).models
    await over(client, await client.use_embedding_model(use=models[0].name))
    assert (await client.alive()).status == "alive"
    assert (await client.ready()).status == "ready"
    assert "# HELP" in await client.metrics()


async def test_no_method_is_left_out_here(kind: str) -> None:
    source = Path(__file__).read_text(encoding="utf-8")
    assert [name for name in operations() if f"client.{name}(" not in source] == []
