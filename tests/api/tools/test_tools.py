"""The tools at /mcp, used by the real MCP client as it speaks now and as it spoke before."""

from __future__ import annotations

import json
from typing import Any

import pytest
from mcp.shared.exceptions import MCPError

from tests.api.fakes import COST_QUOTE, PLANT_QUOTE
from tests.api.tools.agents import MODES, over_http, refused, used

pytestmark = [pytest.mark.asyncio, pytest.mark.parametrize("mode", MODES)]

NAMES = ["ask", "search", "get_article", "list_articles", "figures", "timeline"]


def refs(schema: object) -> list[str]:
    if isinstance(schema, dict):
        own = [schema["$ref"]] if "$ref" in schema else []
        return own + [ref for each in schema.values() for ref in refs(each)]
    return [ref for each in schema for ref in refs(each)] if isinstance(schema, list) else []


async def test_every_tool_says_what_it_takes_what_it_gives_and_that_it_changes_nothing(memory: str, mode: str) -> None:
    async with over_http(memory, mode=mode) as client:
        tools = (await client.list_tools()).tools
        assert "Begin with `ask`" in (client.instructions or "")
    assert [tool.name for tool in tools] == NAMES
    for tool in tools:
        assert tool.title
        assert len(tool.description or "") > 100
        assert tool.annotations
        assert (tool.annotations.read_only_hint, tool.annotations.open_world_hint) == (True, False)
        schemas: list[dict[str, Any]] = [tool.input_schema, tool.output_schema or {}]
        for schema in schemas:
            assert schema["type"] == "object"
            assert {ref.removeprefix("#/$defs/") for ref in refs(schema)} <= set(schema.get("$defs", {}))
        assert tool.input_schema["additionalProperties"] is False
        assert '"pattern": "' not in json.dumps(schemas)  # not every host reads every dialect


async def test_each_tool_gives_what_its_output_schema_says(memory: str, mode: str) -> None:
    async with over_http(memory, mode=mode) as client:
        answer = await used(client, "ask", question="Who runs the plant?")
        assert [citation["quote"] for citation in answer["citations"]][:2] == [PLANT_QUOTE, COST_QUOTE]
        assert (await used(client, "search", query="plant", top_k=3))["hits"][0]["text"] == PLANT_QUOTE
        listed = await used(client, "list_articles", limit=1)
        assert ([one["id"] for one in listed["articles"]], listed["total"]) == (["plant"], 2)
        more = await used(client, "list_articles", limit=1, cursor=listed["next"])
        assert ([one["id"] for one in more["articles"]], more["next"]) == (["rumour"], None)
        assert [one["figure"] for one in (await used(client, "figures", kind=["money"]))["figures"]] == [
            "$33 billion",
            "$31 billion",
        ]
        assert (await used(client, "timeline", query="plant"))["lines"][0]["statement"] == PLANT_QUOTE


async def test_a_span_gives_the_quote_and_a_text_goes_on_where_it_was_left(memory: str, mode: str) -> None:
    async with over_http(memory, mode=mode) as client:
        for citation in (await used(client, "ask", question="Who runs the plant?"))["citations"]:
            where = {name: citation[name] for name in ("version", "start", "end")}
            part = await used(client, "get_article", id=citation["article_id"], **where)
            assert part["text"] == citation["quote"]
        whole = await used(client, "get_article", id="plant")
        assert (whole["start"], whole["end"], whole["next_start"]) == (0, whole["chars"], None)
        first = await used(client, "get_article", id="plant", end=2)
        rest = await used(client, "get_article", id="plant", start=first["next_start"])
        assert first["text"] == "🏭🏭"
        assert first["text"] + rest["text"] == whole["text"]


@pytest.mark.parametrize(
    ("tool", "arguments", "remedy"),
    [
        ("ask", {}, "question: give this field"),
        ("ask", {"question": "?"}, "question: use at least one letter or digit"),
        ("ask", {"question": "x", "stream": True}, "stream: leave this field out: it is not known here"),
        ("ask", {"question": "x", "as_of": "soon"}, "as_of: "),
        ("ask", {"question": "x", "history": [{"role": "system", "text": "y"}]}, "history.0.role: "),
        ("search", {"query": "x", "top_k": "3"}, "top_k: Input should be a valid integer"),
        ("get_article", {"id": "none"}, "list_articles and the citations of ask name those there are"),
        ("get_article", {"id": "plant", "version": "none"}, "leave version out for the live one"),
        ("get_article", {"id": "plant", "start": 5, "end": 4}, "the text has 172 characters: give start and end"),
        ("get_article", {"id": "plant", "start": 100_000}, "the text has 172 characters: give start and end"),
        ("list_articles", {"cursor": "x"}, "the cursor is none of this list"),
        ("list_articles", {"sort": "score"}, "sort: "),
        ("figures", {"format": "csv"}, "format: "),
        (
            "timeline",
            {"query": "x", "published_from": "2026-02-01", "published_to": "2026-01-01"},
            "published_from is after",
        ),
    ],
)
async def test_what_a_tool_cannot_do_is_said_with_its_remedy(
    memory: str, mode: str, tool: str, arguments: dict[str, Any], remedy: str
) -> None:
    async with over_http(memory, mode=mode) as client:
        assert remedy in await refused(client, tool, **arguments)


async def test_a_tool_that_there_is_not_is_an_error_of_the_protocol(memory: str, mode: str) -> None:
    async with over_http(memory, mode=mode) as client:
        with pytest.raises(MCPError, match="tools/list names those there are"):
            await client.call_tool("delete_article", {"id": "plant"})
