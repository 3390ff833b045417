"""`dealdesk figures`, over the folder itself and through a running server; and how it looks at a terminal."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from api.schema.figures import FigureBody, FiguresBody
from dealdesk.figure_table import show_figures
from tests.dealdesk.console import Console
from tests.dealdesk.serving import serving
from tests.dealdesk.test_rendering import Terminal, narrow, shown

__all__ = ["narrow"]

QUERY = "cost of the power plant in Portsmouth, Ohio"


def figure(written: str, measures: str | None, article_id: str = "a", title: str = "Ohio plant [draft]") -> FigureBody:
    return FigureBody(
        figure=written,
        kind="money",
        unit="USD",
        value="33000000000",
        upper=None,
        approximate=False,
        measures=measures,
        article_id=article_id,
        version="v",
        title=title,
        publisher="Harbour Ledger",
        published=date(2026, 2, 18),
        url=None,
        start=0,
        end=11,
        quote="It is\n$33 billion.",
        quote_start=0,
        quote_end=17,
    )


def sheet(*figures: FigureBody, more: bool = False) -> FiguresBody:
    return FiguresBody(query=None, as_of=None, figures=list(figures), more=more, note=None)


def test_figures_stand_under_their_article_beside_what_they_measure(narrow: Terminal) -> None:
    body = sheet(
        figure("$33 billion", "natural gas-fired power plant in Portsmouth, the first of its kind, is priced"),
        figure("between $20 billion and about $30 billion", "value"),
        figure("$33 billion", None, "b"),
        more=True,
    )
    assert shown(lambda: show_figures(body, as_json=False, as_csv=False), narrow) == [
        "a · Ohio plant [draft] · Harbour Ledger · 2026-02-18",
        "  $33 billion               natural gas-fired power plant in Portsmouth, the",
        "                            first of its kind, is priced",
        "  between $20 billion and about $30 billion",
        "                            value",
        "",
        "b · Ohio plant [draft] · Harbour Ledger · 2026-02-18",
        "  $33 billion               It is $33 billion.",
        "",
        "Only the first 3: --limit gives more, --csv and --json the sentences.",
    ]


def test_a_sheet_of_nothing_says_so() -> None:
    assert shown(lambda: show_figures(sheet(), as_json=False, as_csv=False), io.StringIO()) == ["No figures."]


@pytest.mark.slow
def test_the_sheet_of_the_examples_gives_the_price_of_the_plant_first(console: Console) -> None:
    done = console.run("figures", QUERY, "--kind", "money", "--json")
    assert (done.code, done.err) == (0, "")
    assert "$33 billion" in {one["figure"] for one in done.json["figures"][:3]}
    rows = list(csv.DictReader(io.StringIO(console.run("figures", QUERY, "--kind", "money", "--csv").out)))
    assert [row["value"] for row in rows] == [one["value"] for one in done.json["figures"]]
    wrong = console.run("figures", "--kind", "colour")
    assert wrong.code == 2
    assert "money" in wrong.err


@pytest.mark.slow
def test_a_running_server_gives_the_command_the_same_figures(console: Console) -> None:
    options = ("figures", "--as-of", "2026-02-20", "--kind", "percent", "--kind", "date", "--limit", "25", "--json")
    alone = console.run(*options)
    with serving(console) as served:
        through = served.console.run(*options)
    assert (through.code, alone.code) == (0, 0)
    assert through.json == alone.json
    assert len(alone.json["figures"]) == 25
