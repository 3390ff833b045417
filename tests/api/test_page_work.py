"""Work on the web page while it goes on: its progress, what fails, and its end before its time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from api.app import Arrivals, create_app
from corpus.change import Change, Outcome
from corpus.errors import StorageFull
from corpus.jobs import JobState
from tests.api.browsing import browsing, looking, needs_chromium
from tests.api.fakes import Pulse, Script, Shelf
from tests.api.serving import serving
from tests.api.works import Desk

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browsing() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser, shelf: Shelf, script: Script, arrivals: Arrivals) -> Iterator[Page]:
    app = create_app(script, script, shelf, shelf, Pulse(), arrivals=arrivals)
    with serving(app) as address, looking(browser, address, "/#articles") as page:
        yield page


def upload(page: Page) -> None:
    page.locator("input[type=file]").set_input_files({"name": "a.txt", "mimeType": "text/plain", "buffer": b"a"})


def test_each_step_of_an_upload_is_shown_as_it_is_made(page: Page, jobs: Desk) -> None:
    upload(page)
    work, bar = page.locator(".work"), page.get_by_role("progressbar", name="what it is about")
    expect(work.locator(".tag")).to_have_text("Waiting")
    expect(bar).to_be_visible()
    jobs.set("job-1", JobState.RUNNING, found=4, added=1)
    expect(work).to_contain_text("1 of 4 articles · 1 added")
    expect(work.locator(".tag")).to_have_text("Running")
    jobs.embedded = (5, 20)
    expect(work).to_contain_text("5 of 20 passages read")
    assert bar.evaluate("bar => [bar.value, bar.max]") == [1.25, 4]
    jobs.embedded = None
    jobs.failed = [Outcome(f"<b>file {n}", Change.FAILED, "it is <i>empty</i>") for n in range(100)]
    jobs.set("job-1", JobState.SUCCEEDED, found=106, added=4, failed=102)
    expect(work.locator(".tag")).to_have_text("Done")
    expect(bar).to_be_hidden()
    expect(work.locator(".failures li")).to_have_count(101)
    expect(work.locator(".failures li").first).to_have_text("<b>file 0: it is <i>empty</i>")
    expect(work.locator(".failures li").last).to_have_text("and 2 more")
    expect(page.locator("#announce")).to_contain_text(
        "what it is about: Done. 106 of 106 articles · 4 added · 102 failed"
    )


def test_an_upload_is_cancelled(page: Page, jobs: Desk) -> None:
    upload(page)
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator(".work .tag")).to_have_text("Cancelled")
    found = jobs.job("job-1")
    assert found
    assert found.state is JobState.CANCELLED


def test_an_upload_that_is_refused_says_why(page: Page, jobs: Desk) -> None:
    jobs.failure = StorageFull("the disk is full: make room, then send it again")
    upload(page)
    expect(page.locator(".work .tag")).to_have_text("Not sent")
    expect(page.get_by_role("alert")).to_have_text("The disk is full: make room, then send it again.")


def test_work_that_goes_on_is_followed_where_it_is_met_again(page: Page, jobs: Desk) -> None:
    upload(page)
    expect(page.locator(".work .tag")).to_have_text("Waiting")
    jobs.set("job-1", JobState.RUNNING, found=2, added=1)
    page.goto("/#sources")
    expect(page.locator(".past .work")).to_contain_text("1 of 2 articles")
    jobs.set("job-1", JobState.SUCCEEDED, found=2, added=2)
    expect(page.locator(".past .work .tag")).to_have_text("Done")
