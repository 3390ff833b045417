"""Answers with an LLM, as an installation that sets one gives them. The LLM is a server on loopback."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dealdesk.assembly import open_beside
from dealdesk.errors import BadSetting
from dealdesk.settings import read_settings
from tests.answer.loopback_llm import API_KEY, MODEL, Asked, Draft, LoopbackLlm, draft
from tests.dealdesk.console import Console, settings_of

QUESTION = "How much will the gas-fired power plant in Portsmouth, Ohio cost?"
PRICED = "A natural gas-fired power plant in Portsmouth is priced at $33 billion."


def writer(asked: Asked) -> Draft:
    """What a passage says, shorter, and something that none of them bears out."""
    [key] = [key for key, text in asked.passages.items() if PRICED in text]
    return draft(
        ("The power plant in Portsmouth is priced at $33 billion.", key, PRICED),
        ("The power plant in Portsmouth is priced at $35 billion.", key, PRICED),
    )


def using(console: Console, llm: LoopbackLlm, **more: str) -> Console:
    told = {
        "DEALDESK_LLM": f"openai:{MODEL}",
        "DEALDESK_LLM_BASE_URL": llm.base_url,
        "DEALDESK_LLM_API_KEY": API_KEY,
        "DEALDESK_LOG_LEVEL": "INFO",  # which tells what a call cost
    }
    return replace(console, settings=told | {f"DEALDESK_LLM_{name.upper()}": value for name, value in more.items()})


@pytest.mark.slow
def test_ask_writes_with_the_llm_and_counts_its_tokens_over_restarts(console: Console) -> None:
    with LoopbackLlm(writer) as llm:
        first = using(console, llm).run("ask", QUESTION, "--json")
        assert first.code == 0, first.err
        assert first.json["answerer"] == f"openai:{MODEL}"
        assert first.json["text"] == "The power plant in Portsmouth is priced at $33 billion. [1]"
        assert first.json["citations"][0]["quote"] == PRICED
        assert "tokens used today" in first.err
        spent = using(console, llm, tokens_per_day="4500").run("ask", QUESTION, "--json")
        assert spent.code == 0, spent.err
    assert spent.json["answerer"] == "extractive"
    assert "DEALDESK_LLM_TOKENS_PER_DAY" in spent.json["note"]
    assert len(llm.asked) == 1
    assert llm.violations == []
    assert API_KEY not in first.out + first.err + spent.out + spent.err


@pytest.mark.slow
def test_an_llm_that_is_not_there_leaves_the_extractive_answer_with_a_note(console: Console) -> None:
    with LoopbackLlm() as llm:
        gone = using(console, llm)
    told = gone.run("ask", QUESTION, "--json")
    assert told.code == 0, told.err
    assert told.json["status"] == "answered"
    assert "DEALDESK_LLM_BASE_URL" in told.json["note"]


@pytest.mark.parametrize(
    ("settings", "remedy"),
    [
        ({"llm": "gpt-5"}, "openai:MODEL"),
        ({"llm": "openai:gpt-5"}, "set DEALDESK_LLM_API_KEY"),
    ],
)
def test_an_llm_that_cannot_be_used_as_it_is_set_is_refused_at_the_start(
    tmp_path: Path, settings: dict[str, str], remedy: str
) -> None:
    with pytest.raises(BadSetting, match=rf"^DEALDESK_LLM: .*{remedy}"), open_beside(settings_of(tmp_path, **settings)):
        pass


@pytest.mark.parametrize(
    ("name", "value"),
    [("BASE_URL", "llm.example"), ("DEADLINE_SECONDS", "0"), ("TOKENS_PER_DAY", "-1"), ("STRUCTURE", "xml")],
)
def test_a_setting_of_the_llm_that_cannot_be_used_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"DEALDESK_LLM_{name}", value)
    with pytest.raises(BadSetting, match=rf"^DEALDESK_LLM_{name}: "):
        read_settings()
