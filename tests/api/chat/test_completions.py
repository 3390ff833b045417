"""What POST /v1/chat/completions answers, over parts in memory."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from api.chat.content import content_of
from api.schema.replies import AnswerBody, DisagreementBody, StatementBody, ValueBody
from corpus.article import Article
from tests.api.client import DeclaredClient
from tests.api.fakes import COST_QUOTE, PLANT_QUOTE, RIVAL_QUOTE, Script, Shelf

QUESTION = "Who will operate the gas-fired plant in Ohio?"


def completed(client: DeclaredClient, **more: Any) -> Any:
    reply = client.post("/v1/chat/completions", json=asked(**more))
    assert reply.status_code == 200, reply.text
    return reply.json()


def asked(**more: Any) -> dict[str, Any]:
    return {"model": "dealdesk", "messages": [{"role": "user", "content": QUESTION}], **more}


def chunks(client: DeclaredClient, **more: Any) -> list[dict[str, Any]]:
    """What comes between `data: ` and the end, which is [DONE]."""
    reply = client.post("/v1/chat/completions", json=asked(stream=True, **more))
    assert reply.status_code == 200, reply.text
    *told, done, end = reply.text.split("\n\n")
    assert (done, end) == ("data: [DONE]", "")
    return [json.loads(each.removeprefix("data: ")) for each in told]


def test_the_content_has_markers_the_disagreement_and_what_found_no_answer(
    client: DeclaredClient, script: Script
) -> None:
    script.missing, script.note = ("when it opens",), "The model was silent."
    [choice] = completed(client)["choices"]
    assert choice["message"]["content"] == (
        f"{PLANT_QUOTE} [1] {COST_QUOTE} [2] {RIVAL_QUOTE} [3]\n\n"
        "No answer found for: when it opens\n\n"
        "The sources disagree:\n"
        "- $33 billion [2] (2026-02-18, newest)\n"
        "- $31 billion [3] (undated)\n\n"
        "One is the price of the plant and one what was paid so far.\n\n"
        "The model was silent."
    )
    assert choice["message"]["role"] == "assistant"
    assert choice["finish_reason"] == "stop"


def test_markers_of_articles_with_an_address_are_annotations(client: DeclaredClient, script: Script) -> None:
    message = completed(client)["choices"][0]["message"]
    shown = [
        (message["content"][each["start_index"] : each["end_index"]], each["title"], each["url"])
        for each in (annotation["url_citation"] for annotation in message["annotations"])
    ]
    plant = script.shelf.live("plant")
    assert plant
    assert shown == [
        ("[1]", plant.article.title, plant.article.url),
        ("[2]", plant.article.title, plant.article.url),
        ("[2]", plant.article.title, plant.article.url),
    ]


def test_an_address_that_is_none_of_the_web_is_no_annotation(client: DeclaredClient, script: Script) -> None:
    stored = script.shelf.live("plant")
    assert stored
    script.shelf.put(replace(stored.article, url="javascript:alert(1)"))
    assert completed(client)["choices"][0]["message"]["annotations"] == []


def test_the_whole_answer_stands_beside_the_message(client: DeclaredClient) -> None:
    whole = client.post("/v1/ask", json={"question": QUESTION}).json()
    said = completed(client)
    assert said["choices"][0]["dealdesk"] == whole
    assert said["system_fingerprint"] == whole["index_version"]
    assert said["model"] == "dealdesk"


def test_an_abstention_says_so_and_stops(client: DeclaredClient, script: Script) -> None:
    script.quotes, script.disagreements = (), ()
    [choice] = completed(client)["choices"]
    assert choice["message"]["content"] == "The articles touch on this, but none of them states an answer."
    assert choice["message"]["annotations"] == []
    assert choice["finish_reason"] == "stop"
    assert choice["dealdesk"]["status"] == "abstained"


def test_tokens_are_reckoned_from_characters(client: DeclaredClient) -> None:
    said = completed(client, messages=[{"role": "system", "content": "Be brief."}, *asked()["messages"]])
    content = said["choices"][0]["message"]["content"]
    prompt, completion = -(-len("Be brief." + QUESTION) // 4), -(-len(content) // 4)
    assert said["usage"] == {
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
    }


def test_a_stream_says_what_the_whole_says_statement_by_statement(client: DeclaredClient, script: Script) -> None:
    script.missing = ("when it opens",)
    whole = completed(client)
    told = chunks(client)
    assert len({each["id"] for each in told}) == 1
    assert {each["object"] for each in told} == {"chat.completion.chunk"}
    choices = [choice for each in told for choice in each["choices"]]
    assert choices[0]["delta"] == {"role": "assistant", "content": ""}
    deltas = [choice["delta"].get("content", "") for choice in choices]
    assert deltas[1:4] == [f"{PLANT_QUOTE} [1]", f" {COST_QUOTE} [2]", f" {RIVAL_QUOTE} [3]"]
    message = whole["choices"][0]["message"]
    assert "".join(deltas) == message["content"]
    assert choices[-1]["delta"] == {"annotations": message["annotations"]}
    assert choices[-1]["dealdesk"] == whole["choices"][0]["dealdesk"]
    assert [choice["finish_reason"] for choice in choices] == [None] * (len(choices) - 1) + ["stop"]


def test_a_streamed_abstention_has_its_words_too(client: DeclaredClient, script: Script) -> None:
    script.quotes, script.disagreements = (), ()
    said = "".join(choice["delta"].get("content", "") for each in chunks(client) for choice in each["choices"])
    assert said == "The articles touch on this, but none of them states an answer."


def test_a_stream_tells_its_usage_last_where_that_is_asked_for(client: DeclaredClient) -> None:
    *told, last = chunks(client, stream_options={"include_usage": True})
    assert last["choices"] == []
    assert last["usage"] == completed(client)["usage"]
    assert not any("usage" in each for each in told)


def test_a_stream_is_one_line_an_event_whatever_the_text_holds(client: DeclaredClient, script: Script) -> None:
    stored = script.shelf.live("plant")
    assert stored
    script.shelf.put(replace(stored.article, text="One\u2028two\u0085three\rfour."))
    script.quotes, script.disagreements = (("plant", "One\u2028two\u0085three\rfour."),), ()
    reply = client.post("/v1/chat/completions", json=asked(stream=True))
    assert reply.content.isascii()
    assert all(line.startswith("data: ") for line in reply.text.splitlines() if line)
    assert chunks(client)[1]["choices"][0]["delta"]["content"].startswith("One\u2028two\u0085three\rfour.")


def test_document_text_becomes_no_picture_link_or_element_where_markdown_is_shown() -> None:
    answer = AnswerBody.model_construct(status="answered", missing=[], disagreements=[], note=None)
    answer.statements = [
        StatementBody(
            text="![x](https://evil.example/?q) and [y](z), [a][b] <img src=x> 3 < 4", citations=[1], emphasis=None
        )
    ]
    assert content_of(answer).text == (r"!\[x]\(https://evil.example/?q) and [y]\(z), [a]\[b] \<img src=x> 3 < 4 [1]")


def test_every_marker_is_where_its_annotation_says_it_is_whatever_the_text_holds() -> None:
    value = ValueBody(value="$1 [7]", citations=[1], sources=1, newest=False)
    answer = AnswerBody.model_construct(status="answered", missing=["[2]"], note="[3]", citations=[])
    answer.disagreements = [DisagreementBody(about="cost", values=[value, value], explanation=None)]
    answer.statements = [StatementBody(text="🏭 [9] said [1]", citations=[1, 2], emphasis=None)]
    content = content_of(answer)
    assert [(content.text[mark.start : mark.end], mark.citation) for mark in content.marks] == [
        ("[1]", 1),
        ("[2]", 2),
        ("[1]", 1),
        ("[1]", 1),
    ]
    assert [mark.start for mark in content.marks][:2] == [len("🏭 [9] said [1] "), len("🏭 [9] said [1] [1]")]


def test_the_models_are_one(client: DeclaredClient) -> None:
    listed = client.get("/v1/models").json()
    assert listed["object"] == "list"
    [model] = listed["data"]
    assert (model["id"], model["object"]) == ("dealdesk", "model")
    assert client.get("/v1/models/dealdesk").json() == model
    assert client.get("/v1/models/gpt-4o").status_code == 404


@pytest.mark.parametrize("article", [Article("x", "T", "Some text.", collection="secret")])
def test_filters_reach_the_question(client: DeclaredClient, script: Script, shelf: Shelf, article: Article) -> None:
    shelf.put(article)
    completed(client, dealdesk={"collections": ["public"], "as_of": "2026-03-01", "top_k": 3})
    [question] = script.asked
    assert question.selection.collections == ("public",)
    assert str(question.selection.as_of) == "2026-03-01"
    assert question.top_k == 3
