"""GET /v1/articles/{id}/text: the stored text, or a part of it, in Unicode code points."""

from __future__ import annotations

import pytest

from corpus.article import Article
from tests.api.client import DeclaredClient
from tests.api.fakes import COST_QUOTE, PLANT_QUOTE, Shelf


def test_the_span_of_every_citation_gives_its_quote(client: DeclaredClient) -> None:
    citations = client.post("/v1/ask", json={"question": "Who runs the plant?"}).json()["citations"]
    assert [citation["quote"] for citation in citations][:2] == [PLANT_QUOTE, COST_QUOTE]
    for citation in citations:
        span = {name: citation[name] for name in ("start", "end", "version")}
        text = client.get(f"/v1/articles/{citation['article_id']}/text", params=span).json()
        assert text["text"] == citation["quote"]
        assert {name: text[name] for name in span} == span


def test_without_a_span_it_is_the_whole_text_and_characters_are_code_points(client: DeclaredClient) -> None:
    article = client.get("/v1/articles/plant").json()
    whole = client.get("/v1/articles/plant/text").json()
    assert whole["text"] == article["text"]
    assert (whole["start"], whole["end"], whole["chars"]) == (0, len(article["text"]), len(article["text"]))
    assert client.get("/v1/articles/plant/text?start=1&end=3").json()["text"] == "🏭 "
    assert client.get(f"/v1/articles/plant/text?start={whole['chars'] - 1}").json()["text"] == "."
    assert client.get("/v1/articles/plant/text?start=5&end=5").json()["text"] == ""


@pytest.mark.parametrize("span", ["start=5&end=4", "end=100000", "start=100000", f"start={10**18}&end={10**19}"])
def test_a_span_beyond_the_text_is_refused_with_the_length_of_the_text(client: DeclaredClient, span: str) -> None:
    chars = client.get("/v1/articles/plant/text").json()["chars"]
    refused = client.get(f"/v1/articles/plant/text?{span}")
    assert refused.status_code == 422
    assert f"the text has {chars} characters" in refused.json()["detail"]


@pytest.mark.parametrize("span", ["start=-1", "end=-1", "start=a", "start=1.5", f"end={'9' * 5000}", "version=%00"])
def test_what_is_no_span_is_refused(client: DeclaredClient, span: str) -> None:
    assert client.get(f"/v1/articles/plant/text?{span}").status_code == 422


def test_a_past_version_keeps_its_text(client: DeclaredClient, shelf: Shelf) -> None:
    old = client.get("/v1/articles/rumour").json()
    shelf.put(Article("rumour", "A price is denied", "There is no price."))
    text = client.get("/v1/articles/rumour/text", params={"version": old["version"], "start": 0, "end": 8}).json()
    assert (text["text"], text["version"]) == (old["text"][:8], old["version"])
    assert client.get("/v1/articles/rumour/text").json()["text"] == "There is no price."
    for missing in ("none/text", "rumour/text?version=none"):
        assert client.get(f"/v1/articles/{missing}").status_code == 404


def test_an_article_may_be_called_text(client: DeclaredClient) -> None:
    assert client.put("/v1/articles/text", json={"title": "", "text": "x"}).status_code == 201
    assert client.get("/v1/articles/text").json()["id"] == "text"
    assert client.get("/v1/articles/text/text").json()["text"] == "x"
