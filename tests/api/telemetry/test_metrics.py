"""What Prometheus reads, and who may."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest
from prometheus_client.parser import text_string_to_metric_families

from answer.errors import ChatModelFailed, InvalidQuestion
from answer.ports import UNFOLLOWED, Answerer, ChatModel, Completion, Follower, Prompt, Stage
from answer.reply import Question, Reply
from api.app import create_app
from api.door.callers import Caller, Role
from api.door.room import AskRoom
from api.telemetry.metrics import Measured, Metrics
from api.telemetry.observed import ObservedAnswerer, ObservedModel
from api.telemetry.observing import Telemetry
from index.errors import VectorStoreBroken
from tests.api.callers import Known
from tests.api.client import DeclaredClient
from tests.api.fakes import Pulse, Script, Shelf

QUESTION = {"question": "Who operates the Portsmouth plant?"}


class Staged(Answerer):
    """Answers as another does, and says what it is at."""

    def __init__(self, script: Script) -> None:
        self._script = script

    def ask(self, question: Question, follower: Follower = UNFOLLOWED) -> Reply:
        for stage in (Stage.SEARCHING, Stage.READING, Stage.READING, Stage.CHECKING):
            follower.reached(stage)
        return self._script.ask(question, follower)


class Writer(ChatModel):
    """Gives or raises what it was told, one after the other."""

    def __init__(self, *told: Completion | ChatModelFailed) -> None:
        self._told = iter(told)

    def warm_up(self) -> None:
        pass

    def complete(self, prompt: Prompt, schema: Mapping[str, object], timeout_seconds: float) -> Completion:
        told = next(self._told)
        if isinstance(told, ChatModelFailed):
            raise told
        return told


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


@pytest.fixture
def telemetry(metrics: Metrics) -> Telemetry:
    telemetry = Telemetry()
    telemetry.add(metrics)
    return telemetry


@pytest.fixture
def counted(shelf: Shelf, script: Script, telemetry: Telemetry, metrics: Metrics) -> Iterator[DeclaredClient]:
    answerer = ObservedAnswerer(Staged(script), telemetry)
    app = create_app(answerer, script, shelf, shelf, Pulse(), telemetry=telemetry, metrics=metrics)
    with DeclaredClient(app) as client:
        yield client


def value(metrics: Metrics, name: str, **labels: str) -> float | None:
    """Of a sample, as it is read."""
    for family in text_string_to_metric_families(metrics.text().decode()):
        for sample in family.samples:
            if sample.name == name and sample.labels == labels:
                return sample.value
    return None


def asks(metrics: Metrics, door: str, outcome: str, reason: str = "") -> float | None:
    return value(metrics, "dealdesk_asks_total", door=door, outcome=outcome, reason=reason)


def test_questions_are_counted_by_what_became_of_them(
    counted: DeclaredClient, script: Script, metrics: Metrics
) -> None:
    counted.post("/v1/ask", json=QUESTION)
    counted.post("/v1/ask", json=QUESTION)
    script.quotes = ()
    counted.post("/v1/ask", json=QUESTION)
    for failure in (VectorStoreBroken("out"), InvalidQuestion("too long")):
        script.failure = failure
        counted.post("/v1/ask", json=QUESTION)
    assert asks(metrics, "http", "answered") == 2
    assert asks(metrics, "http", "abstained", "not_supported") == 1
    assert asks(metrics, "http", "failed", "VectorStoreBroken") == 1
    assert asks(metrics, "http", "refused", "InvalidQuestion") == 1
    assert value(metrics, "dealdesk_ask_seconds_count", door="http") == 5


def test_streams_are_counted_apart(counted: DeclaredClient, metrics: Metrics) -> None:
    counted.post("/v1/ask", json={**QUESTION, "stream": True})
    assert (asks(metrics, "stream", "answered"), asks(metrics, "http", "answered")) == (1, None)


def test_who_finds_no_room_is_counted_as_refused(
    shelf: Shelf, script: Script, telemetry: Telemetry, metrics: Metrics
) -> None:
    room = AskRoom(0, 0)
    app = create_app(script, script, shelf, shelf, Pulse(), room=room, telemetry=telemetry, metrics=metrics)
    with DeclaredClient(app) as client:
        assert client.post("/v1/ask", json=QUESTION).status_code == 503
    assert asks(metrics, "http", "refused", "503") == 1


def test_each_stage_of_an_answer_is_measured_once(counted: DeclaredClient, metrics: Metrics) -> None:
    counted.post("/v1/ask", json=QUESTION)
    for stage in ("searching", "reading", "checking"):
        assert value(metrics, "dealdesk_ask_stage_seconds_count", stage=stage) == 1
    assert value(metrics, "dealdesk_ask_stage_seconds_count", stage="writing") is None


def test_requests_are_counted_by_the_template_of_their_address(counted: DeclaredClient, metrics: Metrics) -> None:
    for article_id in ("plant", "rumour", "none"):
        counted.get(f"/v1/articles/{article_id}")
    named = {"method": "GET", "route": "/v1/articles/{id}"}
    assert value(metrics, "dealdesk_http_requests_total", **named, status="200") == 2
    assert value(metrics, "dealdesk_http_requests_total", **named, status="404") == 1
    assert value(metrics, "dealdesk_http_request_seconds_count", **named) == 3


def test_nothing_that_a_client_makes_up_becomes_a_series(counted: DeclaredClient, metrics: Metrics) -> None:
    counted.get("/made-up/0")
    counted.request("MADE-UP", "/v1/ask")
    before = len(metrics.text().splitlines())
    for n in range(1, 50):
        counted.get(f"/made-up/{n}", headers={"X-Request-Id": f"made-up-{n}"})
        counted.request(f"MADE{n}", "/v1/ask")
    assert len(metrics.text().splitlines()) == before
    assert "made-up" not in metrics.text().decode()


def test_calls_of_the_llm_are_counted_with_their_faults_and_tokens(telemetry: Telemetry, metrics: Metrics) -> None:
    gone, overloaded = ChatModelFailed("gone"), ChatModelFailed("overloaded", may_retry=True)
    model = ObservedModel(Writer(Completion("{}", 70, 8), gone, overloaded), telemetry)
    model.complete(Prompt("do", "this"), {}, 1.0)
    for _ in range(2):
        with pytest.raises(ChatModelFailed):
            model.complete(Prompt("do", "this"), {}, 1.0)
    assert [value(metrics, "dealdesk_llm_calls_total", fault=fault) for fault in ("", "lasting", "passing")] == [
        1,
        1,
        1,
    ]
    assert value(metrics, "dealdesk_llm_call_seconds_count") == 3
    assert [value(metrics, "dealdesk_llm_tokens_total", of=of) for of in ("prompts", "replies")] == [70, 8]


def test_figures_of_the_moment_are_measured_when_they_are_read(metrics: Metrics) -> None:
    looks = iter(range(10))
    metrics.measure(lambda: [Measured("jobs", "Jobs.", next(looks), ("state", "queued"))])
    assert [value(metrics, "dealdesk_jobs", state="queued") for _ in range(2)] == [0, 1]


def test_the_process_is_weighed(metrics: Metrics) -> None:
    assert (value(metrics, "process_resident_memory_bytes") or 0) > 10_000_000
    assert (value(metrics, "process_open_fds") or 0) > 3


CALLERS: dict[str, Caller] = {
    "reader": Caller("reader", Role.READER),
    "writer": Caller("writer", Role.WRITER),
    "limited": Caller("limited", Role.ADMIN, ("news",)),
    "admin": Caller("admin", Role.ADMIN),
}


@pytest.mark.parametrize(
    ("token", "status"), [(None, 401), ("reader", 403), ("writer", 403), ("limited", 403), ("admin", 200)]
)
def test_an_admin_of_everything_may_read_them(
    shelf: Shelf, script: Script, metrics: Metrics, token: str | None, status: int
) -> None:
    app = create_app(script, script, shelf, shelf, Pulse(), metrics=metrics, callers=Known(**CALLERS))
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    with DeclaredClient(app) as client:
        assert client.get("/metrics", headers=headers).status_code == status


def test_on_an_open_server_everybody_may(counted: DeclaredClient) -> None:
    shown = counted.get("/metrics")
    assert (shown.status_code, shown.headers["Content-Type"]) == (200, "text/plain; version=0.0.4; charset=utf-8")
    assert "dealdesk_asks_now" in shown.text


def test_a_door_of_its_own_is_counted_as_such(script: Script, telemetry: Telemetry, metrics: Metrics) -> None:
    ObservedAnswerer(script, telemetry, "slack").ask(Question("Who operates the plant?"))
    assert asks(metrics, "slack", "answered") == 1
