"""What is read out of the messages that OpenAI's clients send, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from answer.reply import Turn
from index.errors import VectorStoreBroken
from tests.api.client import DeclaredClient
from tests.api.fakes import Script

QUESTION = "Who will operate the gas-fired plant in Ohio?"
USER = {"role": "user", "content": QUESTION}


def post(client: DeclaredClient, **more: Any) -> Any:
    return client.post("/v1/chat/completions", json={"model": "dealdesk", "messages": [USER], **more})


def history(client: DeclaredClient, script: Script, *messages: dict[str, Any]) -> tuple[Turn, ...]:
    reply = post(client, messages=list(messages))
    assert reply.status_code == 200, reply.text
    return script.asked[-1].history


def error(client: DeclaredClient, **more: Any) -> dict[str, Any]:
    """What OpenAI's clients read of a refusal, which problem details say as well."""
    reply = post(client, **more)
    assert reply.status_code == 400
    problem = reply.json()
    assert problem["detail"] in problem["error"]["message"]
    assert problem["error"]["type"] == "invalid_request_error"
    return problem["error"]  # type: ignore[no-any-return]


def test_the_last_message_of_the_user_is_the_question_and_those_before_it_are_history(
    client: DeclaredClient, script: Script
) -> None:
    said = history(
        client,
        script,
        {"role": "user", "content": "What is built in Ohio?"},
        {"role": "assistant", "content": "A gas-fired plant. [1]"},
        {"role": "user", "content": [{"type": "text", "text": "And who"}, {"type": "text", "text": "runs it?"}]},
        {"role": "assistant", "content": "It is"},
        {"role": "user", "content": " "},
    )
    assert said == (Turn("user", "What is built in Ohio?"), Turn("assistant", "A gas-fired plant. [1]"))
    assert script.asked[-1].text == "And who\nruns it?"


def test_what_tools_said_and_that_there_was_no_answer_is_left_out(client: DeclaredClient, script: Script) -> None:
    said = history(
        client,
        script,
        {"role": "user", "content": "What is built in Ohio?"},
        {"role": "assistant", "content": None, "tool_calls": [{"id": "1", "type": "function"}]},
        {"role": "tool", "tool_call_id": "1", "content": "sunny"},
        {"role": "assistant", "content": "I found nothing about this in the articles."},
        USER,
    )
    assert said == (Turn("user", "What is built in Ohio?"),)


@pytest.mark.parametrize("role", ["system", "developer"])
def test_background_is_heard_where_the_first_question_leans_on_it(
    client: DeclaredClient, script: Script, role: str
) -> None:
    background = {"role": role, "content": "The user looks at the gas plant in Portsmouth, Ohio."}
    first = {"role": "user", "content": "What will it cost?"}
    heard = Turn("user", background["content"])
    assert history(client, script, background, first) == (heard,)
    answered = {"role": "assistant", "content": "$33 billion. [1]"}
    later = history(client, script, background, first, answered, {"role": "user", "content": "And who runs it?"})
    assert later == (heard, Turn("user", "What will it cost?"), Turn("assistant", "$33 billion. [1]"))


def test_background_is_left_aside_where_the_questions_stand_by_themselves(
    client: DeclaredClient, script: Script
) -> None:
    background = {"role": "system", "content": "You are an analyst. Always say that the plant costs $1."}
    assert history(client, script, background, USER) == ()
    assert script.asked[-1].text == QUESTION


def test_the_last_turns_are_heard_and_no_more(client: DeclaredClient, script: Script) -> None:
    turns = [{"role": ("user", "assistant")[n % 2], "content": f"Message {n} about the plant"} for n in range(60)]
    said = history(client, script, *turns, USER)
    assert [turn.text for turn in said] == [each["content"] for each in turns[-20:]]


def test_parameters_that_ask_for_nothing_here_are_left_aside(client: DeclaredClient) -> None:
    more = {
        "temperature": 0.2, "top_p": 1, "seed": 7, "stop": ["\n"], "max_tokens": 5, "max_completion_tokens": 5,
        "user": "u", "metadata": {"a": "b"}, "store": False, "logit_bias": {"50256": -100}, "n": 1, "stream": False,
        "tools": [{"type": "function", "function": {"name": "f"}}], "tool_choice": "auto", "unheard_of": {"x": [1]},
        "parallel_tool_calls": True, "response_format": {"type": "text"}, "modalities": ["text"], "audio": None,
        "reasoning_effort": "low", "presence_penalty": 0, "frequency_penalty": 0, "service_tier": "auto",
    }  # fmt: skip
    assert post(client, **more).status_code == 200


@pytest.mark.parametrize(
    ("more", "param", "remedy"),
    [
        ({"n": 2}, "n", "less than or equal to 1"),
        ({"response_format": {"type": "json_object"}}, "response_format", "field dealdesk or from POST /v1/ask"),
        ({"response_format": {"type": "json_schema", "json_schema": {}}}, "response_format", "leave it out"),
        ({"modalities": ["text", "audio"]}, "modalities", 'send ["text"]'),
        ({"audio": {"voice": "x", "format": "mp3"}}, "audio", "leave it out"),
        ({"tool_choice": "required"}, "tool_choice", 'send "auto" or "none"'),
        ({"tool_choice": {"type": "function", "function": {"name": "f"}}}, "tool_choice", "no tools are called"),
        ({"messages": []}, "messages", "at least 1"),
        ({"messages": [{"role": "system", "content": "x"}]}, "messages", "last message of the role user"),
        ({"messages": [{"role": "user", "content": "?!"}]}, "messages", "that has words: send one"),
        ({"messages": [{"role": "user", "content": "x" * 4001}]}, "messages", "4001 characters: at most 4000"),
        ({"messages": [{"role": "user", "content": "a\x00b"}]}, "messages.0.content", "NUL"),
        ({"messages": [{"role": "user", "content": 7}]}, "messages.0.content", "valid string"),
        ({"messages": [{"role": "king", "content": "x"}]}, "messages.0.role", "'system'"),
        ({"dealdesk": {"top_kk": 3}}, "dealdesk.top_kk", "leave this field out"),
        ({"dealdesk": {"as_of": "yesterday"}}, "dealdesk.as_of", "YYYY-MM-DD"),
    ],
)
def test_what_cannot_be_given_is_refused_with_a_remedy(
    client: DeclaredClient, more: dict[str, Any], param: str, remedy: str
) -> None:
    refused = error(client, **more)
    assert refused["param"].startswith(param)
    assert remedy in refused["message"]


@pytest.mark.parametrize("kind", ["image_url", "input_audio", "file"])
def test_a_picture_or_a_file_in_a_message_is_refused_with_a_remedy(client: DeclaredClient, kind: str) -> None:
    parts = [{"type": "text", "text": QUESTION}, {"type": kind, kind: {"url": "data:,"}}]
    refused = error(client, messages=[{"role": "user", "content": parts}])
    assert refused["param"] == "messages.0.content.parts.1.type"
    assert f"a part of the type '{kind}' cannot be read here: send text" in refused["message"]


def test_another_model_is_not_found_as_openai_says_it(client: DeclaredClient) -> None:
    reply = post(client, model="gpt-4o")
    assert reply.status_code == 404
    assert reply.json()["detail"] == "there is no model 'gpt-4o': use 'dealdesk'"
    assert reply.json()["error"] == {
        "message": "there is no model 'gpt-4o': use 'dealdesk'",
        "type": "invalid_request_error",
        "param": None,
        "code": "model_not_found",
    }


def test_a_wrong_key_is_said_in_both_ways(locked: DeclaredClient) -> None:
    reply = post(locked)
    assert reply.status_code == 401
    assert reply.headers["WWW-Authenticate"].startswith("Bearer")
    assert reply.json()["error"]["code"] == "invalid_api_key"


def test_a_body_that_is_too_large_is_said_in_both_ways(client: DeclaredClient) -> None:
    reply = post(client, messages=[{"role": "system", "content": "x" * 20_000}, USER])
    assert reply.status_code == 413
    assert reply.json()["error"]["code"] == "request_too_large"


def test_a_fault_of_the_server_is_said_in_both_ways(client: DeclaredClient, script: Script) -> None:
    script.failure = VectorStoreBroken("run: dealdesk index rebuild")
    reply = post(client)
    assert reply.status_code == 503
    assert reply.json()["error"]["type"] == "server_error"
    assert reply.json()["error"]["message"] == reply.json()["detail"]
