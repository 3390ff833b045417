"""The real MCP client, as agents use it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client
from mcp_types import CallToolResult, TextContent

MODES = ("auto", "legacy")
"""How a client of this year speaks, and one of the years before."""


@asynccontextmanager
async def over_http(address: str, key: str = "", mode: str = "auto", **headers: str) -> AsyncIterator[Client]:
    if key:
        headers["Authorization"] = f"Bearer {key}"
    async with httpx2.AsyncClient(headers=headers, timeout=60, trust_env=False) as http:
        transport = streamable_http_client(f"{address}/mcp", http_client=http)
        async with Client(transport, mode=mode) as client:
            yield client


@asynccontextmanager
async def over_stdio(
    command: str, arguments: list[str], env: dict[str, str], mode: str = "auto"
) -> AsyncIterator[Client]:
    async with Client(
        stdio_client(StdioServerParameters(command=command, args=arguments, env=env)), mode=mode
    ) as client:
        yield client


async def used(client: Client, tool: str, **arguments: Any) -> Any:
    """The structured result, which the client has held against the tool's output schema; the text says the same."""
    result = await client.call_tool(tool, arguments)
    assert isinstance(result, CallToolResult)
    assert not result.is_error, said(result)
    assert json.loads(said(result)) == result.structured_content
    return result.structured_content


async def refused(client: Client, tool: str, **arguments: Any) -> str:
    """What a tool says that cannot do what is wanted."""
    result = await client.call_tool(tool, arguments)
    assert isinstance(result, CallToolResult)
    assert result.is_error
    assert result.structured_content is None
    return said(result)


def said(result: CallToolResult) -> str:
    [content] = result.content
    assert isinstance(content, TextContent)
    return content.text
