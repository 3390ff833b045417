"""`dealdesk timeline`, over the folder itself and through a running server; and how it looks at a terminal."""

from __future__ import annotations

from datetime import date

import pytest

from api.schema.replies import CitationBody
from api.schema.timeline import BeforeBody, LineBody, TimelineBody
from dealdesk.assembly import open_beside
from dealdesk.rendering import show_timeline
from tests.dealdesk.console import Console, settings_of
from tests.dealdesk.serving import serving
from tests.dealdesk.test_rendering import Terminal, shown

QUERY = "Larkspur offer for Northwind Cable"
SAID = "Larkspur Grid has agreed to buy Northwind Cable, the maker of undersea power cables, for $46.00 per share."


@pytest.mark.slow
def test_the_timeline_of_a_deal_is_dated_and_cited_word_for_word(console: Console) -> None:
    done = console.run("timeline", QUERY, "--json")
    assert (done.code, done.err) == (0, "")
    timeline = done.json
    days = [line["day"] for line in timeline["lines"] if line["day"]]
    assert days == sorted(days)
    assert any("raised its offer" in line["statement"] for line in timeline["lines"])
    with open_beside(settings_of(console.home)) as desk:
        for citation in timeline["citations"]:
            stored = desk.catalogue.live(citation["article_id"])
            assert stored
            assert stored.article.text[citation["start"] : citation["end"]] == citation["quote"]


@pytest.mark.slow
def test_a_running_server_gives_the_command_the_same_lines(console: Console) -> None:
    options = ("timeline", QUERY, "--since", "2025-11-04", "--as-of", "2026-02-01", "--collection", "public", "--json")
    alone = console.run(*options)
    with serving(console) as served:
        through = served.console.run(*options)
    assert (through.code, through.err) == (0, "")
    assert through.json["lines"] == alone.json["lines"]
    published = [line["published"] for line in alone.json["lines"]]
    assert published
    assert all("2025-11-04" < day <= "2026-02-01" for day in published)


def test_each_line_has_its_day_in_a_column_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "dumb")
    citation = CitationBody(
        marker=1, article_id="a", version="v", title="T", publisher=None, published=None, url=None,
        start=0, end=len(SAID), page=None, quote=SAID, also_in=[],
    )  # fmt: skip
    lines = [
        LineBody(
            day=date(2026, 1, 1),
            about="2026-01",
            published=date(2026, 1, 15),
            dated_by="text",
            statement=SAID,
            citations=[1],
            before=[BeforeBody(value="$46.00", before="$42.50", citation=1)],
        ),
        LineBody(
            day=None, about=None, published=None, dated_by="nothing", statement="Short.", citations=[1], before=[]
        ),
    ]
    body = TimelineBody(query="q", since=None, as_of=None, lines=lines, citations=[citation], note=None)
    printed = shown(lambda: show_timeline(body, as_json=False), Terminal())
    assert printed[:6] == [
        "2026-01     Larkspur Grid has agreed to buy Northwind Cable, the maker of",
        "            undersea power cables, for $46.00 per share. [1]",
        "            $46.00, before: $42.50 [1]",
        "            dated by the text, published 2026-01-15",
        "undated     Short. [1]",
        "            dated neither by the text nor by the article",
    ]
    assert all(len(line) <= 80 for line in printed)


def test_a_timeline_of_nothing_says_so() -> None:
    body = TimelineBody(query="q", since=date(2026, 1, 2), as_of=None, lines=[], citations=[], note=None)
    printed = shown(lambda: show_timeline(body, as_json=False), Terminal())
    assert printed == ["No article published after 2026-01-02 tells of this."]
