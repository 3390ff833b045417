"""The API reference, in a real browser, from this server alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, Route, sync_playwright

from api.app import Arrivals, create_app
from tests.api.client import DeclaredClient
from tests.api.fakes import Pulse, Script, Shelf, articles
from tests.api.serving import CHROMIUM, CHROMIUM_FLAGS, serving

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine")


@pytest.fixture
def app(arrivals: Arrivals) -> FastAPI:
    shelf = Shelf(*articles())
    return create_app(Script(shelf), Script(shelf), shelf, shelf, Pulse(), arrivals=arrivals)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(CHROMIUM_FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def page(app: FastAPI, browser: Browser) -> Iterator[tuple[Page, list[str]]]:
    """The reference, and whatever went wrong in it or asked for another host."""
    with serving(app) as address:
        page, wrong = browser.new_page(), list[str]()

        def admit(route: Route) -> None:
            if route.request.url.startswith((address, "data:")):
                route.continue_()
            else:
                wrong.append(route.request.url)
                route.abort()

        page.route("**/*", admit)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.goto(f"{address}/reference")
        yield page, wrong
        page.close()


def test_every_operation_is_shown_with_its_role_and_nothing_is_loaded_from_elsewhere(
    app: FastAPI, page: tuple[Page, list[str]], tmp_path: Path
) -> None:
    shown, wrong = page
    shown.locator(".opblock").first.wait_for()
    operations = sum(len(methods) for methods in app.openapi()["paths"].values())
    assert shown.locator(".opblock").count() == operations
    shown.locator("#operations-questions-ask .opblock-summary-control").click()
    shown.locator("#operations-questions-ask").get_by_text("Takes any key").wait_for()
    assert wrong == []


def test_its_rules_let_nothing_in_from_elsewhere(app: FastAPI) -> None:
    with DeclaredClient(app) as client:
        rules = client.get("/reference").headers["Content-Security-Policy"]
    assert "script-src 'self';" in rules
    assert "http" not in rules
