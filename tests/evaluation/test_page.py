"""The HTML pages: what they hold, and that they are readable and ask nobody for anything."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Request, sync_playwright

from evaluation.comparison import compare
from evaluation.page import comparison_page, reports_page
from evaluation.report import Report, Row
from evaluation.totals import totals
from tests.api.serving import CHROMIUM, CHROMIUM_FLAGS

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")

HOSTILE = "<script>alert(1)</script> & who?"


def report(set_name: str = "tiny", found: float = 1.0) -> Report:
    able = [
        Row(f"a{n}", f"Who {n}?", True, {"answered": 1.0, "gold_cited": found * (n % 3 > 0), "reciprocal_rank": 1 / n})
        for n in range(1, 13)
    ]
    times = [replace(row, measures={**row.measures, "ask_ms": 9.0, "support": 0.8}, reply="SB.") for row in able]
    rows = (*times, Row("u", HOSTILE, False, {"answered": 1.0, "ask_ms": 14.5, "support": 0.3}, HOSTILE))
    settings = {"embedding_model": "small"}
    return Report(set_name, datetime(2026, 11, 22, tzinfo=UTC), "0.1.0", "v1", 2, rows, totals(rows), settings)


def test_a_page_shows_every_measure_with_its_interval_and_the_questions_that_went_wrong() -> None:
    page = reports_page([report()])
    assert "gold string in the cited quotes" in page
    assert "95% interval" in page
    assert "5 questions that went wrong" in page
    for title in ("rank of the first gold passage", "answered or not", "answer time", "support of answerable"):
        assert title in page


def test_texts_of_strangers_never_become_markup() -> None:
    page = reports_page([report(set_name="<b>bold</b>")])
    assert "<script" not in page
    assert "<b>" not in page
    assert "&lt;script&gt;" in page


def test_a_page_names_no_address_elsewhere() -> None:
    for page in (reports_page([report(), report("other")]), comparison_page(report(), report(), [])):
        assert re.findall(r"https?://|url\(|@import|<link|<img|<iframe", page) == []


def test_several_sets_begin_with_one_table_over_all() -> None:
    page = reports_page([report(), report("other")])
    assert page.index("<th>tiny</th><th>other</th>") < page.index("<h2>tiny</h2>") < page.index("<h2>other</h2>")


def test_a_comparison_says_what_is_better_and_what_is_noise() -> None:
    before, after = report(found=0.0), report(found=1.0)
    page = comparison_page(before, after, compare(before, after))
    [line] = [line for line in page.splitlines() if "gold string in the cited quotes" in line]
    assert "better" in line
    [line] = [line for line in page.splitlines() if "answerable questions answered" in line and "un" not in line]
    assert "same" in line


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine")
def test_a_page_is_readable_in_the_light_in_the_dark_and_on_a_phone(tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    file.write_text(reports_page([report(), report("other")]), encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(CHROMIUM_FLAGS))
        grounds = []
        for scheme in SCHEMES:
            page = browser.new_page(color_scheme=scheme, viewport={"width": 360, "height": 740})
            urls: list[str] = []

            def remember(request: Request, urls: list[str] = urls) -> None:
                urls.append(request.url)

            page.on("request", remember)
            page.goto(file.as_uri())
            grounds.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))
            assert urls == [file.as_uri()]
            assert page.evaluate("document.documentElement.scrollWidth") <= 360
            assert page.locator("svg[role=img]").count() > 10
        browser.close()
    assert grounds == ["rgb(255, 255, 255)", "rgb(20, 24, 31)"]
