"""Articles as they come and go on the web page, in a real browser, over a real server."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Locator, Page, expect

from corpus.article import Article
from tests.api.browsing import ask, browsing, looking, needs_chromium, show
from tests.api.example_server import ExampleServer, example_server

pytestmark = [needs_chromium, pytest.mark.slow]

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
    good = file("dams.jsonl", "\n".join(map(json.dumps, lines)).encode())
    bad = file("broken.pdf", b"%PDF-1.7 and nothing else")
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


def file(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def drop(zone: Locator, name: str, text: str) -> None:
    """What a browser does with a file that is dragged in."""
    script = """(text, name) => { const data = new DataTransfer();
        data.items.add(new File([text], name, { type: "text/markdown" })); return data; }"""
    data = zone.page.evaluate_handle(f"([text, name]) => ({script})(text, name)", [text, name])
    zone.dispatch_event("dragover", {"dataTransfer": data})
    zone.dispatch_event("drop", {"dataTransfer": data})
