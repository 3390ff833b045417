"""The real MCP client and a real server over the example corpus: a whole conversation."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.api.example_server import ExampleServer, example_server
from tests.api.tools.agents import MODES, over_http
from tests.api.tools.conversation import converses


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ExampleServer]:
    with example_server(tmp_path_factory.mktemp("examples")) as server:
        yield server


@pytest.mark.slow
@pytest.mark.asyncio
@pytest.mark.parametrize("mode", MODES)
async def test_an_agent_holds_a_whole_conversation_over_http(examples: ExampleServer, mode: str) -> None:
    async with over_http(examples.address, mode=mode) as client:
        await converses(client)
