"""`dealdesk mcp`, started by the real MCP client as agents start it: on the data folder and beside a server."""

from __future__ import annotations

import json
import signal
import subprocess
from typing import Any

import pytest

from dealdesk.owner import owner_of
from tests.api.tools.agents import over_stdio, refused, used
from tests.api.tools.conversation import COST, converses
from tests.dealdesk.console import PATIENCE_SECONDS, SCRIPT, Console, until
from tests.dealdesk.serving import serving

pytestmark = pytest.mark.slow


@pytest.mark.asyncio
async def test_an_agent_holds_a_whole_conversation_over_stdio(console: Console) -> None:
    async with over_stdio(str(SCRIPT), ["mcp"], console.environment()) as client:
        await converses(client)
        owner = owner_of(console.home)
        assert owner
        assert owner.command == "mcp"
    assert owner_of(console.home) is None


@pytest.mark.asyncio
async def test_beside_a_server_an_agent_speaks_through_it_and_with_its_key(console: Console) -> None:
    locked = Console(console.home, {"DEALDESK_API_KEY": "a key of sixteen characters or more"})
    with serving(locked) as server:
        async with over_stdio(str(SCRIPT), ["mcp"], locked.environment(), "legacy") as client:
            await converses(client)
            assert "list_articles and the citations" in await refused(client, "get_article", id="none")
            kept = await used(client, "ask", question=COST)
            assert server.client.get(f"/v1/answers/{kept['id']}").json()["question"] == COST
            server.stop()
            assert "does not answer" in await refused(client, "ask", question=COST)


def test_stdout_holds_the_protocol_alone_and_the_end_of_stdin_is_the_end(console: Console) -> None:
    messages: list[dict[str, Any]] = [
        {
            "jsonrpc": "2.0",
            "id": 1,
            "method": "initialize",
            "params": {
                "protocolVersion": "2025-06-18",
                "capabilities": {},
                "clientInfo": {"name": "test", "version": "1"},
            },
        },
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": "ask", "arguments": {"question": COST}}},
    ]
    with subprocess.Popen(
        [str(SCRIPT), "mcp"],
        env=console.environment() | {"DEALDESK_LOG_LEVEL": "DEBUG"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write("".join(json.dumps(message) + "\n" for message in messages))
        process.stdin.flush()
        answers = [json.loads(process.stdout.readline()) for _ in range(2)]
        assert [answer["id"] for answer in answers] == [1, 2]
        assert "$33 billion" in answers[1]["result"]["structuredContent"]["text"]
        process.stdin.close()
        assert process.wait(PATIENCE_SECONDS) == 0
        assert process.stdout.read() == ""


def test_an_agent_that_is_told_to_stop_stops_while_it_waits(console: Console) -> None:
    with subprocess.Popen(
        [str(SCRIPT), "mcp"], env=console.environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        until(lambda: owner_of(console.home), None)
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE_SECONDS) == 0
    assert owner_of(console.home) is None
