"""The web page in a real browser, over parts in memory."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from answer.reply import Disagreement, DisputedValue
from api.app import create_app
from corpus.article import Article
from corpus.stored import AlsoIn
from tests.api.callers import behind
from tests.api.fakes import PLANT_QUOTE, Pulse, Script, Shelf
from tests.api.serving import CHROMIUM, CHROMIUM_FLAGS, serving

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine")

QUESTION = "Who will operate the gas-fired plant in Ohio?"
HOSTILE = '<img src=x onerror="document.title=1"><script>document.title=2</script><a href="javascript:alert(1)">x</a>'


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(CHROMIUM_FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def address(shelf: Shelf, script: Script, pulse: Pulse) -> Iterator[str]:
    with serving(create_app(script, script, shelf, shelf, pulse)) as address:
        yield address


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A fresh page at the address; at the end, that it asked nobody else and broke none of its own rules."""
    page = browser.new_page(base_url=address, viewport={"width": 1280, "height": 900})
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text) if "Content Security" in message.text else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto("/")
    yield page
    page.close()
    assert [url for url in asked if not url.startswith(address)] == []
    assert said == []


def ask(page: Page) -> None:
    page.get_by_label("Your question").fill(QUESTION)
    page.keyboard.press("Enter")


def test_a_question_gets_its_answer_with_citations(page: Page) -> None:
    ask(page)
    expect(page.locator(".answer")).to_contain_text(PLANT_QUOTE)
    first = page.locator("#citation-1")
    expect(first.locator("blockquote")).to_have_text(PLANT_QUOTE)
    expect(first).to_contain_text("Meridian Wire · 18 February 2026")
    expect(first.get_by_role("link")).to_have_attribute("href", "https://example.com/plant")
    expect(page.locator("#citation-3")).to_contain_text("undated")
    expect(page.get_by_role("status").first).to_contain_text(PLANT_QUOTE)


def test_a_citation_says_where_else_its_story_stands(page: Page, script: Script) -> None:
    script.also_in = tuple(AlsoIn(str(n), HOSTILE, None, None, None) for n in range(2))
    script.also_in += tuple(AlsoIn("x", "", f"Outlet {n}", None, None) for n in range(7))
    ask(page)
    told = f"also in {HOSTILE}, Outlet 0, Outlet 1, Outlet 2, Outlet 3 and 3 more"
    expect(page.locator("#citation-1")).to_contain_text(told)
    expect(page.locator("#citation-2")).not_to_contain_text("also in")


def test_the_answering_phrase_stands_out_though_emoji_stand_before_it(page: Page, shelf: Shelf, script: Script) -> None:
    shelf.put(Article("emoji", "Emoji", "🏭🏭 The plant costs $33 billion."))
    script.quotes, script.disagreements, script.phrase = (
        (("emoji", "🏭🏭 The plant costs $33 billion."),),
        (),
        "$33 billion",
    )
    ask(page)
    expect(page.locator(".answer strong")).to_have_text("$33 billion")
    expect(page.locator(".answer")).to_contain_text("🏭🏭 The plant costs $33 billion.")


def test_what_found_no_answer_is_said(page: Page, script: Script) -> None:
    script.missing = ("when it opens", "who pays")
    ask(page)
    expect(page.locator(".missing")).to_have_text("No answer found for: when it opens; who pays")


def test_a_marker_leads_to_its_citation(page: Page) -> None:
    ask(page)
    page.get_by_role("button", name="Citation 2:").first.click()
    expect(page.locator("#citation-2")).to_be_focused()


def test_disagreeing_sources_stand_side_by_side(page: Page) -> None:
    ask(page)
    values = page.locator(".values li")
    expect(values).to_have_count(2)
    expect(values.nth(0)).to_contain_text("Meridian Wire · 18 February 2026")
    expect(values.nth(1)).to_contain_text("undated")
    expect(values.locator(".carried")).to_have_text(["1 sourcenewest", "1 source"])
    expect(page.locator(".explanation")).to_have_text("One is the price of the plant and one what was paid so far.")
    left, right = values.nth(0).bounding_box(), values.nth(1).bounding_box()
    assert left
    assert right
    assert left["y"] == right["y"]


def test_a_citation_opens_the_article_at_the_passage_though_emoji_stand_before_it(page: Page) -> None:
    ask(page)
    page.get_by_role("button", name="Show in article").first.focus()
    page.keyboard.press("Enter")
    mark = page.locator("#reader mark")
    expect(mark).to_have_text(PLANT_QUOTE)
    expect(mark).to_be_focused()
    expect(mark).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(page.locator("#reader")).to_be_hidden()
    expect(page.get_by_role("button", name="Show in article").first).to_be_focused()


def test_a_passage_deep_in_a_long_article_is_scrolled_to(page: Page, shelf: Shelf, script: Script) -> None:
    shelf.put(Article("long", "Long", "A line.\n\n" * 500 + "The one that matters.\n\n" + "A line.\n\n" * 500))
    script.quotes, script.disagreements = (("long", "The one that matters."),), ()
    ask(page)
    page.locator("#citation-1 blockquote").click()
    expect(page.locator("#reader mark")).to_be_in_viewport()


def test_a_passage_of_an_older_version_is_not_marked(page: Page, shelf: Shelf) -> None:
    ask(page)
    expect(page.locator(".answer")).to_be_visible()
    shelf.put(Article("plant", "Corrected", "Something else altogether, and long enough for the span. " * 9))
    page.locator("#citation-1 blockquote").click()
    expect(page.locator("#reader")).to_contain_text("This article has changed since the answer")
    expect(page.locator("#reader mark")).to_have_count(0)


def test_an_article_full_of_markup_stays_text(page: Page, shelf: Shelf, script: Script) -> None:
    hostile = Article("<b>id", HOSTILE, f"{HOSTILE} says so.", HOSTILE, None, "javascript:alert(1)", "public")
    shelf.put(hostile)
    values = (DisputedValue(HOSTILE, (1,)), DisputedValue(HOSTILE, (1,)))
    script.quotes, script.disagreements = (("<b>id", HOSTILE),), (Disagreement(HOSTILE, values, HOSTILE),)
    script.phrase, script.missing, script.note = HOSTILE, (HOSTILE,), HOSTILE
    page.reload()
    expect(page.locator("#newest")).to_contain_text(HOSTILE)
    ask(page)
    expect(page.locator(".answer strong")).to_have_text(HOSTILE)
    expect(page.locator(".missing")).to_contain_text(HOSTILE)
    expect(page.locator(".explanation")).to_have_text(HOSTILE)
    page.get_by_role("button", name="Show in article").click()
    expect(page.locator("#reader mark")).to_have_text(HOSTILE)
    assert page.locator("main img, main script, main a").count() == 0
    assert page.title() == "dealdesk"


def test_an_abstention_is_said_plainly(page: Page, script: Script) -> None:
    script.quotes = ()
    ask(page)
    expect(page.get_by_role("heading", name="No answer")).to_be_visible()
    expect(page.locator(".answer")).to_have_text("The articles touch on this, but none of them states an answer.")
    expect(page.locator(".card")).to_have_count(0)


def test_the_nearest_passages_are_shown_as_no_answer_and_open(page: Page, script: Script) -> None:
    script.quotes, script.nearest = (), (("plant", PLANT_QUOTE),)
    ask(page)
    expect(page.get_by_role("heading", name="Nearest, but not an answer")).to_be_visible()
    expect(page.locator(".card blockquote")).to_have_text(PLANT_QUOTE)
    page.get_by_role("button", name="Show in article").click()
    expect(page.locator("#reader mark")).to_have_text(PLANT_QUOTE)


def test_filters_reach_the_question(page: Page, script: Script) -> None:
    page.get_by_text("Filters").click()
    page.get_by_label("As of").fill("2026-02-20")
    page.get_by_label("Collections").fill("news, public")
    ask(page)
    expect(page.locator(".reply")).to_contain_text("as of 20 February 2026")
    assert script.asked[0].selection.collections == ("news", "public")


def test_an_error_shows_its_remedy(page: Page) -> None:
    page.get_by_label("Your question").fill("???")
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_role("alert")).to_contain_text("question: use at least one letter or digit")


def test_the_newest_articles_are_listed_and_open(page: Page) -> None:
    listed = page.locator("#newest-list button")
    expect(listed).to_have_count(2)
    expect(listed.nth(0)).to_contain_text("18 February 2026")
    expect(listed.nth(1)).to_contain_text("undated")
    listed.nth(1).click()
    expect(page.locator("#reader h2")).to_be_focused()
    expect(page.locator(".article-text")).to_contain_text("From the corridors.")


def test_it_fits_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    ask(page)
    expect(page.locator(".card").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_role("button", name="Show in article").first.click()
    expect(page.locator("#reader mark")).to_be_in_viewport()
    box = page.locator("#reader").bounding_box()
    assert box
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 360, 740)
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_label("Your question")).to_be_visible()


def test_a_locked_server_is_unlocked_with_its_key(browser: Browser, shelf: Shelf, script: Script) -> None:
    with serving(create_app(script, script, shelf, shelf, Pulse(), callers=behind("kéy €"))) as address:
        page = browser.new_page(base_url=address)
        page.goto("/")
        key = page.get_by_label("This server asks for its API key")
        key.fill("wrong")
        page.get_by_role("button", name="Unlock").click()
        expect(page.get_by_text("That key was not accepted.")).to_be_visible()
        key.fill("kéy €")
        page.get_by_role("button", name="Unlock").click()
        expect(page.locator("#newest-list button")).to_have_count(2)
        ask(page)
        expect(page.locator(".answer")).to_contain_text(PLANT_QUOTE)
        page.close()
