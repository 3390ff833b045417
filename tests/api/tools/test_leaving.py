"""An agent that leaves in the middle: its answer is given up at the next step, and its place is free."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

import httpx2
import pytest

from tests.api.steps import PATIENCE_SECONDS
from tests.api.tools.agents import MODES, over_http, refused, said, used
from tests.api.tools.conftest import Lingering

pytestmark = pytest.mark.asyncio

ASK: dict[str, Any] = {"name": "ask", "arguments": {"question": "Who runs the plant?"}}


async def begun(lingering: Lingering) -> None:
    assert await asyncio.to_thread(lingering.begun.wait, PATIENCE_SECONDS)


@pytest.mark.parametrize("mode", MODES)
async def test_a_call_that_is_given_up_frees_its_place(slow: str, lingering: Lingering, mode: str) -> None:
    async with over_http(slow, mode=mode) as client:
        call = asyncio.create_task(used(client, "ask", question="Who runs the plant?"))
        await begun(lingering)
        assert "as many questions are being answered" in await refused(client, "ask", question="And who pays?")
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
    await given_up(slow, lingering)


@pytest.mark.parametrize("version", ["2025-06-18", "2026-07-28"])
async def test_a_connection_that_is_cut_frees_its_place(slow: str, lingering: Lingering, version: str) -> None:
    meta = {
        "io.modelcontextprotocol/protocolVersion": version,
        "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1"},
        "io.modelcontextprotocol/clientCapabilities": {},
    }
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {**ASK, "_meta": meta}}
    headers = {
        "Content-Type": "application/json",
        "Accept": "application/json, text/event-stream",
        "MCP-Protocol-Version": version,
        "Mcp-Method": "tools/call",
        "Mcp-Name": "ask",
    }
    async with httpx2.AsyncClient(trust_env=False, timeout=60) as http:
        call = asyncio.create_task(http.post(f"{slow}/mcp", content=json.dumps(message), headers=headers))
        await begun(lingering)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
    await given_up(slow, lingering)


async def given_up(address: str, lingering: Lingering) -> None:
    """Whoever asks next is answered."""
    assert await asyncio.to_thread(lingering.given_up.wait, PATIENCE_SECONDS)
    async with over_http(address) as client:
        ends = time.monotonic() + PATIENCE_SECONDS
        while "being answered" in said(await client.call_tool("ask", ASK["arguments"])):  # the thread is at its end
            assert time.monotonic() < ends
        assert (await used(client, "ask", **ASK["arguments"]))["status"] == "answered"
