"""The web page in a real browser, over a real server with the example corpus."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from corpus.article import Article
from tests.api.browsing import ask, browsing, looking, needs_chromium
from tests.api.example_server import ExampleServer, example_server
from tests.api.steps import until

pytestmark = [needs_chromium, pytest.mark.slow]

COST = "How much will the gas-fired power plant in Portsmouth, Ohio cost?"
PRICE = "At what price per share will Larkspur Grid buy Northwind Cable?"
NORTHWIND = "Northwind Cable Larkspur"
WORK_MS = 60_000  # for a job on a busy machine


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


def show(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Views").get_by_role("link", name=name).click()


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


def test_articles_are_paged_sorted_found_and_removed(page: Page, server: ExampleServer) -> None:
    for number in range(25):
        article = Article(f"paged-{number:02}", f"Paged {number:02}", f"Text {number}.", collection="paged")
        server.desk.refresher.put(article)
    page.reload()
    show(page, "Articles")
    listed = page.locator(".view:not([hidden]) .lines li")
    page.get_by_label("Collection", exact=True).select_option("paged")
    page.get_by_label("Order").select_option("By title")
    expect(listed).to_have_count(20)
    expect(listed.first).to_contain_text("Paged 00")
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("heading", name="21 to 25 of 25")).to_be_focused()
    expect(listed.first).to_contain_text("Paged 20")
    page.get_by_role("button", name="Previous").click()
    expect(page.get_by_role("heading", name="1 to 20 of 25")).to_be_visible()
    page.get_by_label("Find").fill("Paged 07")
    page.keyboard.press("Enter")
    expect(listed).to_have_count(1)
    listed.get_by_role("button", name="Remove Paged 07").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(page.locator(".view:not([hidden]) .nothing")).to_be_visible()
    assert page.request.get("/v1/articles/paged-07").status == 404


def test_files_are_taken_in_with_their_progress_and_what_failed_is_listed(page: Page, tmp_path: Path) -> None:
    lines = [{"id": f"up-{n}", "title": f"Uploaded {n}", "text": f"The dam number {n} holds."} for n in range(3)]
    good = {"name": "dams.jsonl", "mimeType": "application/x-ndjson", "buffer": "\n".join(map(json.dumps, lines)).encode()}
    bad = {"name": "broken.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 and nothing else"}
    show(page, "Articles")
    page.get_by_label("Into the collection").first.fill("dams")
    page.locator("input[type=file]").set_input_files([good, bad])
    work = page.locator(".work").first
    expect(work.locator(".tag")).to_have_text("Done", timeout=WORK_MS)
    expect(work).to_contain_text("3 added")
    expect(work.locator(".failures")).to_contain_text("broken.pdf: ")
    expect(page.locator("#announce")).to_contain_text("Done")
    page.get_by_label("Find").fill("Uploaded")
    page.keyboard.press("Enter")
    expect(page.locator(".view:not([hidden]) .lines li")).to_have_count(3)


def test_files_are_dropped_and_are_found_at_once(page: Page) -> None:
    show(page, "Articles")
    drop(page.locator(".drop"), "heron.md", "# The heron terminal\n\nHeron Docks will cost $71 million.\n")
    expect(page.locator(".work .tag").first).to_have_text("Done", timeout=WORK_MS)
    show(page, "Ask")
    ask(page, "What will Heron Docks cost?")
    expect(page.locator(".answer")).to_contain_text("$71 million")


def test_the_progress_of_a_job_is_shown_while_it_goes_on(page: Page, server: ExampleServer) -> None:
    """The server's own events, told slowly: the page shows each as it comes."""
    events = [
        {"state": "running", "found": 4, "done": 1, "added": 1, "embedding": {"done": 5, "total": 20}},
        {"state": "running", "found": 4, "done": 3, "added": 2, "failed": 1},
    ]
    job = server.desk.arrivals.jobs.jobs(1)[0]
    whole = page.request.get(f"/v1/jobs/{job.id}").json() | {"ended_at": None, "about": "dams.jsonl", "embedding": None}
    told = "".join(f"event: progress\ndata: {json.dumps(whole | event)}\n\n" for event in events)
    page.route("**/v1/uploads", lambda route: route.fulfill(status=202, json=whole | {"state": "queued", "found": 0}))
    page.route("**/events", lambda route: route.fulfill(content_type="text/event-stream", body=told))
    page.route(f"**/v1/jobs/{job.id}", lambda route: route.fulfill(json=whole | events[-1] | {"failures": []}))
    show(page, "Articles")
    page.locator("input[type=file]").set_input_files({"name": "a.txt", "mimeType": "text/plain", "buffer": b"a"})
    work = page.locator(".work").first
    expect(work.get_by_role("progressbar", name="dams.jsonl")).to_have_attribute("max", "4")
    assert work.locator("progress").evaluate("bar => bar.value") == 3
    expect(work).to_contain_text("3 of 4 articles")
    expect(work.get_by_role("button", name="Cancel")).to_be_visible()


def test_a_source_is_added_refreshed_and_removed_with_its_articles(page: Page, server: ExampleServer) -> None:
    folder = server.sources / "harbours"
    folder.mkdir()
    (folder / "osprey.md").write_text("# Osprey harbour\n\nOsprey harbour has 12 berths.\n", encoding="utf-8")
    show(page, "Sources")
    page.get_by_label("Add a source").fill(str(folder))
    page.get_by_role("button", name="Add", exact=True).click()
    source = page.locator(".lines li").filter(has_text=str(folder))
    expect(page.locator(".work").first).to_contain_text("1 added", timeout=WORK_MS)
    expect(source).to_contain_text("folder · public")
    (folder / "osprey.md").write_text("# Osprey harbour\n\nOsprey harbour has 14 berths.\n", encoding="utf-8")
    page.get_by_role("button", name=f"Refresh {folder}").click()
    expect(page.locator(".work").first).to_contain_text(re.compile("1 (replaced|unchanged)"), timeout=WORK_MS)
    page.get_by_role("button", name=f"Remove {folder}").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("checkbox", name="Remove its articles as well").check()
    dialog.get_by_role("button", name="Remove").click()
    expect(source).to_have_count(0)
    assert page.request.get("/v1/articles?q=Osprey").json()["total"] == 0


def test_what_a_source_may_not_be_is_said_with_its_remedy(page: Page) -> None:
    show(page, "Sources")
    page.get_by_label("Add a source").fill("/nowhere/at/all")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("This folder may not be read by request: ")


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


def drop(zone: Locator, name: str, text: str) -> None:
    """What a browser does with a file that is dragged in."""
    script = """(text, name) => { const data = new DataTransfer();
        data.items.add(new File([text], name, { type: "text/markdown" })); return data; }"""
    data = zone.page.evaluate_handle(f"([text, name]) => ({script})(text, name)", [text, name])
    zone.dispatch_event("dragover", {"dataTransfer": data})
    zone.dispatch_event("drop", {"dataTransfer": data})
