"""Whoever uses the tools passes the same guard as over HTTP, and meets what they may."""

from __future__ import annotations

import json
from typing import Any

import httpx2
import pytest

from dealdesk.records.audit import SqlAudit
from tests.api.tools.agents import MODES, over_http, refused, used
from tests.api.tools.conftest import A_TEXT, B_TEXT
from tests.index.bench import Bench

LIST = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
JSON = {"Content-Type": "application/json", "Accept": "application/json"}


def post(address: str, body: object = LIST, **headers: str) -> httpx2.Response:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx2.post(f"{address}/mcp", content=content, headers=JSON | named, trust_env=False, timeout=60)


def problem(response: httpx2.Response) -> dict[str, Any]:
    """What stands in an error of the protocol."""
    assert response.headers["content-type"] == "application/json"
    error = response.json()["error"]
    said: dict[str, Any] = error["data"]
    assert (said["status"], said["detail"]) == (response.status_code, error["message"])
    return said


@pytest.mark.parametrize("key", [None, "wrong"])
def test_without_a_key_in_force_nobody_gets_in(tenants: str, key: str | None) -> None:
    refusal = post(tenants, **({} if key is None else {"Authorization": f"Bearer {key}"}))
    assert refusal.status_code == 401
    assert refusal.headers["WWW-Authenticate"].startswith("Bearer")
    assert "Authorization: Bearer KEY" in problem(refusal)["detail"]


@pytest.mark.asyncio
@pytest.mark.parametrize("mode", MODES)
async def test_an_agent_with_a_wrong_key_is_told_so(tenants: str, mode: str) -> None:
    with pytest.raises(ExceptionGroup) as failed:
        async with over_http(tenants, "wrong", mode) as client:
            await client.list_tools()
    assert "send the header Authorization: Bearer KEY" in _innermost(failed.value)


def _innermost(error: BaseException) -> str:
    return _innermost(error.exceptions[0]) if isinstance(error, BaseExceptionGroup) else str(error)


@pytest.mark.asyncio
@pytest.mark.parametrize("mode", MODES)
async def test_two_tenants_meet_nothing_of_each_other(tenants: str, desk: Bench, mode: str) -> None:
    for key, own, text, others in (("a", "sale", A_TEXT, "offer"), ("b", "offer", B_TEXT, "sale")):
        beyond = desk.catalogue.live(others)
        assert beyond
        async with over_http(tenants, key, mode) as client:
            answer = await used(client, "ask", question="What does Orlin pay for the Tallow mill?")
            assert {citation["article_id"] for citation in answer["citations"]} == {own}
            assert {hit["article_id"] for hit in (await used(client, "search", query="Tallow mill"))["hits"]} == {own}
            listed = await used(client, "list_articles")
            assert ([one["id"] for one in listed["articles"]], listed["total"]) == ([own], 1)
            assert {one["article_id"] for one in (await used(client, "figures"))["figures"]} == {own}
            lines = await used(client, "timeline", query="Tallow mill")
            assert {citation["article_id"] for citation in lines["citations"]} == {own}
            assert (await used(client, "get_article", id=own))["text"] == text
            never = await refused(client, "get_article", id="never")
            assert await refused(client, "get_article", id=others) == never
            assert await refused(client, "get_article", id=others, version=beyond.article.version) == never
            for tool, asked in (("ask", {"question": "Orlin?"}), ("search", {"query": "Orlin"})):
                got = json.dumps(await used(client, tool, collections=["ab"[key == "a"]], **asked))
                assert others not in got


@pytest.mark.asyncio
async def test_what_is_asked_is_audited_by_its_tool_and_lists_are_not(tenants: str, audit: SqlAudit) -> None:
    async with over_http(tenants, "a") as client:
        answer = await used(client, "ask", question="What does Orlin pay?")
        await used(client, "list_articles")
        await used(client, "search", query="Tallow mill")
        await refused(client, "ask", question="x", conversation="c")
    told = [entry.done for entry in audit.latest("of a", None, 10)]
    assert [(done.operation, done.about, done.status, done.text) for done in told] == [
        ("mcp search", None, 200, "Tallow mill"),
        ("mcp ask", answer["id"], 200, "What does Orlin pay?"),
    ]


def test_each_message_counts_against_the_rate_of_its_key(tenants: str) -> None:
    told = [post(tenants, Authorization="Bearer few") for _ in range(4)]
    assert [each.status_code for each in told] == [200, 200, 200, 429]
    assert told[0].headers["RateLimit"].startswith('"default";r=2;')
    assert int(told[3].headers["Retry-After"]) > 0
    assert "may send 3 requests a minute" in problem(told[3])["detail"]


def test_a_page_of_another_site_or_name_cannot_use_the_tools(memory: str) -> None:
    assert post(memory).status_code == 200
    assert post(memory, Host="rebound.example").status_code == 421
    assert post(memory, Origin="https://evil.example").status_code == 403
    assert post(memory, Sec_Fetch_Site="cross-site").status_code == 403


def test_messages_come_one_by_one_as_json_and_within_their_size(memory: str) -> None:
    for method in ("GET", "DELETE", "PUT"):
        refusal = httpx2.request(method, f"{memory}/mcp", trust_env=False)
        assert (refusal.status_code, refusal.headers["Allow"]) == (405, "POST")
        problem(refusal)
    assert problem(post(memory, Content_Type="text/plain"))["status"] == 415
    assert problem(post(memory, b" " * 10_001))["status"] == 413
    shown = post(memory)
    assert (shown.headers["Cache-Control"], shown.headers["X-Content-Type-Options"]) == ("no-store", "nosniff")


@pytest.mark.parametrize("version", [None, "2025-06-18", "2026-07-28"])
@pytest.mark.parametrize(
    "body", [b"", b"{", b"[" * 200_000, b"\xff", b"[]", b"null", b"1", b'{"jsonrpc":"2.0","id":1}']
)
def test_what_is_no_message_is_answered_as_the_protocol_has_it(memory: str, body: bytes, version: str | None) -> None:
    refusal = post(memory, body[:9_000], **({"MCP_Protocol_Version": version} if version else {}))
    assert refusal.status_code == 400
    assert refusal.json()["error"]["code"] in (-32700, -32600, -32602)
