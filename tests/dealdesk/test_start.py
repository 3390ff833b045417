"""How a server starts, and what a command does not load to be quick."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from benchmarks.deal_prose import generate_articles, write_articles
from benchmarks.large_home import fill_without_model
from dealdesk.owner import owner_of
from tests.dealdesk.console import MODELS, PATIENCE_SECONDS, ROOT, Console, until

TORCH = {"torch", "transformers", "sentence_transformers"}
COMMANDS = [
    ["articles"],
    ["articles", "list"],
    ["audit"],
    ["doctor", "--port", "0"],
    ["jobs"],
    ["keys", "list"],
    ["models"],
    ["slack", "access"],
    ["sources", "list"],
    ["verify"],
    ["watches"],
    ["ask", "Who pays?"],
    ["search", "price"],
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("start")
    write_articles(generate_articles(2), place / "articles")
    fill_without_model(place / "home", place / "articles")
    return place / "home"


def test_no_command_loads_torch(home: Path) -> None:
    run_all = f"""
import sys
from dealdesk.cli import app
for command in {COMMANDS!r}:
    try:
        app(command)
    except SystemExit as ended:
        assert not ended.code, command
    loaded = {TORCH!r} & sys.modules.keys()
    assert not loaded, (command, loaded)
"""
    places = {"DEALDESK_HOME": str(home), "DEALDESK_MODELS_FOLDER": str(MODELS), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", run_all],
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        env=os.environ | places,
    )
    assert done.returncode == 0, done.stderr


def test_help_loads_next_to_nothing() -> None:
    look = (
        "import sys, dealdesk.cli; print(sorted({'numpy', 'sqlalchemy', 'fastapi', 'chromadb'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, timeout=60, cwd=ROOT)
    assert (done.stdout, done.stderr) == ("[]\n", "")


@pytest.mark.slow
def test_a_server_lives_before_it_is_ready_and_says_what_it_serves(home: Path) -> None:
    process = Console(home, {"DEALDESK_LOG_LEVEL": "INFO"}).start("serve", "--port", 0)
    try:
        owner = until(lambda: owner_of(home), process)
        with httpx.Client(base_url=str(owner.url), timeout=PATIENCE_SECONDS, trust_env=False) as client:
            assert client.get("/livez").json() == {"status": "alive"}
            early = client.get("/readyz")
            assert (early.status_code, early.json()["status"]) == (503, "not_ready")
            assert [check["name"] for check in early.json()["checks"] if not check["ok"]] == ["model"]
            until(lambda: client.get("/readyz").json()["status"] == "ready", process)
    finally:
        process.terminate()
        _, said = process.communicate(timeout=PATIENCE_SECONDS)
    events = [json.loads(line) for line in said.splitlines()]
    [start] = [event for event in events if event["event"] == "start"]
    assert (start["url"], start["articles"], start["keys"]) == (owner.url, 2, "not needed on this machine")
    assert (start["slack"], start["llm"]) == ("off", "none")
    kinds = [event["event"] for event in events if event["event"] != "log"]
    assert (kinds[0], kinds[-1], "ready" in kinds) == ("start", "stop", True)


@pytest.mark.slow
def test_a_server_answers_and_embeds_without_torch(tmp_path: Path) -> None:
    process = Console(tmp_path / "home").start("serve", "--port", 0)
    try:
        owner = until(lambda: owner_of(tmp_path / "home"), process)
        with httpx.Client(base_url=str(owner.url), timeout=PATIENCE_SECONDS, trust_env=False) as client:
            until(lambda: client.get("/readyz").json()["status"] == "ready", process)
            article = {"title": "Ferries", "text": "Northwind pays $9 billion for Larkspur."}
            assert client.put("/v1/articles/ferries", json=article).status_code == 201
            answer = client.post("/v1/ask", json={"question": "How much does Northwind pay for Larkspur?"}).json()
            assert answer["status"] == "answered"
        loaded = Path(f"/proc/{process.pid}/maps").read_text()
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE_SECONDS)
    assert "onnxruntime" in loaded
    assert "libtorch" not in loaded


@pytest.mark.slow
def test_on_a_terminal_a_few_lines_say_so_and_requests_are_no_news(home: Path) -> None:
    process = Console(home, {"DEALDESK_LOG_FORMAT": "text", "DEALDESK_LOG_LEVEL": "", "DEALDESK_API_KEY": "key"}).start(
        "serve", "--port", 0
    )
    try:
        owner = until(lambda: owner_of(home), process)
        assert httpx.get(f"{owner.url}/v1/articles", timeout=PATIENCE_SECONDS, trust_env=False).status_code == 401
    finally:
        process.terminate()
        _, said = process.communicate(timeout=PATIENCE_SECONDS)
    listens, holds, who, *later = said.splitlines()
    assert listens == f"dealdesk listens at {owner.url}"
    assert holds.strip().startswith("2 articles, ")
    assert who == "  API keys: needed; Slack: off; LLM: none"
    assert later == ["dealdesk stops"]
