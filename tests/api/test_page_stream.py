"""An answer that comes piece by piece on the web page, and its markers, by mouse, keyboard and finger."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from api.app import create_app
from index.errors import SearchIndexError
from tests.api.browsing import PHONE, ask, browsing, looking, needs_chromium
from tests.api.fakes import COST_QUOTE, PLANT_QUOTE, Pulse, Script, Shelf
from tests.api.serving import serving
from tests.api.steps import Steps, until

pytestmark = needs_chromium

QUESTION = "Who will operate the gas-fired plant in Ohio?"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browsing() as browser:
        yield browser


@pytest.fixture
def steps(script: Script) -> Steps:
    return Steps(script)


@pytest.fixture
def slow(browser: Browser, steps: Steps, script: Script, shelf: Shelf) -> Iterator[Page]:
    """A page whose answers go one step at a time."""
    app = create_app(steps, script, shelf, shelf, Pulse())
    with serving(app) as address, looking(browser, address) as page:
        yield page


@pytest.fixture
def address(shelf: Shelf, script: Script) -> Iterator[str]:
    with serving(create_app(script, script, shelf, shelf, Pulse())) as address:
        yield address


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    with looking(browser, address) as page:
        ask(page, QUESTION)
        expect(page.locator(".card")).to_have_count(3)
        yield page


def test_what_is_done_is_told_while_it_is_done(slow: Page, steps: Steps) -> None:
    ask(slow, QUESTION)
    expect(slow.locator(".progress")).to_contain_text("Searching the articles …")
    expect(slow.locator("#announce")).to_have_text("Reading the articles.")
    steps.go()
    expect(slow.locator(".progress")).to_contain_text("Reading …")
    expect(slow.locator(".progress")).to_contain_text(
        "3 passages found, in SB Energy named operator of Ohio plant, A price is heard"
    )
    expect(slow.locator(".answer")).to_be_hidden()
    steps.go()
    expect(slow.locator(".statement")).to_have_count(3)
    expect(slow.locator(".progress")).to_be_hidden()


@pytest.mark.parametrize("stop", ["button", "Escape"])
def test_a_question_is_stopped_here_and_on_the_server(slow: Page, steps: Steps, stop: str) -> None:
    steps.restless = True
    ask(slow, QUESTION)
    expect(slow.locator(".progress")).to_be_visible()
    assert steps.begun.acquire(timeout=20)
    if stop == "button":
        slow.get_by_role("button", name="Stop").click()
    else:
        slow.keyboard.press(stop)
    expect(slow.get_by_role("alert")).to_contain_text("Stopped before the answer was there.")
    expect(slow.get_by_role("heading", name=QUESTION)).to_be_focused()
    until(lambda: steps.abandoned == 1)
    steps.go(2)
    slow.get_by_role("button", name="Try again").click()
    expect(slow.locator(".statement")).to_have_count(3)
    expect(slow.locator(".turn")).to_have_count(1)


def test_what_fails_on_the_way_is_said_and_can_be_asked_again(slow: Page, steps: Steps, script: Script) -> None:
    ask(slow, QUESTION)
    steps.go()
    expect(slow.locator(".progress")).to_contain_text("Reading …")
    script.failure = SearchIndexError("the index is being moved: ask again in a minute")
    steps.go()
    expect(slow.get_by_role("alert")).to_have_text("The index is being moved: ask again in a minute.Try again")
    script.failure = None
    steps.go(2)
    slow.get_by_role("button", name="Try again").click()
    expect(slow.locator(".statement")).to_have_count(3)


def test_questions_stand_one_under_the_other(page: Page) -> None:
    ask(page, "And what does it cost?")
    expect(page.locator(".turn")).to_have_count(2)
    expect(page.locator(".turn").nth(1)).to_contain_text(PLANT_QUOTE)
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.get_by_label("Your question")).to_be_visible()


def test_a_marker_shows_its_quote_under_the_mouse(page: Page) -> None:
    quote = page.locator("#quote")
    page.get_by_role("button", name="Citation 2:").first.hover()
    expect(quote.locator("blockquote")).to_have_text(COST_QUOTE)
    expect(quote).to_contain_text("Meridian Wire · 18 February 2026")
    quote.hover()  # it stays, to be read and copied from
    expect(quote).to_be_visible()
    page.keyboard.press("Escape")
    expect(quote).to_be_hidden()
    page.get_by_role("button", name="Citation 1:").first.hover()
    expect(quote.locator("blockquote")).to_have_text(PLANT_QUOTE)
    page.get_by_role("heading", name=QUESTION).hover()
    expect(quote).to_be_hidden()


def test_a_click_on_a_marker_opens_the_article_at_the_quote(page: Page) -> None:
    page.get_by_role("button", name="Citation 2:").first.click()
    expect(page.locator("#reader mark")).to_have_text(COST_QUOTE)
    expect(page.locator("#reader mark")).to_be_in_viewport(ratio=1)
    expect(page.locator("#quote")).to_be_hidden()
    expect(page.locator(".answer")).to_be_in_viewport()  # beside it


def test_a_finger_sees_the_quote_first_and_opens_the_article_then(browser: Browser, address: str) -> None:
    with looking(browser, address, viewport=PHONE, has_touch=True) as page:
        ask(page, QUESTION)
        marker = page.get_by_role("button", name="Citation 1:").first
        marker.tap()
        quote = page.locator("#quote")
        expect(quote.locator("blockquote")).to_have_text(PLANT_QUOTE)
        expect(page.locator("#reader")).to_be_hidden()
        box = quote.bounding_box()
        assert box
        assert 0 <= box["x"] <= box["x"] + box["width"] <= PHONE["width"]
        marker.tap()
        expect(page.locator("#reader mark")).to_have_text(PLANT_QUOTE)
        page.get_by_role("button", name="Close").tap()
        page.get_by_role("heading", name=QUESTION).tap()
        expect(quote).to_be_hidden()
        marker.tap()
        quote.get_by_role("button", name="Show in article").tap()
        expect(page.locator("#reader mark")).to_have_text(PLANT_QUOTE)


def test_the_keyboard_alone_asks_and_opens_and_goes_back(browser: Browser, address: str) -> None:
    with looking(browser, address) as page:
        expect(page.locator(".newest button")).to_have_count(2)
        reach(page, "Your question")
        page.keyboard.type(QUESTION)
        page.keyboard.press("Enter")
        expect(page.locator(".card")).to_have_count(3)
        reach(page, "Citation 1: SB Energy named operator of Ohio plant")
        marker = page.locator(".answer .marker").first
        expect(marker).to_be_focused()
        expect(page.locator("#quote blockquote")).to_have_text(PLANT_QUOTE)
        assert marker.get_attribute("aria-describedby") == "quote"
        page.keyboard.press("Enter")
        expect(page.locator("#reader mark")).to_be_focused()
        expect(page.locator("#reader mark")).to_have_text(PLANT_QUOTE)
        page.keyboard.press("Escape")
        expect(marker).to_be_focused()
        reach(page, "Ask a follow-up")
        page.keyboard.type("And what does it cost?")
        page.keyboard.press("Enter")
        expect(page.locator(".turn")).to_have_count(2)


def test_focus_is_always_to_be_seen(page: Page) -> None:
    """Nothing that is reached by Tab lies under what stays at the bottom, or is without a ring."""
    covered = page.locator(".composer")
    seen = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        if focused.count() == 0:
            continue
        seen.add(focused.evaluate("node => node.className || node.tagName"))
        expect(focused).to_be_in_viewport()
        assert focused.evaluate("node => getComputedStyle(node).outlineStyle") != "none"
        if covered.locator(":focus").count() == 0:
            under, over = focused.bounding_box(), covered.bounding_box()
            assert under
            assert over
            assert under["y"] + under["height"] <= over["y"] or under["y"] >= over["y"] + over["height"]
    assert {"marker", "show", "quiet"} <= seen


def reach(page: Page, name: str) -> None:
    """Press Tab until what is focused has this name."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.ariaLabel ?? document.activeElement.labels?.[0]?.textContent") == name:
            return
    raise AssertionError(f"{name} is not reached by Tab")
