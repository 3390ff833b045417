"""POST /v1/ask and POST /v1/search."""

from __future__ import annotations

import json
from datetime import date

import pytest
from syrupy.assertion import SnapshotAssertion

from answer.reply import Turn
from corpus.article import Article, Selection
from corpus.stored import AlsoIn
from tests.api.client import DeclaredClient
from tests.api.fakes import PLANT_QUOTE, RIVAL_QUOTE, Script, Shelf

MOMENT_REMEDY = (
    "give a day as YYYY-MM-DD, or a moment with its time zone as 2026-02-18T09:30:00Z (in an address a + is %2B)"
)
QUESTION = "Who will operate the gas-fired plant in Ohio?"


def pretty(body: object) -> str:
    """As text, so that the snapshot pins the order of the fields too."""
    return json.dumps(body, indent=2, ensure_ascii=False)


def test_an_answer_has_the_json_that_was_promised(
    client: DeclaredClient, script: Script, snapshot: SnapshotAssertion
) -> None:
    script.phrase, script.missing = "SB Energy", ("when it opens",)
    reply = client.post("/v1/ask", json={"question": QUESTION, "as_of": "2026-03-01"})
    assert reply.status_code == 200
    assert pretty(reply.json()) == snapshot


def test_an_abstention_has_the_same_fields(client: DeclaredClient, script: Script, snapshot: SnapshotAssertion) -> None:
    script.quotes, script.note = (), "The configured model failed."
    script.nearest = (("rumour", RIVAL_QUOTE),)
    reply = client.post("/v1/ask", json={"question": QUESTION})
    assert reply.status_code == 200
    assert pretty(reply.json()) == snapshot


def test_hits_have_the_json_that_was_promised(client: DeclaredClient, snapshot: SnapshotAssertion) -> None:
    reply = client.post("/v1/search", json={"query": "gas plant"})
    assert reply.status_code == 200
    assert pretty(reply.json()) == snapshot


def test_a_hit_and_a_citation_name_the_other_articles_of_their_story(client: DeclaredClient, script: Script) -> None:
    script.also_in = (AlsoIn("copy", "A copy", "Meridian", date(2026, 2, 19), None),)
    told = {"article_id": "copy", "title": "A copy", "publisher": "Meridian", "published": "2026-02-19", "url": None}
    for found in (
        client.post("/v1/ask", json={"question": QUESTION}).json()["citations"],
        client.post("/v1/search", json={"query": "gas plant"}).json()["hits"],
    ):
        assert [each["also_in"] for each in found] == [[told], [], []]


def test_every_citation_is_a_slice_of_the_article_as_the_door_gives_it(client: DeclaredClient) -> None:
    citations = client.post("/v1/ask", json={"question": QUESTION}).json()["citations"]
    assert len(citations) == 3
    for citation in citations:
        article = client.get(f"/v1/articles/{citation['article_id']}").json()
        assert article["text"][citation["start"] : citation["end"]] == citation["quote"]
        assert article["version"] == citation["version"]


def test_the_short_answer_and_the_emphasis_are_slices_of_what_they_stand_in(
    client: DeclaredClient, script: Script
) -> None:
    script.phrase = "SB Energy"
    answer = client.post("/v1/ask", json={"question": QUESTION}).json()
    short, statement = answer["short_answer"], answer["statements"][0]
    article = client.get(f"/v1/articles/{short['article_id']}").json()
    assert article["text"][short["start"] : short["end"]] == short["text"] == "SB Energy"
    assert statement["text"][statement["emphasis"]["start"] : statement["emphasis"]["end"]] == "SB Energy"
    [cited] = [citation for citation in answer["citations"] if citation["marker"] == short["citation"]]
    assert (cited["article_id"], cited["start"] <= short["start"], short["end"] <= cited["end"]) == (
        "plant",
        True,
        True,
    )


def test_a_whole_request_reaches_the_answerer(client: DeclaredClient, script: Script) -> None:
    client.post(
        "/v1/ask",
        json={
            "question": "And the price?",
            "history": [{"role": "user", "text": QUESTION}, {"role": "assistant", "text": "SB Energy."}],
            "as_of": "2026-03-01",
            "collections": ["news"],
            "published_from": "2026-01-01",
            "published_to": "2026-02-28",
            "top_k": 3,
        },
    )
    [asked] = script.asked
    assert asked.history == (Turn("user", QUESTION), Turn("assistant", "SB Energy."))
    assert asked.selection == Selection(("news",), date(2026, 1, 1), date(2026, 2, 28), date(2026, 3, 1))
    assert asked.top_k == 3


def test_nulls_filter_nothing(client: DeclaredClient, script: Script) -> None:
    nulls: dict[str, object] = {
        "as_of": None,
        "collections": None,
        "published_from": None,
        "published_to": None,
        "history": [],
    }
    client.post("/v1/ask", json={"question": QUESTION, "top_k": 8, **nulls})
    assert script.asked[0].selection == Selection()


def test_no_collections_are_not_all_collections(client: DeclaredClient, script: Script) -> None:
    client.post("/v1/search", json={"query": QUESTION, "collections": []})
    assert script.searched == [(QUESTION, Selection(collections=()), 8)]


@pytest.mark.parametrize(
    ("extra", "field", "remedy"),
    [
        ({"question": "?!"}, "question", "use at least one letter or digit"),
        ({"question": "x" * 4_001}, "question", "String should have at most 4000 characters"),
        ({"question": "a\0b"}, "question", "leave out the NUL character"),
        ({"question": 7}, "question", "Input should be a valid string"),
        ({"topk": 3}, "topk", "leave this field out: it is not known here"),
        ({"top_k": 0}, "top_k", "Input should be greater than or equal to 1"),
        ({"top_k": "8"}, "top_k", "Input should be a valid integer"),
        ({"top_k": True}, "top_k", "Input should be a valid integer"),
        ({"as_of": "2026-02-30"}, "as_of", "give a day of the calendar as YYYY-MM-DD, or null"),
        ({"as_of": 1771372800}, "as_of", MOMENT_REMEDY),
        ({"as_of": "2026-02-18T09:00:00"}, "as_of", MOMENT_REMEDY),
        ({"published_to": "2026-02-18T09:00:00Z"}, "published_to", "give a day of the calendar as YYYY-MM-DD, or null"),
        ({"collections": "news"}, "collections", "Input should be a valid list"),
        ({"history": [{"role": "system", "text": "x"}]}, "history.0.role", "Input should be 'user' or 'assistant'"),
        (
            {"published_from": "2026-02-02", "published_to": "2026-02-01"},
            "body",
            "published_from is after published_to: exchange them or leave one out",
        ),
    ],
)
def test_a_field_that_cannot_be_used_is_named_with_its_remedy(
    client: DeclaredClient, script: Script, extra: dict[str, object], field: str, remedy: str
) -> None:
    refused = client.post("/v1/ask", json={"question": QUESTION, **extra})
    assert refused.status_code == 422
    assert refused.json()["errors"] == [{"field": field, "remedy": remedy}]
    assert not script.asked


def test_a_missing_question_is_asked_for(client: DeclaredClient) -> None:
    refused = client.post("/v1/ask", json={})
    assert refused.json()["errors"] == [{"field": "question", "remedy": "give this field"}]


def test_a_citation_into_pages_carries_its_page(client: DeclaredClient, script: Script, shelf: Shelf) -> None:
    article = Article("filing", "A filing", "Contents.\n\nThe price is $46.00 a share.", pages=(0, 11))
    shelf.put(article)
    script.quotes = (("filing", "Contents."), ("filing", "The price is $46.00 a share."), ("plant", PLANT_QUOTE))
    script.disagreements = ()
    cited = client.post("/v1/ask", json={"question": QUESTION}).json()["citations"]
    assert [citation["page"] for citation in cited] == [1, 2, None]
