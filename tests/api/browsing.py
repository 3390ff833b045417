"""A real browser that looks at the page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.api.serving import CHROMIUM, CHROMIUM_FLAGS

needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine")

PHONE = {"width": 360, "height": 740}


@contextmanager
def browsing() -> Iterator[Browser]:
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


def _is_bad(message: str) -> bool:
    """What the browser says of answers that are errors is told by the page itself."""
    return not message.startswith("Failed to load resource")
