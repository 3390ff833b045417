"""A real exporter, and a collector on loopback."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing

import pytest

from answer.ports import UNFOLLOWED, Answerer, ChatModel, Completion, Follower, Prompt, Stage
from answer.reply import Question, Reply
from api.app import create_app
from api.telemetry.observed import ObservedAnswerer, ObservedModel, ObservedSearcher
from api.telemetry.observing import Telemetry
from api.telemetry.tracing import OtlpTracer
from index.ports import Searcher
from tests.api.client import DeclaredClient
from tests.api.fakes import Pulse, Script, Shelf
from tests.api.telemetry.loopback_collector import Collector, collecting, notes

CANARY = "Who will operate the canary plant?"
CALLER_TRACE = "0af7651916cd43dd8448eb211c80319c"


class Echo(ChatModel):
    def warm_up(self) -> None:
        pass

    def complete(self, prompt: Prompt, schema: Mapping[str, object], timeout_seconds: float) -> Completion:
        return Completion("{}", 70, 8)


class Thorough(Answerer):
    """Searches, writes with an LLM and answers as another does."""

    def __init__(self, script: Script, searcher: Searcher, model: ChatModel) -> None:
        self._script = script
        self._searcher = searcher
        self._model = model

    def ask(self, question: Question, follower: Follower = UNFOLLOWED) -> Reply:
        follower.reached(Stage.SEARCHING)
        self._searcher.search(question.text)
        follower.reached(Stage.WRITING)
        self._model.complete(Prompt("do", question.text), {}, 1.0)
        return self._script.ask(question, follower)


@pytest.fixture
def collector() -> Iterator[Collector]:
    with collecting() as collector:
        yield collector


def traced(shelf: Shelf, script: Script, tracer: OtlpTracer) -> DeclaredClient:
    telemetry = Telemetry(tracer)
    answerer = Thorough(script, ObservedSearcher(script, tracer), ObservedModel(Echo(), telemetry))
    return DeclaredClient(
        create_app(ObservedAnswerer(answerer, telemetry), script, shelf, shelf, Pulse(), telemetry=telemetry)
    )


def test_a_request_is_a_span_and_its_parts_are_spans_below(shelf: Shelf, script: Script, collector: Collector) -> None:
    with closing(OtlpTracer(collector.url, "1.2")) as tracer:
        traced(shelf, script, tracer).post("/v1/ask", json={"question": CANARY})
    request = collector.named("POST /v1/ask")
    ask, searching, writing = (collector.named(name) for name in ("ask", "searching", "writing"))
    assert ask.parent_span_id == request.span_id
    assert searching.parent_span_id == writing.parent_span_id == ask.span_id
    assert collector.named("search the index").parent_span_id == searching.span_id
    assert collector.named("call the LLM").parent_span_id == writing.span_id
    assert len({span.trace_id for span in collector.spans}) == 1
    assert searching.end_time_unix_nano <= writing.start_time_unix_nano
    assert notes(request)["http.response.status_code"] == 200
    assert notes(ask) == {"dealdesk.door": "http", "dealdesk.outcome": "answered", "dealdesk.reason": ""}
    assert notes(collector.named("call the LLM")) == {"dealdesk.prompt_tokens": 70, "dealdesk.completion_tokens": 8}
    [resource, *_] = collector.resources
    assert (resource["service.name"], resource["service.version"]) == ("dealdesk", "1.2")


def test_a_request_goes_on_with_the_trace_of_its_caller(shelf: Shelf, script: Script, collector: Collector) -> None:
    with closing(OtlpTracer(collector.url, "1")) as tracer:
        parent = f"00-{CALLER_TRACE}-b7ad6b7169203331-01"
        traced(shelf, script, tracer).get("/v1/articles", headers={"traceparent": parent})
    assert collector.named("GET /v1/articles").trace_id.hex() == CALLER_TRACE


def test_what_is_asked_is_in_no_span(shelf: Shelf, script: Script, collector: Collector) -> None:
    with closing(OtlpTracer(collector.url, "1")) as tracer:
        client = traced(shelf, script, tracer)
        client.post("/v1/ask", json={"question": CANARY})
        client.get("/v1/figures", params={"query": CANARY})
        client.get("/v1/articles/the-canary-letter")
        client.get(f"/nowhere/{CANARY}")
        script.failure = RuntimeError(CANARY)
        client.post("/v1/ask", json={"question": CANARY})
    assert notes(collector.named("GET /v1/figures"))["url.query"] == "not told"
    assert {"GET /v1/articles/{id}", "GET"} <= set(collector.names)
    failed = [span for span in collector.spans if notes(span).get("error.type") == "RuntimeError"]
    assert {"ask", "search the index"} <= {span.name for span in failed}
    assert b"canary" not in b"".join(collector.bodies)


def test_a_collector_that_is_away_holds_nobody_up(shelf: Shelf, script: Script) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:  # it listens and never answers
        tracer = OtlpTracer(f"http://127.0.0.1:{silent.getsockname()[1]}", "1")
        client = traced(shelf, script, tracer)
        assert client.post("/v1/ask", json={"question": CANARY}).status_code == 200
        began = time.monotonic()
        tracer.close()
        assert time.monotonic() - began < 10


def test_without_a_collector_nothing_of_the_sdk_is_imported() -> None:
    look = "import sys, api.app, api.telemetry.tracing; print([m for m in sys.modules if 'opentelemetry.sdk' in m])"
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, timeout=120, check=True)
    assert done.stdout.strip() == "[]"
