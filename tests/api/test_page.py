"""Asking on the web page, in a real browser, over parts in memory."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Browser, Page, expect

from answer.reply import Disagreement, DisputedValue
from api.app import create_app
from corpus.article import Article
from corpus.stored import AlsoIn
from tests.api import browsing
from tests.api.browsing import PHONE, looking, needs_chromium
from tests.api.callers import behind
from tests.api.fakes import PLANT_QUOTE, Pulse, Script, Shelf
from tests.api.serving import serving

pytestmark = needs_chromium

QUESTION = "Who will operate the gas-fired plant in Ohio?"
HOSTILE = '<img src=x onerror="document.title=1"><script>document.title=2</script><a href="javascript:alert(1)">x</a>'
ARABIC = "ستبني شركة الطاقة المحطة مقابل 33 مليار دولار."


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browsing.browsing() as browser:
        yield browser


@pytest.fixture
def address(shelf: Shelf, script: Script, pulse: Pulse) -> Iterator[str]:
    with serving(create_app(script, script, shelf, shelf, pulse)) as address:
        yield address


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    with looking(browser, address) as page:
        yield page


def ask(page: Page) -> None:
    browsing.ask(page, QUESTION)


def test_a_question_gets_its_answer_with_citations(page: Page) -> None:
    ask(page)
    expect(page.locator(".answer")).to_contain_text(PLANT_QUOTE)
    expect(page.get_by_role("heading", name=QUESTION)).to_be_focused()
    first = page.locator(".card").first
    expect(first.locator("blockquote")).to_have_text(PLANT_QUOTE)
    expect(first).to_contain_text("Meridian Wire · 18 February 2026")
    expect(first.get_by_role("link")).to_have_attribute("href", "https://example.com/plant")
    expect(page.locator(".card").nth(2)).to_contain_text("undated")
    expect(page.locator("#announce")).to_contain_text(PLANT_QUOTE)


def test_a_citation_says_where_else_its_story_stands(page: Page, script: Script) -> None:
    script.also_in = tuple(AlsoIn(str(n), HOSTILE, None, None, None) for n in range(2))
    script.also_in += tuple(AlsoIn("x", "", f"Outlet {n}", None, None) for n in range(7))
    ask(page)
    told = f"also in {HOSTILE}, Outlet 0, Outlet 1, Outlet 2, Outlet 3 and 3 more"
    expect(page.locator(".card").first).to_contain_text(told)
    expect(page.locator(".card").nth(1)).not_to_contain_text("also in")


def test_the_answering_phrase_stands_out_though_emoji_stand_before_it(page: Page, shelf: Shelf, script: Script) -> None:
    said = "🏭🏭 The plant costs $33 billion."
    shelf.put(Article("emoji", "Emoji", said))
    script.quotes, script.disagreements, script.phrase = (("emoji", said),), (), "$33 billion"
    ask(page)
    expect(page.locator(".answer strong")).to_have_text("$33 billion")
    expect(page.locator(".answer")).to_contain_text(said)


def test_what_found_no_answer_is_said(page: Page, script: Script) -> None:
    script.missing = ("when it opens", "who pays")
    ask(page)
    expect(page.locator(".missing")).to_have_text("No answer found for: when it opens; who pays")


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
    expect(mark).to_be_in_viewport(ratio=1)
    page.keyboard.press("Escape")
    expect(page.locator("#reader")).to_be_hidden()
    expect(page.get_by_role("button", name="Show in article").first).to_be_focused()


def test_a_passage_deep_in_a_long_article_is_scrolled_to(page: Page, shelf: Shelf, script: Script) -> None:
    shelf.put(Article("long", "Long", "A line.\n\n" * 500 + "The one that matters.\n\n" + "A line.\n\n" * 500))
    script.quotes, script.disagreements = (("long", "The one that matters."),), ()
    ask(page)
    page.locator(".card blockquote").click()
    expect(page.locator("#reader mark")).to_be_in_viewport(ratio=1)
    expect(page.locator("#reader h2")).to_be_in_viewport()  # the head stays, and covers nothing of the passage
    head, mark = page.locator(".reader-head").bounding_box(), page.locator("#reader mark").bounding_box()
    assert head
    assert mark
    assert mark["y"] > head["y"] + head["height"]


def test_a_passage_of_an_older_version_is_shown_as_it_was_cited(page: Page, shelf: Shelf) -> None:
    ask(page)
    expect(page.locator(".card")).to_have_count(3)
    shelf.put(Article("plant", "Corrected", "Something else altogether, and long enough for the span. " * 9))
    page.locator(".card blockquote").first.click()
    expect(page.locator("#reader mark")).to_have_text(PLANT_QUOTE)
    expect(page.locator("#reader")).to_contain_text("Here it stands as it was cited.")
    page.get_by_role("button", name="Show the present version").click()
    expect(page.locator("#reader h2")).to_have_text("Corrected")
    expect(page.locator("#reader mark")).to_have_count(0)


def test_an_article_that_was_removed_is_shown_as_it_was_cited(page: Page, shelf: Shelf) -> None:
    ask(page)
    expect(page.locator(".card")).to_have_count(3)
    shelf.remove("plant")
    page.locator(".card blockquote").first.click()
    expect(page.locator("#reader mark")).to_have_text(PLANT_QUOTE)
    expect(page.locator("#reader")).to_contain_text("This article was removed since.")


def test_an_article_full_of_markup_stays_text(page: Page, shelf: Shelf, script: Script) -> None:
    hostile = Article("<b>id", HOSTILE, f"{HOSTILE} says so.", HOSTILE, None, "javascript:alert(1)", "public")
    shelf.put(hostile)
    values = (DisputedValue(HOSTILE, (1,)), DisputedValue(HOSTILE, (1,)))
    script.quotes, script.disagreements = (("<b>id", HOSTILE),), (Disagreement(HOSTILE, values, HOSTILE),)
    script.phrase, script.missing, script.note = HOSTILE, (HOSTILE,), HOSTILE
    page.reload()
    expect(page.locator(".newest")).to_contain_text(HOSTILE)
    browsing.ask(page, HOSTILE)
    expect(page.locator(".question")).to_have_text(HOSTILE)
    expect(page.locator(".answer strong")).to_have_text(HOSTILE)
    expect(page.locator(".missing")).to_contain_text(HOSTILE)
    expect(page.locator(".explanation")).to_have_text(HOSTILE)
    page.locator(".answer .marker").hover()
    expect(page.locator("#quote blockquote")).to_have_text(HOSTILE)
    page.locator(".answer .marker").click()
    expect(page.locator("#reader mark")).to_have_text(HOSTILE)
    assert page.locator("main img, main script, #reader a, .card a").count() == 0
    assert page.title() == "Ask · dealdesk"


def test_a_text_that_runs_from_right_to_left_does_so(page: Page, shelf: Shelf, script: Script) -> None:
    shelf.put(Article("arabic", ARABIC, f"Foreword.\n\n{ARABIC}"))
    script.quotes, script.disagreements = (("arabic", ARABIC),), ()
    ask(page)
    expect(page.locator(".card")).to_have_count(1)
    for place in (".answer", ".card blockquote", ".card-head bdi"):
        assert page.locator(place).evaluate("node => getComputedStyle(node).direction") == "rtl", place
    page.locator(".card blockquote").click()
    expect(page.locator("#reader mark")).to_have_text(ARABIC)


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


def test_filters_reach_the_question_and_show_while_they_are_folded(page: Page, script: Script) -> None:
    page.get_by_text("Filters").click()
    page.get_by_label("As of", exact=True).fill("2026-02-20")
    page.get_by_label("Published from").fill("2026-01-01")
    page.get_by_role("checkbox", name="news").check()
    ask(page)
    expect(page.locator(".reply")).to_contain_text("As of 20 February 2026")
    chosen = "as of 20 February 2026 · published from 1 January 2026 · news"
    expect(page.locator(".ask-view .chosen")).to_have_text(chosen)
    selection = script.asked[0].selection
    assert (selection.collections, selection.published_from) == (("news",), date(2026, 1, 1))


def test_an_error_shows_its_remedy(page: Page) -> None:
    page.get_by_label("Your question").fill("???")
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_role("alert")).to_contain_text("question: use at least one letter or digit")


def test_the_newest_articles_are_listed_and_open(page: Page) -> None:
    listed = page.locator(".newest button")
    expect(listed).to_have_count(2)
    expect(listed.nth(0)).to_contain_text("18 February 2026")
    expect(listed.nth(1)).to_contain_text("undated")
    listed.nth(1).click()
    expect(page.locator("#reader h2")).to_be_focused()
    expect(page.locator(".article-text")).to_contain_text("From the corridors.")


def test_without_articles_it_is_said_how_they_come(browser: Browser) -> None:
    shelf = Shelf()
    script = Script(shelf)
    with serving(create_app(script, script, shelf, shelf, Pulse())) as address, looking(browser, address) as page:
        expect(page.locator(".newest")).to_contain_text("There are no articles yet.")


def test_it_fits_a_phone(browser: Browser, address: str) -> None:
    with looking(browser, address, viewport=PHONE) as page:
        ask(page)
        expect(page.locator(".card").first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        page.get_by_role("button", name="Show in article").first.click()
        expect(page.locator("#reader mark")).to_be_in_viewport(ratio=1)
        box = page.locator("#reader").bounding_box()
        assert box
        assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 360, 740)
        page.get_by_role("button", name="Close").click()
        expect(page.get_by_label("Ask a follow-up")).to_be_visible()


def test_a_locked_server_is_unlocked_with_its_key(browser: Browser, shelf: Shelf, script: Script) -> None:
    app = create_app(script, script, shelf, shelf, Pulse(), callers=behind("kéy €"))
    with serving(app) as address, looking(browser, address) as page:
        key = page.get_by_label("This server asks for its API key")
        expect(key).to_be_focused()
        key.fill("wrong")
        page.get_by_role("button", name="Unlock").click()
        expect(page.get_by_text("That key was not accepted.")).to_be_visible()
        key.fill("kéy €")
        page.get_by_role("button", name="Unlock").click()
        expect(page.locator(".newest button")).to_have_count(2)
        ask(page)
        expect(page.locator(".answer")).to_contain_text(PLANT_QUOTE)
        page.get_by_role("button", name="Forget the key").click()
        expect(key).to_be_focused()
