"""The web page in a real browser, over a real server with the example corpus."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from corpus.article import Article
from tests.api.browsing import ask, browsing, looking, needs_chromium, show
from tests.api.example_server import ExampleServer, example_server
from tests.api.steps import until

pytestmark = [needs_chromium, pytest.mark.slow]

COST = "How much will the gas-fired power plant in Portsmouth, Ohio cost?"
PRICE = "At what price per share will Larkspur Grid buy Northwind Cable?"
NORTHWIND = "Northwind Cable Larkspur"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ExampleServer]:
    with example_server(tmp_path_factory.mktemp("page")) as server:
        yield server


@pytest.fixture(scope="module")
def browser(server: ExampleServer) -> Iterator[Browser]:
    with browsing() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser, server: ExampleServer) -> Iterator[Page]:
    with looking(browser, server.address) as page:
        yield page


def test_an_answer_streams_in_and_its_marker_opens_the_article_at_the_quote(page: Page) -> None:
    ask(page, COST)
    expect(page.locator(".answer strong")).to_have_text("$33 billion")
    marker = page.locator(".answer .marker").first
    marker.hover()
    quote = page.locator("#quote blockquote").inner_text()
    assert "$33 billion" in quote
    marker.click()
    expect(page.locator("#reader mark")).to_have_text(quote)
    expect(page.locator("#reader mark")).to_be_in_viewport(ratio=1)


def test_the_slider_goes_back_in_time_by_the_keyboard(page: Page) -> None:
    page.get_by_text("Filters").first.click()
    slider, day = page.get_by_role("slider").first, page.get_by_label("As of", exact=True).first
    expect(slider).to_have_attribute("aria-valuetext", "Today: nothing is hidden")
    expect(page.locator(".ends").first).to_contain_text("15 September 2025")
    slider.press("Home")
    expect(day).to_have_value("2025-09-15")
    slider.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuetext", "16 September 2025")
    day.fill("2025-12-01")
    expect(slider).to_have_attribute("aria-valuetext", "1 December 2025")
    ask(page, PRICE)
    expect(page.locator(".answer")).to_contain_text("$42.50")
    expect(page.locator(".reply")).to_contain_text("As of 1 December 2025: nothing published later was read.")
    page.get_by_text("Filters").first.click()
    slider.press("End")
    expect(day).to_have_value("")
    ask(page, PRICE)
    expect(page.locator(".turn").nth(1)).to_contain_text("$46.00")


def test_a_conversation_goes_on_and_is_found_again(page: Page) -> None:
    ask(page, "Who is developing the Texas GulfLink terminal?")
    expect(page.locator(".answer")).to_contain_text("Sentinel Midstream")
    expect(page).to_have_url(re.compile("#ask.conversation="))
    ask(page, "How much does it cost?")
    expect(page.locator(".turn").nth(1).locator(".answer")).to_contain_text("$2.1 billion")
    page.reload()
    expect(page.locator(".turn")).to_have_count(2)
    expect(page.locator(".turn").first).to_contain_text("Sentinel Midstream")
    show(page, "Timeline")
    show(page, "Ask")
    expect(page.locator(".turn")).to_have_count(2)
    expect(page).to_have_url(re.compile("#ask.conversation="))
    page.get_by_role("button", name="New conversation").click()
    earlier = page.locator(".earlier li").filter(has_text="Texas GulfLink")
    expect(earlier).to_contain_text("2 questions")
    earlier.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(earlier).to_have_count(0)


def test_an_answer_is_judged_and_linked(page: Page) -> None:
    ask(page, COST)
    page.get_by_role("button", name="Not helpful").click()
    expect(page.get_by_role("button", name="Not helpful")).to_have_attribute("aria-pressed", "true")
    page.get_by_label("What made it so?").fill("It is older than it looks.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Thank you.", exact=True)).to_be_visible()
    given = page.request.get("/v1/feedback").json()["feedback"][0]
    assert (given["helpful"], given["comment"]) == (False, "It is older than it looks.")
    link = page.get_by_role("link", name="Link to this").get_attribute("href")
    page.goto(f"/{link}")
    expect(page.locator(".turn")).to_contain_text("$33 billion")


def test_an_address_says_what_is_shown(page: Page) -> None:
    page.goto("/#figures?query=Northwind&collections=deal-team&as_of=2025-12-01&kind=money")
    page.reload()
    expect(page.locator(".nothing:visible")).to_contain_text("No figures found.")
    expect(page.locator(".view:visible .chosen")).to_have_text("as of 1 December 2025 · deal-team")
    page.goto("/#figures?query=Northwind&collections=public&as_of=2025-12-01&kind=money")
    expect(page.locator(".sheet")).to_contain_text("$42.50")
    expect(page.locator(".sheet")).not_to_contain_text("$46.00")
    expect(page.get_by_role("checkbox", name="Money")).to_be_checked()


def test_more_figures_are_shown_where_the_first_ended(page: Page) -> None:
    show(page, "Figures")
    rows = page.locator(".sheet tbody tr")
    expect(rows).to_have_count(100)
    page.get_by_role("button", name="Show more").press("Enter")
    expect(rows).not_to_have_count(100)
    expect(rows.nth(100).get_by_role("button")).to_be_focused()


def test_the_timeline_is_drawn_and_its_markers_open_articles(page: Page) -> None:
    show(page, "Timeline")
    expect(page.get_by_role("heading", name="Timeline")).to_be_focused()
    expect(page).to_have_title("Timeline · dealdesk")
    page.get_by_label("What about").fill(NORTHWIND)
    page.keyboard.press("Enter")
    lines = page.locator(".timeline > li")
    expect(lines.first.locator(".when")).to_contain_text("3 November 2025")
    raised = lines.filter(has_text="has raised its offer")
    expect(raised.locator(".when")).to_contain_text("15 January 2026")
    expect(page.get_by_role("img", name="From 3 November 2025 to")).to_be_visible()
    assert page.locator(".strip circle").count() >= lines.count() - 1
    raised.locator(".marker").click()
    expect(page.locator("#reader mark")).to_contain_text("$46.00 per share")
    expect(page.locator("#reader mark")).to_be_in_viewport(ratio=1)


def test_what_changed_since_a_day_stands_beside_what_it_was(page: Page) -> None:
    show(page, "Timeline")
    page.get_by_label("What about").fill(NORTHWIND)
    page.get_by_label("What changed since").fill("2026-01-01")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="What changed since 1 January 2026")).to_be_visible()
    expect(page.locator(".timeline")).not_to_contain_text("$42.50 per share in cash.")
    expect(page.locator(".before").filter(has_text="$3.68 billion").locator("s")).to_have_text("$3.4 billion")
    page.reload()
    expect(page.get_by_label("What changed since")).to_have_value("2026-01-01")
    expect(page.locator(".timeline > li").first).to_be_visible()


def test_the_deal_sheet_is_filtered_read_and_downloaded(page: Page) -> None:
    show(page, "Figures")
    page.get_by_label("What about").last.fill(NORTHWIND)
    page.keyboard.press("Enter")
    rows = page.locator(".sheet tbody tr")
    expect(rows.filter(has_text="31%")).not_to_have_count(0)
    page.get_by_role("checkbox", name="Money").check()
    expect(page.get_by_role("checkbox", name="Money")).to_be_focused()
    expect(rows.filter(has=page.get_by_role("rowheader", name="31%"))).to_have_count(0)
    price = rows.filter(has=page.get_by_role("rowheader", name="$46.00")).first
    expect(price.locator("strong")).to_have_text("$46.00")
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Download CSV").click()
    assert downloading.value.suggested_filename == "figures.csv"
    asked = f"/v1/figures?query={NORTHWIND}&kind=money&limit=5000"
    told = list(csv.DictReader(io.StringIO(Path(downloading.value.path()).read_text(encoding="utf-8"))))
    assert [line["figure"] for line in told] == [one["figure"] for one in page.request.get(asked).json()["figures"]]
    price.get_by_role("button").click()
    expect(page.locator("#reader mark")).to_contain_text("$46.00")
    expect(page.locator("#reader mark")).to_be_in_viewport(ratio=1)


def test_a_question_is_watched_and_its_changes_are_told(page: Page, server: ExampleServer) -> None:
    put(server, "kestrel", "Kestrel Rail will pay $410 million for Plover Trams.")
    ask(page, "How much will Kestrel Rail pay for Plover Trams?")
    expect(page.locator(".answer")).to_contain_text("$410 million")
    page.get_by_role("button", name="Watch").click()
    page.get_by_role("dialog").get_by_role("button", name="Watch").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    show(page, "Watches")
    watch = page.locator(".watches > li").filter(has_text="Plover Trams")
    expect(watch).to_contain_text("Nothing changed yet.")
    put(server, "kestrel", "Kestrel Rail will pay $480 million for Plover Trams.")
    until(lambda: any(page.request.get(f"/v1/watches/{one['id']}").json()["notices"] for one in watches(page)))
    page.reload()
    expect(watch.locator(".notices")).to_contain_text("The answer is another one now")
    expect(watch.locator(".told").nth(0)).to_contain_text("$410 million")
    expect(watch.locator(".told").nth(1)).to_contain_text("$480 million")
    watch.get_by_role("button", name="Stop watching").click()
    expect(watch).to_have_count(0)
    expect(page.get_by_role("heading", name="Watches")).to_be_focused()


def test_the_health_of_the_server_is_told_check_by_check(page: Page) -> None:
    show(page, "Admin")
    expect(page.locator(".state")).to_have_text("Ready")
    checks = page.request.get("/readyz").json()["checks"]
    assert checks
    told = [re.compile(f"in order: {check['name'].replace('_', ' ')} .") for check in checks]
    expect(page.locator(".checked li")).to_have_text(told)


def watches(page: Page) -> list[dict[str, str]]:
    found: list[dict[str, str]] = page.request.get("/v1/watches").json()["watches"]
    return found


def put(server: ExampleServer, name: str, text: str) -> None:
    server.desk.refresher.put(Article(name, f"About {name}", text))
