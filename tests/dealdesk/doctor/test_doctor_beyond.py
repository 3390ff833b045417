"""Each failure of a server and of what is beyond it, provoked, and what is said of it."""

from __future__ import annotations

import json
import socket
import subprocess
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from dealdesk.doctor.examining import LOOKS, examine
from dealdesk.doctor.finding import Finding, Level
from dealdesk.doctor.setup import Setup
from dealdesk.owner import owned
from tests.answer.loopback_llm import API_KEY, MODEL
from tests.dealdesk.console import Console
from tests.dealdesk.doctor.examined import SECRET, failure, findings, levels, setup_over
from tests.dealdesk.loopback_issuer import LoopbackIssuer
from tests.dealdesk.serving import serving


def test_a_taken_port_is_told(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        found = failure(setup_over(home, other.getsockname()[1]), "server")
    assert ("cannot be listened at" in found.found, "--port" in found.remedy) == (True, True)


def test_a_server_that_does_not_answer_is_told(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        url = f"http://127.0.0.1:{gone.getsockname()[1]}"
    with owned(home, "serve", url):
        assert "does not answer" in failure(setup_over(home), "server").found


Answer = Callable[[BaseHTTPRequestHandler], tuple[int, object]]


@pytest.fixture
def answering() -> Iterator[Callable[[Answer], str]]:
    """Makes a server on loopback that answers as a test has it; gives its address."""
    servers: list[ThreadingHTTPServer] = []

    def serve(answer: Answer) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, told = answer(self)
                body = json.dumps(told).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}).start()
        return f"http://127.0.0.1:{server.server_port}"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


def models(handler: BaseHTTPRequestHandler) -> tuple[int, object]:
    if handler.headers["Authorization"] != f"Bearer {API_KEY}":
        return 401, {"error": f"wrong key {SECRET}"}
    return (200, {"data": [{"id": MODEL}]}) if handler.path == "/v1/models" else (404, {})


@pytest.mark.parametrize(
    ("model", "key", "base", "level", "told"),
    [
        (MODEL, API_KEY, "/v1", Level.OK, "takes the key"),
        (MODEL, SECRET, "/v1", Level.FAIL, "refuses the key (401)"),
        ("unheard-of", API_KEY, "/v1", Level.WARN, "is not among the models"),
        (MODEL, API_KEY, "/v2", Level.WARN, "does not list its models (404)"),
    ],
)
def test_an_llm_is_asked_for_its_models(
    home: Path, answering: Callable[[Answer], str], model: str, key: str, base: str, level: Level, told: str
) -> None:
    settings = {"llm": f"openai:{model}", "llm_api_key": key, "llm_base_url": answering(models) + base}
    [found] = findings(setup_over(home, **settings), "LLM")
    assert (found.level, told in found.found) == (level, True), found


def test_an_llm_that_cannot_be_used_or_reached_is_told(home: Path) -> None:
    assert failure(setup_over(home, llm="gpt"), "LLM").found == "DEALDESK_LLM"
    with socket.create_server(("127.0.0.1", 0)) as gone:
        url = f"http://127.0.0.1:{gone.getsockname()[1]}/v1"
    found = failure(setup_over(home, llm="openai:x", llm_base_url=url, llm_api_key=SECRET), "LLM")
    assert found.found == "openai:x does not answer (ConnectError)"


SLACK = {"slack_bot_token": "xoxb-0123456789", "slack_app_token": "xapp-0123456789"}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"slack_bot_token": SECRET}, "DEALDESK_SLACK_BOT_TOKEN does not look like one: those begin with xoxb-"),
        ({"slack_app_token": SECRET}, "DEALDESK_SLACK_APP_TOKEN does not look like one: those begin with xapp-"),
        ({"slack_app_token": None}, "there is no way for events to come"),
        ({"slack_signing_secret": SECRET}, "the signing secret is not 32 digits and letters a to f"),
        ({"slack_client_id": "1.2", "slack_encryption_key": SECRET}, "DEALDESK_SLACK_ENCRYPTION_KEY holds something"),
    ],
)
def test_slack_settings_of_the_wrong_shape_are_told(home: Path, change: dict[str, Any], told: str) -> None:
    assert told in failure(setup_over(home, **SLACK | change), "Slack").found


def test_slack_settings_of_the_right_shape_are_well(home: Path) -> None:
    assert levels(setup_over(home, **SLACK), "Slack") == {"Slack": Level.OK}


def test_an_identity_provider_is_asked_for_its_keys(home: Path) -> None:
    with LoopbackIssuer.running() as issuer:
        settings = {"oidc_issuer": issuer.url, "oidc_audience": "dealdesk"}
        assert levels(setup_over(home, **settings), "identity provider") == {"identity provider": Level.OK}
    assert "does not tell its keys" in failure(setup_over(home, **settings), "identity provider").found


@pytest.mark.parametrize(("setting", "look"), [("chroma_url", "Chroma server"), ("otel_endpoint", "traces")])
def test_what_else_is_to_answer_is_asked(
    home: Path, answering: Callable[[Answer], str], setting: str, look: str
) -> None:
    place = answering(lambda handler: (200 if handler.path == "/api/v2/heartbeat" else 404, {}))
    told = place.replace("http://", f"http://user:{SECRET}@")
    assert levels(setup_over(home, **{setting: told}), look) == {look: Level.OK}
    with socket.create_server(("127.0.0.1", 0)) as gone:
        away = f"http://user:{SECRET}@127.0.0.1:{gone.getsockname()[1]}"
    assert "does not answer" in failure(setup_over(home, **{setting: away}), look).found


def test_what_cannot_be_looked_at_is_told_and_the_rest_is_looked_at(home: Path) -> None:
    def broken(setup: Setup) -> Iterator[Finding]:
        raise RuntimeError(SECRET)
        yield

    first, second = examine(setup_over(home), {"moon": broken, "Slack": LOOKS["Slack"]})
    assert (first.what, first.level, first.found) == ("moon", Level.FAIL, "cannot be looked at (RuntimeError)")
    assert second.level is Level.OK


def test_the_command_says_it_all_with_an_exit_code(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        done = Console(home, {"DEALDESK_API_KEY": SECRET}).run("doctor", "--port", taken)
        assert (done.code, done.err) == (1, "")
        assert "\nfail server: none runs, and 127.0.0.1:" in done.out
        assert "\n     -> stop what listens there" in done.out
        assert SECRET not in done.out
        shown = Console(home, {"DEALDESK_READERS": "none"}).run("doctor", "--port", 0, "--json")
    assert (shown.code, shown.json["ok"]) == (1, False)
    [failed] = [one for one in shown.json["findings"] if one["level"] == "fail"]
    assert failed["what"] == "settings"
    assert failed["found"].startswith("DEALDESK_READERS: ")


@pytest.mark.slow
def test_beside_a_running_server_it_says_how_that_is(home: Path) -> None:
    with serving(Console(home)) as served:
        done = served.console.run("doctor", "--json")
        assert (done.code, done.json["ok"]) == (0, True)
        told = {one["what"]: one["found"] for one in done.json["findings"]}
        assert told["server"] == f"{str(served.client.base_url).rstrip('/')} is ready"
        assert subprocess.Popen.poll(served.process) is None
