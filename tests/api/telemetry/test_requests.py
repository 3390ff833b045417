"""Each request has an id, and one event in the log that tells no more than it should."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest

from answer.reply import Question
from api.app import create_app
from api.telemetry.observed import ObservedAnswerer
from api.telemetry.observing import Telemetry
from api.telemetry.request_log import RequestLog
from tests.api.callers import behind
from tests.api.client import DeclaredClient
from tests.api.fakes import Pulse, Script, Shelf

LOG = "api.telemetry.request_log"
CANARY = "Who will operate the canary plant?"


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.DEBUG, LOG)
    return caplog


@pytest.fixture
def logged(shelf: Shelf, script: Script) -> Iterator[DeclaredClient]:
    telemetry = Telemetry()
    telemetry.add(RequestLog())
    answerer = ObservedAnswerer(script, telemetry)
    app = create_app(answerer, script, shelf, shelf, Pulse(), telemetry=telemetry, callers=behind("key"))
    with DeclaredClient(app) as client:
        client.headers["Authorization"] = "Bearer key"
        yield client


def events(log: pytest.LogCaptureFixture, kind: str) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = [record.__dict__["fields"] for record in log.records if record.name == LOG]
    return [fields for fields in told if fields["event"] == kind]


def test_a_request_is_one_event(logged: DeclaredClient, log: pytest.LogCaptureFixture) -> None:
    body = b'{"question": "Who?"}'
    answered = logged.post("/v1/ask", content=body, headers={"Content-Type": "application/json"})
    [event] = events(log, "request")
    assert event.pop("ms") >= 0
    assert event == {
        "event": "request",
        "request_id": answered.headers["X-Request-Id"],
        "method": "POST",
        "route": "/v1/ask",
        "status": 200,
        "caller": "admin key",
        "received_bytes": len(body),
        "sent_bytes": len(answered.content),
    }


@pytest.mark.parametrize(
    ("path", "status", "route", "caller"),
    [
        ("/v1/articles/none", 404, "/v1/articles/{id}", "admin key"),
        ("/nowhere", 404, None, None),
        ("/v1/articles?limit=0", 422, "/v1/articles", "admin key"),
    ],
)
def test_what_is_refused_is_told_with_its_id(
    logged: DeclaredClient, log: pytest.LogCaptureFixture, path: str, status: int, route: str, caller: str
) -> None:
    refused = logged.get(path)
    [event] = events(log, "request")
    assert (event["status"], event["route"], event["caller"]) == (status, route, caller)
    assert event["request_id"] == refused.headers["X-Request-Id"]


def test_a_stranger_is_told_as_such(logged: DeclaredClient, log: pytest.LogCaptureFixture) -> None:
    assert logged.get("/v1/articles", headers={"Authorization": "Bearer wrong"}).status_code == 401
    [event] = events(log, "request")
    assert (event["caller"], event["status"]) == (None, 401)


def test_what_nobody_foresaw_has_an_id_too(
    logged: DeclaredClient, script: Script, log: pytest.LogCaptureFixture
) -> None:
    script.failure = RuntimeError(CANARY)
    failed = logged.post("/v1/ask", json={"question": "Who?"})
    assert (failed.status_code, events(log, "request")[0]["status"]) == (500, 500)
    assert failed.headers["X-Request-Id"] == events(log, "request")[0]["request_id"]
    assert events(log, "ask")[0]["reason"] == "RuntimeError"


def test_an_id_is_made_for_each_request_and_one_that_is_given_is_taken(logged: DeclaredClient) -> None:
    made = {logged.get("/livez").headers["X-Request-Id"] for _ in range(2)}
    assert len(made) == 2
    assert all(re.fullmatch("[0-9a-f]{32}", one) for one in made)
    assert logged.get("/livez", headers={"X-Request-Id": "trace-17.a_b"}).headers["X-Request-Id"] == "trace-17.a_b"


@pytest.mark.parametrize("given", ["", "x" * 65, "two words", 'a"b', "löwe".encode(), "a{b}"])
def test_an_id_that_may_not_stand_in_a_log_is_not_taken(logged: DeclaredClient, given: str | bytes) -> None:
    assert re.fullmatch("[0-9a-f]{32}", logged.get("/livez", headers={"X-Request-Id": given}).headers["X-Request-Id"])


def test_who_watches_over_the_server_is_no_news(logged: DeclaredClient, log: pytest.LogCaptureFixture) -> None:
    for path in ("/livez", "/readyz"):
        logged.get(path)
    assert {record.levelno for record in log.records if record.name == LOG} == {logging.DEBUG}


def test_what_is_asked_is_not_told(logged: DeclaredClient, log: pytest.LogCaptureFixture) -> None:
    logged.post("/v1/ask", json={"question": CANARY})
    logged.get("/v1/figures", params={"query": CANARY})
    assert len(events(log, "request")) == 2
    assert "canary" not in log.text + repr([vars(record) for record in log.records if record.name == LOG])


def test_what_is_asked_is_told_where_that_is_switched_on(script: Script, log: pytest.LogCaptureFixture) -> None:
    telemetry = Telemetry()
    telemetry.add(RequestLog(texts=True))
    ObservedAnswerer(script, telemetry, "slack").ask(Question(CANARY))
    assert events(log, "ask")[0]["question"] == CANARY
