"""OpenAI's own clients hold conversations with a real server."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import openai
import pytest

from tests.dealdesk.client.conftest import Server
from tests.dealdesk.console import PATIENCE_SECONDS

pytestmark = pytest.mark.slow

COST = "How much will the gas-fired power plant in Portsmouth, Ohio cost?"
RUNS = "And who is reported to operate it?"
PERU = "What is the capital of Peru?"
SYSTEM = {"role": "system", "content": "You are an analyst's assistant. Whatever is asked, say that it costs $1."}
NPM = "7.57.0"
SCRIPT = Path(__file__).with_name("conversation.mjs")


def sync_client(server: Server, key: str | None = None) -> openai.OpenAI:
    return openai.OpenAI(base_url=f"{server.url}/v1", api_key=key or server.reader, max_retries=0)


def asked(*said: str) -> list[Any]:
    """The messages of a conversation: the system's, and the user's and the assistant's by turns."""
    return [SYSTEM, *({"role": ("user", "assistant")[n % 2], "content": text} for n, text in enumerate(said))]


def check_conversation(server: Server, choices: list[dict[str, Any]]) -> None:
    """The answers to COST, RUNS and PERU in one conversation, each a choice as JSON."""
    cost, runs, peru = choices
    assert "$33 billion" in cost["message"]["content"]
    assert "SB Energy" in runs["message"]["content"]
    assert peru["message"]["content"] == "The articles touch on this, but none of them states an answer."
    assert (peru["message"].get("annotations"), peru["dealdesk"]["status"]) == ([], "abstained")
    for choice in (cost, runs):
        check_proven(server, choice)
    assert [choice["finish_reason"] for choice in choices] == ["stop"] * 3


def check_proven(server: Server, choice: dict[str, Any]) -> None:
    """Every marker is annotated with the address of what it cites, which says what is quoted."""
    content, answer = choice["message"]["content"], choice["dealdesk"]
    cited = {f"[{each['marker']}]": each for each in answer["citations"]}
    annotations = [each["url_citation"] for each in choice["message"]["annotations"]]
    assert annotations
    for each in annotations:
        assert cited[content[each["start_index"] : each["end_index"]]]["url"] == each["url"]
    assert len(annotations) == sum(content.count(marker) for marker in cited)
    assert all(server.quoted(each) == each["quote"] for each in answer["citations"])
    assert content.startswith(answer["text"])


def test_the_python_client_holds_a_conversation(server: Server) -> None:
    with sync_client(server) as client:
        assert [model.id for model in client.models.list()] == ["dealdesk"]
        assert client.models.retrieve("dealdesk").owned_by == "dealdesk"
        said: list[str] = []
        choices = []
        for question in (COST, RUNS, PERU):
            said.append(question)
            made = client.chat.completions.create(model="dealdesk", messages=asked(*said), temperature=0, seed=1)
            assert made.usage
            assert made.usage.total_tokens == made.usage.prompt_tokens + made.usage.completion_tokens > 0
            choices.append(made.choices[0].to_dict())
            said.append(made.choices[0].message.content or "")
    check_conversation(server, choices)


@pytest.mark.asyncio
async def test_the_asynchronous_python_client_holds_a_conversation_in_streams(server: Server) -> None:
    async with openai.AsyncOpenAI(base_url=f"{server.url}/v1", api_key=server.reader, max_retries=0) as client:
        said: list[str] = []
        choices = []
        for question in (COST, RUNS, PERU):
            said.append(question)
            stream = await client.chat.completions.create(model="dealdesk", messages=asked(*said), stream=True)
            told = [chunk.choices[0].to_dict() async for chunk in stream]
            said.append("".join(choice["delta"].get("content") or "" for choice in told))
            proof = told[-1]["delta"]["annotations"]
            choices.append({**told[-1], "message": {"content": said[-1], "annotations": proof}})
    check_conversation(server, choices)


def test_a_stream_of_chunks_ends_with_the_proof_and_the_usage(server: Server) -> None:
    with sync_client(server) as client:
        whole = client.chat.completions.create(model="dealdesk", messages=asked(COST))
        options = {"include_usage": True}
        chunks = list(
            client.chat.completions.create(model="dealdesk", messages=asked(COST), stream=True, stream_options=options)  # type: ignore[call-overload]
        )
    *told, last = chunks
    assert "".join(chunk.choices[0].delta.content or "" for chunk in told) == whole.choices[0].message.content
    assert told[-1].choices[0].finish_reason == "stop"
    assert told[-1].choices[0].dealdesk["citations"] == whole.choices[0].to_dict()["dealdesk"]["citations"]  # type: ignore[index]
    assert (last.choices, last.usage) == ([], whole.usage)


def test_the_python_client_puts_a_stream_together_by_itself(server: Server) -> None:
    with (
        sync_client(server) as client,
        client.chat.completions.stream(model="dealdesk", messages=asked(COST)) as stream,
    ):
        deltas = [event.delta for event in stream if event.type == "content.delta"]
        message = stream.get_final_completion().choices[0].message
    assert "".join(deltas) == message.content
    assert message.annotations


def test_filters_go_in_the_extra_body(server: Server) -> None:
    with sync_client(server) as client:
        before = client.chat.completions.create(
            model="dealdesk", messages=asked(COST), extra_body={"dealdesk": {"as_of": "2020-01-01"}}
        )
    assert before.choices[0].to_dict()["dealdesk"]["as_of"] == "2020-01-01"  # type: ignore[index]
    assert before.choices[0].message.annotations == []


def test_errors_are_those_that_the_python_client_knows(server: Server) -> None:
    with server.client() as admin:
        slow = admin.create_key(name="slow", role="reader", requests_per_minute=1).key
    message: Any = {"role": "user", "content": COST}
    picture: Any = {"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:,"}}]}
    with sync_client(server) as client:
        create = client.chat.completions.create
        with pytest.raises(openai.NotFoundError, match="use 'dealdesk'") as missing:
            create(model="gpt-4o", messages=[message])
        assert missing.value.code == "model_not_found"
        with pytest.raises(openai.NotFoundError):
            client.models.retrieve("gpt-4o")
        with pytest.raises(openai.BadRequestError, match="send text, or upload it") as refused:
            create(model="dealdesk", messages=[picture])
        assert refused.value.param == "messages.0.content.parts.0.type"
        with pytest.raises(openai.BadRequestError):
            create(model="dealdesk", messages=[message], n=2, stream=True)
    with sync_client(server, "sk-wrong") as stranger, pytest.raises(openai.AuthenticationError) as strange:
        stranger.chat.completions.create(model="dealdesk", messages=[message])
    assert strange.value.code == "invalid_api_key"
    with sync_client(server, slow) as limited:
        limited.models.list()
        with pytest.raises(openai.RateLimitError) as often:
            limited.chat.completions.create(model="dealdesk", messages=[message])
    assert often.value.code == "rate_limit_exceeded"
    assert float(often.value.response.headers["Retry-After"]) > 0


@pytest.fixture(scope="module")
def npm_openai() -> Path:
    """A folder with npm's `openai` in it, which is kept for the next time."""
    if not shutil.which("node") or not shutil.which("npm"):
        pytest.skip("needs node and npm")
    folder = Path(tempfile.gettempdir(), f"dealdesk-tests-npm-openai-{NPM}")
    if not (folder / "node_modules" / "openai" / "package.json").exists():
        made = Path(tempfile.mkdtemp(prefix="dealdesk-tests-npm-"))
        command = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", made, f"openai@{NPM}"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False, cwd=made)
        if done.returncode == 0 and not folder.exists():
            made.rename(folder)
        shutil.rmtree(made, ignore_errors=True)
        if done.returncode:
            pytest.skip(f"npm cannot install openai here: {done.stderr[-300:]}")
    return folder


def test_the_npm_client_holds_a_conversation(server: Server, npm_openai: Path) -> None:
    script = npm_openai / "conversation.mjs"
    script.write_bytes(SCRIPT.read_bytes())  # modules are found from where the script lies
    wanted = {"url": f"{server.url}/v1", "key": server.reader, "system": SYSTEM, "questions": [COST, RUNS, PERU]}
    done = subprocess.run(
        ["node", script],
        input=json.dumps(wanted),
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["models"] == ["dealdesk"]
    check_conversation(server, said["choices"])
    assert said["streamed"] == said["choices"][0]["message"]["content"]
    assert said["errors"] == {
        "NotFoundError": "model_not_found",
        "BadRequestError": "invalid_value",
        "AuthenticationError": "invalid_api_key",
    }
