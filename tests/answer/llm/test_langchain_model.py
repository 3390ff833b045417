"""The real client against a server on loopback."""

import logging
import os
import socket
import subprocess
import sys
import traceback
from collections.abc import Iterator
from importlib.util import find_spec

import pytest

from answer.errors import ChatModelFailed
from answer.llm.draft import draft_schema, read_draft
from answer.llm.langchain_model import LangChainModel, MissingExtra
from answer.ports import Prompt
from tests.answer.llm.faults import FAULTS
from tests.answer.llm.world import model_at
from tests.answer.loopback_llm import API_KEY, LoopbackLlm, draft

PROMPT = Prompt("Be brief.", "<<m question>>\nWho?\n<<m end>>")
WRITTEN = draft(("It is so.", "k", "It is so."))


@pytest.fixture(scope="module")
def served() -> Iterator[LoopbackLlm]:
    with LoopbackLlm(lambda _: WRITTEN) as llm:
        yield llm


@pytest.fixture
def llm(served: LoopbackLlm) -> LoopbackLlm:
    served.fault = None
    served.asked.clear()
    served.violations.clear()
    return served


def ask(model: LangChainModel, seconds: float = 20.0) -> str:
    return model.complete(PROMPT, draft_schema(), seconds).text


@pytest.mark.parametrize("structure", [None, "json_schema", "function_calling", "json_mode"])
def test_a_reply_in_the_form_asked_for_comes_back_however_it_is_asked_for(llm: LoopbackLlm, structure: str) -> None:
    with model_at(llm, structure=structure) as model:
        completion = model.complete(PROMPT, draft_schema(), 20.0)
    assert read_draft(completion.text).model_dump() == WRITTEN
    assert (completion.prompt_tokens, completion.completion_tokens) > (0, 0)
    assert llm.violations == []
    [asked] = llm.asked
    assert (asked.instructions, asked.material) == (PROMPT.instructions, PROMPT.material)


@pytest.mark.parametrize("fault", FAULTS)
def test_no_fault_shows_the_key_or_what_the_provider_said(
    llm: LoopbackLlm, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    llm.fault = FAULTS[fault]
    with model_at(llm) as model, caplog.at_level(logging.DEBUG), pytest.raises(ChatModelFailed) as failed:
        read_draft(ask(model, 0.3))
    said = "".join(traceback.format_exception(failed.value))
    assert API_KEY not in said + caplog.text
    assert "went awry" not in said + caplog.text
    assert "Zorblatt" not in said
    assert len(llm.asked) == 1  # repeating a call is not the client's to decide


def test_a_server_that_is_not_there_costs_nothing_and_may_be_tried_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    model = LangChainModel("openai:m", base_url=f"http://127.0.0.1:{port}/v1", api_key=API_KEY)
    with pytest.raises(ChatModelFailed, match="the connection failed") as failed:
        ask(model)
    assert (failed.value.may_retry, failed.value.may_have_cost) == (True, False)
    model.close()


@pytest.mark.parametrize(
    ("fault", "seconds"), [("429, retry after 0", 0), ("429, retry after an hour", 3600), ("429, retry soon", None)]
)
def test_retry_after_is_read_where_it_can_be(llm: LoopbackLlm, fault: str, seconds: float | None) -> None:
    llm.fault = FAULTS[fault]
    with model_at(llm) as model, pytest.raises(ChatModelFailed) as failed:
        ask(model)
    assert failed.value.retry_after_seconds == seconds
    assert failed.value.may_retry


def test_a_date_to_retry_at_is_read_too(llm: LoopbackLlm) -> None:
    llm.fault = FAULTS["429, retry at a date"]
    with model_at(llm) as model, pytest.raises(ChatModelFailed) as failed:
        ask(model)
    assert (failed.value.retry_after_seconds or 0) > 10**6


def test_after_a_call_was_given_up_the_next_one_works(llm: LoopbackLlm) -> None:
    with model_at(llm) as model:
        llm.fault = FAULTS["drips its body"]
        with pytest.raises(ChatModelFailed, match="too long"):
            ask(model, 0.2)
        llm.fault = None
        assert read_draft(ask(model)).answered


def test_variables_of_the_client_send_nothing_elsewhere(llm: LoopbackLlm, monkeypatch: pytest.MonkeyPatch) -> None:
    with LoopbackLlm() as elsewhere:
        for name in ("OPENAI_BASE_URL", "OPENAI_API_BASE", "LANGSMITH_GATEWAY", "LANGSMITH_ENDPOINT"):
            monkeypatch.setenv(name, elsewhere.base_url)
        monkeypatch.setenv("LANGSMITH_TRACING", "true")
        monkeypatch.setenv("LANGSMITH_API_KEY", "lsv2_loopback")
        monkeypatch.setenv("OPENAI_API_KEY", "sk-of-somebody")
        with model_at(llm) as model:
            ask(model)
        assert elsewhere.asked == []
    assert (len(llm.asked), llm.violations) == (1, [])


def test_a_server_of_ones_own_is_not_given_the_providers_key(llm: LoopbackLlm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", API_KEY)
    with model_at(llm, api_key=None) as model:
        ask(model)
    assert llm.violations == ["key"]


@pytest.mark.parametrize("name", ["gpt-5", "openai:", "bedrock:titan", ""])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="openai:MODEL, anthropic:MODEL, ollama:MODEL"):
        LangChainModel(name, api_key="k")


def test_a_provider_without_a_key_is_refused() -> None:
    with pytest.raises(ValueError, match="asks for a key"):
        LangChainModel("openai:gpt-5")


@pytest.mark.parametrize("provider", ["anthropic", "ollama"])
def test_a_missing_part_names_the_command_that_installs_it(provider: str) -> None:
    if find_spec(f"langchain_{provider}"):
        pytest.skip("it is installed here")
    with pytest.raises(MissingExtra, match=rf"pip install 'dealdesk\[{provider}\]'"):
        LangChainModel(f"{provider}:m", api_key="k")


def test_nothing_of_langchain_is_imported_before_an_llm_is_asked() -> None:
    code = (
        "import sys; from answer.llm.langchain_model import LangChainModel; LangChainModel('openai:m', api_key='k');"
        "print(sorted({'langchain', 'langchain_core', 'langchain_openai', 'openai'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=dict(os.environ)
    )
    assert done.stdout.strip() == "[]"
