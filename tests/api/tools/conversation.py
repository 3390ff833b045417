"""What an agent does with the tools over the example corpus, whichever way it speaks to them."""

from __future__ import annotations

from mcp.client.client import Client

from tests.api.tools.agents import used

COST = "How much will the gas-fired power plant in Portsmouth, Ohio cost?"


async def converses(client: Client) -> None:
    """List the tools, ask, follow up, read what was cited, and look at figures and at what happened when."""
    assert len((await client.list_tools()).tools) == 6
    answer = await used(client, "ask", question=COST)
    assert answer["status"] == "answered"
    assert "$33 billion" in answer["text"]
    cited = answer["citations"][0]
    where = {name: cited[name] for name in ("version", "start", "end")}
    part = await used(client, "get_article", id=cited["article_id"], **where)
    assert part["text"] == cited["quote"]
    around = await used(client, "get_article", id=cited["article_id"], start=max(cited["start"] - 50, 0))
    assert cited["quote"] in around["text"]

    turns = [{"role": "user", "text": COST}, {"role": "assistant", "text": answer["text"]}]
    follow_up = await used(client, "ask", question="And who operates it?", history=turns)
    assert "SB Energy" in follow_up["text"]
    nothing = await used(client, "ask", question="Who painted the Mona Lisa?")
    assert (nothing["status"], nothing["statements"]) == ("abstained", [])

    hits = (await used(client, "search", query="Portsmouth power plant", top_k=3))["hits"]
    listed = await used(client, "list_articles", sort="published", order="desc", limit=5)
    days = [article["published"] for article in listed["articles"]]
    assert days == sorted(days, reverse=True)
    assert hits[0]["article_id"] in {
        article["id"] for article in (await used(client, "list_articles", limit=100))["articles"]
    }
    figures = (await used(client, "figures", query="Portsmouth power plant", kind=["money"]))["figures"]
    assert "$33 billion" in {figure["figure"] for figure in figures}
    timeline = await used(client, "timeline", query="Portsmouth power plant")
    assert timeline["lines"]
    for citation in timeline["citations"]:
        where = {name: citation[name] for name in ("version", "start", "end")}
        assert (await used(client, "get_article", id=citation["article_id"], **where))["text"] == citation["quote"]
