"""The web page for everybody: axe-core finds nothing in any view, dark or light, and every view fits a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from corpus.article import Article
from tests.api.browsing import PHONE, ask, browsing, looking, needs_chromium, show, violations
from tests.api.example_server import ExampleServer, example_server

pytestmark = [needs_chromium, pytest.mark.slow]

LONG = "Überlandleitungsbetriebsgesellschaft" * 5
PRESSED = "button:visible, a:visible, input:not(.unseen):visible, select:visible, summary:visible"
SMALL = """nodes => nodes.filter(node => {
    const { width, height } = (node.closest("label") ?? node).getBoundingClientRect();
    return (width < 24 || height < 24) && !node.matches(".source, .brand a");
}).map(node => node.outerHTML)"""
"""What is pressed and smaller than 24 by 24 pixels, but for links in lines of text."""
WIDE = """nodes => nodes.filter(node => node.getBoundingClientRect().right > innerWidth + 1 && !node.closest(".unseen"))
    .map(node => node.outerHTML.slice(0, 200))"""
"""What goes on beyond the right edge."""

NORTHWIND = "query=Northwind%20Cable%20Larkspur"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ExampleServer]:
    with example_server(tmp_path_factory.mktemp("page")) as server:
        server.desk.refresher.put(Article(LONG, LONG, f"{LONG} costs $3 billion.", LONG))
        yield server


@pytest.fixture(scope="module")
def browser(server: ExampleServer) -> Iterator[Browser]:
    with browsing() as browser:
        yield browser


def empty(page: Page) -> None:
    expect(page.locator(".newest li").first).to_be_visible()
    page.get_by_text("Filters").first.click()


def disagreement(page: Page) -> None:
    ask(page, "How much will Pelham Tidal pay for Corvane Turbines?")
    expect(page.locator(".values li")).to_have_count(2)
    page.get_by_role("button", name="Not helpful").click()
    expect(page.get_by_label("What made it so?")).to_be_visible()
    page.locator(".answer .marker").first.focus()
    expect(page.locator("#quote")).to_be_visible()


def article(page: Page) -> None:
    disagreement(page)
    page.keyboard.press("Enter")
    expect(page.locator("#reader mark")).to_be_visible()


def abstention(page: Page) -> None:
    ask(page, "Who won the chess olympiad in 1998?")
    expect(page.get_by_role("heading", name="No answer")).to_be_visible()


def timeline(page: Page) -> None:
    page.goto(f"/#timeline?{NORTHWIND}&since=2025-12-31")
    expect(page.locator(".before").first).to_be_visible()


def figures(page: Page) -> None:
    page.goto(f"/#figures?{NORTHWIND}")
    expect(page.locator(".sheet tbody tr").first).to_be_visible()


def articles(page: Page) -> None:
    page.goto("/#articles")
    page.get_by_label("Find").fill("berland")
    page.keyboard.press("Enter")
    expect(page.locator(".view:not([hidden]) .lines li").first).to_contain_text(LONG)


def upload(page: Page) -> None:
    page.goto("/#articles")
    page.locator("input[type=file]").set_input_files({"name": f"{LONG}.pdf", "mimeType": "a/b", "buffer": b"%PDF-1.7"})
    expect(page.locator(".failures")).to_be_visible(timeout=60_000)


def sources(page: Page) -> None:
    page.goto("/#sources")
    expect(page.locator(".work").first).to_be_visible()


def watches(page: Page) -> None:
    page.request.post("/v1/watches", data={"question": f"What does {LONG} cost?"})
    page.goto("/#watches")
    expect(page.locator(".known").first).to_be_visible()


def dialog(page: Page) -> None:
    page.goto("/#watches")
    page.get_by_role("button", name="Watch a question").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def admin(page: Page) -> None:
    page.goto("/#admin")
    expect(page.locator(".checked li").first).to_be_visible()


def trouble(page: Page) -> None:
    page.goto("/#ask?conversation=unknown")
    expect(page.get_by_role("alert")).to_be_visible()


STATES = (
    empty, disagreement, article, abstention, timeline, figures, articles, upload, sources, watches, dialog, admin,
    trouble,
)  # fmt: skip


@pytest.mark.parametrize("state", STATES)
def test_a_view_is_for_everybody(browser: Browser, server: ExampleServer, state: Callable[[Page], None]) -> None:
    # Without the page's rules, for only so can axe run its own script there.
    with looking(browser, server.address, bypass_csp=True, color_scheme="light", reduced_motion="reduce") as page:
        state(page)
        assert violations(page) == []
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        assert violations(page) == []
        assert page.locator(PRESSED).evaluate_all(SMALL) == []
        page.set_viewport_size(PHONE)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        assert page.locator("main *:visible, dialog *:visible, #quote:visible").evaluate_all(WIDE) == []


def test_less_motion_is_none(browser: Browser, server: ExampleServer) -> None:
    with looking(browser, server.address, reduced_motion="reduce") as page:
        disagreement(page)
        moving = "nodes => nodes.filter(node => getComputedStyle(node).animationName !== 'none').length"
        assert page.locator("*").evaluate_all(moving) == 0


def test_each_view_has_its_title_and_takes_the_focus(browser: Browser, server: ExampleServer) -> None:
    with looking(browser, server.address) as page:
        expect(page.locator(".newest li").first).to_be_visible()
        names = page.locator("#views a").all_inner_texts()
        assert len(names) == 7
        for name in [*names[1:], names[0]]:
            show(page, name)
            expect(page.locator("h1:focus")).to_have_count(1)
            expect(page).to_have_title(f"{name} · dealdesk")
            expect(page.locator("#views [aria-current=page]")).to_have_text(name)
            assert page.get_by_role("heading", level=1).count() == 1
