"""A real server at DEBUG: what people ask, what articles say and what is answered is nowhere in its log."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from benchmarks.deal_prose import generate_articles, write_articles
from benchmarks.large_home import fill_without_model
from tests.answer.loopback_llm import API_KEY, MODEL, Asked, Draft, LoopbackLlm, draft
from tests.dealdesk.console import Console
from tests.dealdesk.serving import Served, serving

pytestmark = pytest.mark.slow

ASKED, TOLD, WRITTEN, NAMED = "canaryquestion", "canaryarticle", "canaryanswer", "canaryname"
QUESTION = f"Who sold the {ASKED} ferry of Orlow Lines?"
FACT = f"Orlow Lines sold its {TOLD} ferry to Galt Shipping for $61 million."
EVENTS = {"Accept": "text/event-stream"}
RPC = {"Accept": "application/json, text/event-stream", "MCP-Protocol-Version": "2025-06-18"}


def writer(asked: Asked) -> Draft:
    keys = [key for key, text in asked.passages.items() if FACT in text]
    return draft((f"Orlow Lines sold it ({WRITTEN}).", keys[0], FACT)) if keys else draft(answered=False)


@dataclass(frozen=True)
class Written:
    """What a server wrote to both its outputs while all its doors were used. asked: how often the LLM was."""

    log: str
    asked: int

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.splitlines() if line.startswith("{")]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("privacy")
    write_articles(generate_articles(2), place / "articles")
    fill_without_model(place / "home", place / "articles")
    return place / "home"


def run_through(home: Path, llm: LoopbackLlm) -> Written:
    settings = {
        "DEALDESK_LLM": f"openai:{MODEL}",
        "DEALDESK_LLM_BASE_URL": llm.base_url,
        "DEALDESK_LLM_API_KEY": API_KEY,
        "DEALDESK_LOG_LEVEL": "DEBUG",
        "OPENAI_LOG": "debug",  # the library's own switch
    }
    with serving(Console(home, settings)) as served:
        use_every_door(served)
        stopped = served.stop()
    assert stopped.code == 0
    return Written(stopped.out + stopped.err, len(llm.asked))


def use_every_door(served: Served) -> None:
    client = served.client
    article = {"title": f"{NAMED} sells", "text": FACT, "published": "2026-03-01"}
    assert client.put("/v1/articles/ferry", json=article).is_success
    upload = {"files": ("letter.txt", f"A letter: {FACT}".encode())}
    assert client.post("/v1/uploads", files=upload).status_code == 202
    assert client.post("/v1/ask", json={"question": QUESTION}).json()["status"] == "answered"
    client.post("/v1/ask", json={"question": QUESTION}, headers=EVENTS)
    client.post("/v1/ask/batch", json={"questions": [{"question": QUESTION}]})
    client.post("/v1/search", json={"query": ASKED})
    for path in ("/v1/timeline", "/v1/figures"):
        client.get(path, params={"query": QUESTION})
    chat = {"model": "dealdesk", "messages": [{"role": "user", "content": QUESTION}]}
    client.post("/v1/chat/completions", json=chat)
    client.post("/v1/chat/completions", json={**chat, "stream": True})
    call = {"name": "ask", "arguments": {"question": QUESTION}}
    for params in (call, {**call, "arguments": {"quest": QUESTION}}, {"name": ASKED}):
        client.post("/mcp", json={"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}, headers=RPC)
    go_wrong(client)


def go_wrong(client: httpx.Client) -> None:
    client.get(f"/{ASKED}")
    client.get("/v1/timeline", params={"query": ASKED, "since": ASKED})
    client.post("/v1/ask", json={"question": ASKED, ASKED: 1})
    client.post("/v1/ask", content=f'{{"question": "{ASKED}'.encode(), headers={"Content-Type": "application/json"})
    client.post(
        "/v1/articles", content=f'{{"text": "{TOLD}"'.encode(), headers={"Content-Type": "application/x-ndjson"}
    )
    client.put("/v1/articles/wrong", json={"title": NAMED, "text": FACT, "published": TOLD})


@pytest.fixture(scope="module")
def llm() -> Iterator[LoopbackLlm]:
    with LoopbackLlm(writer) as llm:
        yield llm


def test_at_debug_nothing_of_what_is_asked_told_or_answered_is_in_the_log(home: Path, llm: LoopbackLlm) -> None:
    written = run_through(home, llm)
    assert written.asked > 0
    for canary in (ASKED, TOLD, WRITTEN, API_KEY):
        assert canary not in written.log, next(line for line in written.log.splitlines() if canary in line)
    kinds = {event["event"] for event in written.events}
    assert {"start", "ready", "request", "ask", "llm_call", "job_begun", "job_ended", "stop"} <= kinds
    doors = {event["door"] for event in written.events if event["event"] == "ask"}
    assert {"http", "stream", "chat", "mcp"} <= doors
    assert all(line.startswith("{") for line in written.log.splitlines()), "every line is an event"
