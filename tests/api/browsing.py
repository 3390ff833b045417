"""A real browser that looks at the page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from tests.api.serving import CHROMIUM, CHROMIUM_FLAGS

needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine")

PHONE: ViewportSize = {"width": 360, "height": 740}


_PATIENCE_MS = 20_000  # for what is expected to come about, on a busy machine


@contextmanager
def browsing() -> Iterator[Browser]:
    expect.set_options(timeout=_PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(CHROMIUM_FLAGS))
        yield browser
        browser.close()


@contextmanager
def looking(browser: Browser, address: str, path: str = "/", **options: Any) -> Iterator[Page]:
    """A fresh page at the address; at the end, that it asked nobody else and broke none of its own rules.

    options: of the browser's context.
    """
    context = browser.new_context(base_url=address, **{"viewport": {"width": 1280, "height": 900}, **options})
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text) if _is_bad(message.text) else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(path)
    yield page
    context.close()
    assert [url for url in asked if not url.startswith((address, f"blob:{address}"))] == []
    assert said == []


def ask(page: Page, question: str) -> None:
    page.get_by_label("Your question").or_(page.get_by_label("Ask a follow-up")).fill(question)
    page.keyboard.press("Enter")


def show(page: Page, name: str) -> None:
    """Another view."""
    page.get_by_role("navigation", name="Views").get_by_role("link", name=name).click()


def violations(page: Page) -> list[object]:
    """What axe-core finds, of whatever impact. It needs a page without rules: bypass_csp."""
    found = Axe().run(page).response["violations"]
    return [
        (one["impact"], one["id"], [(node["target"], node["failureSummary"]) for node in one["nodes"]]) for one in found
    ]


def _is_bad(message: str) -> bool:
    """What the browser says of answers that are errors is told by the page itself."""
    return not message.startswith("Failed to load resource")
