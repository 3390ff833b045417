"""Draws what the documentation shows of the web page: `python -m tests.api.preview docs/images`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, ViewportSize, expect

from tests.api.browsing import ask, browsing, looking
from tests.api.example_server import example_server

SIZE: ViewportSize = {"width": 1100, "height": 680}


def answer(page: Page) -> None:
    ask(page, "How much will Pelham Tidal pay for Corvane Turbines?")
    page.locator(".answer .marker").last.hover()
    expect(page.locator("#quote")).to_contain_text("$2.1 billion")


def article(page: Page) -> None:
    ask(page, "How much will the gas-fired power plant in Portsmouth, Ohio cost?")
    page.locator(".answer .marker").click()
    expect(page.locator("#reader mark")).to_contain_text("$33 billion")


def timeline(page: Page) -> None:
    page.goto("/#timeline?query=Northwind%20Cable&since=2026-01-01")
    expect(page.locator(".before").first).to_be_visible()


def figures(page: Page) -> None:
    page.goto("/#figures?query=Northwind%20Cable&kind=money&kind=percent")
    expect(page.locator(".sheet tbody tr").first).to_be_visible()


PICTURES: tuple[Callable[[Page], None], ...] = (answer, article, timeline, figures)


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as home, example_server(Path(home)) as server, browsing() as browser:
        for picture in PICTURES:
            with looking(browser, server.address, viewport=SIZE, reduced_motion="reduce") as page:
                picture(page)
                page.screenshot(path=folder / f"page-{picture.__name__}.png")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
