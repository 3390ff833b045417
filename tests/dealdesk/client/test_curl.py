"""A conversation by curl, whose answers come as events."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import Any

import pytest

from tests.dealdesk.client.conftest import Server
from tests.dealdesk.console import PATIENCE_SECONDS

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not shutil.which("curl"), reason="needs curl")]


def curl(server: Server, path: str, body: object = None, *options: str) -> str:
    """What comes back, as it came."""
    sent = ["-H", "Content-Type: application/json", "-d", json.dumps(body)] if body is not None else []
    command = ["curl", "-sS", "-N", "--fail-with-body", "-H", f"Authorization: Bearer {server.reader}", *sent, *options]
    done = subprocess.run(
        [*command, server.url + path], capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def events(told: str) -> list[tuple[str, dict[str, Any]]]:
    """Name and data of each event; comments are left out."""
    blocks = [
        dict(line.split(": ", 1) for line in block.split("\n")) for block in told.split("\n\n") if block[:1] == "e"
    ]
    return [(block["event"], json.loads(block["data"])) for block in blocks]


@pytest.mark.parametrize("asked_by", ["stream", "Accept"])
def test_a_conversation_in_events(server: Server, asked_by: str) -> None:
    begun = json.loads(curl(server, "/v1/conversations", {}))
    answers = []
    for question in ("How much will the gas-fired power plant in Portsmouth, Ohio cost?", "And who operates it?"):
        body = {"question": question, "conversation": begun["id"]}
        if asked_by == "stream":
            told = events(curl(server, "/v1/ask", {**body, "stream": True}))
        else:
            told = events(curl(server, "/v1/ask", body, "-H", "Accept: text/event-stream"))
        names = [name for name, _ in told]
        statements = names.count("statement")
        assert names[0] == "status"
        assert names.index("hits") < names.index("statement")
        assert names[-statements - 2 :] == ["statement"] * statements + ["citations", "answer"]
        answer = told[-1][1]
        assert [data for name, data in told if name == "statement"] == answer["statements"]
        assert told[-2][1]["citations"] == answer["citations"]
        assert all(server.quoted(citation) == citation["quote"] for citation in answer["citations"])
        answers.append(answer)
    assert "$33 billion" in answers[0]["text"]
    assert "SB Energy" in answers[1]["text"]
    kept = json.loads(curl(server, f"/v1/conversations/{begun['id']}"))
    assert [turn["id"] for turn in kept["answers"]] == [answer["id"] for answer in answers]
