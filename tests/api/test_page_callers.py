"""Who may do what on the web page, and the keys that say so."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from api.app import Arrivals, create_app
from api.door.callers import Caller, Role
from corpus.database import Database
from dealdesk.callers import KnownCallers
from dealdesk.records.aside import Aside
from dealdesk.records.keys import SqlKeys
from tests.api.browsing import PHONE, ask, browsing, looking, needs_chromium, violations
from tests.api.fakes import PLANT_QUOTE, Pulse, Script, Shelf
from tests.api.keys import Ring
from tests.api.serving import serving

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browsing() as browser:
        yield browser


@pytest.fixture
def address(shelf: Shelf, script: Script, arrivals: Arrivals) -> Iterator[str]:
    ring = Ring(
        reader=Caller("r", Role.READER, ("news",)), writer=Caller("w", Role.WRITER), admin=Caller("a", Role.ADMIN)
    )
    app = create_app(script, script, shelf, shelf, Pulse(), arrivals=arrivals, callers=ring, keys=ring)
    with serving(app) as address:
        yield address


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        ("reader", ["Ask", "Timeline", "Figures", "Articles", "Watches"]),
        ("writer", ["Ask", "Timeline", "Figures", "Articles", "Watches", "Sources"]),
        ("admin", ["Ask", "Timeline", "Figures", "Articles", "Watches", "Sources", "Admin"]),
    ],
)
def test_who_may_not_do_something_is_not_offered_it(
    browser: Browser, address: str, role: str, offered: list[str]
) -> None:
    with looking(browser, address, "/#admin") as page:
        unlock(page, role)
        expect(page.locator("#views a")).to_have_text(offered)
        expect(page.get_by_role("heading", name="Administration")).to_have_count(int(role == "admin"))
        page.goto("/#articles")
        expect(page.locator(".view:not([hidden]) .lines li")).to_have_count(1 if role == "reader" else 2)
        expect(page.get_by_role("button", name="Remove")).to_have_count(0 if role == "reader" else 2)
        expect(page.locator("input[type=file]")).to_have_count(int(role != "reader"))
        expect(page.locator("#who")).to_contain_text(f"{role} · {'news' if role == 'reader' else 'all collections'}")


def test_a_key_that_is_refused_while_one_works_is_asked_for_again_and_nothing_is_lost(
    browser: Browser, shelf: Shelf, script: Script
) -> None:
    ring = Ring(first=Caller("one", Role.READER))
    app = create_app(script, script, shelf, shelf, Pulse(), callers=ring)
    with serving(app) as address, looking(browser, address) as page:
        unlock(page, "first")
        expect(page.locator(".newest button")).to_have_count(2)
        ring.by = {b"second": Caller("one", Role.READER)}
        ask(page, "What does the plant cost?")
        expect(page.get_by_text("That key was not accepted.")).to_be_visible()
        unlock(page, "second")
        expect(page.locator(".answer")).to_contain_text(PLANT_QUOTE)


def test_a_key_is_made_shown_once_and_revoked(browser: Browser, address: str) -> None:
    with looking(browser, address, "/#admin", permissions=["clipboard-read", "clipboard-write"]) as page:
        unlock(page, "admin")
        page.get_by_label("Name").fill("Newsroom <b>")
        page.get_by_label("Role").select_option("writer")
        page.get_by_label("Collections").fill("news, public")
        page.get_by_label("Requests a minute").fill("30")
        page.get_by_role("button", name="Create key").click()
        key = page.get_by_label("Key", exact=True)
        expect(key).to_have_value("dd_k0_secret")
        expect(key).to_be_focused()
        page.get_by_role("button", name="Copy").click()
        expect(page.get_by_role("button", name="Copied")).to_be_visible()
        assert page.evaluate("navigator.clipboard.readText()") == "dd_k0_secret"
        listed = page.locator(".keys .lines li")
        expect(listed).to_contain_text("Newsroom <b>writer · news, public · 30 a minute")
        page.get_by_role("button", name="I have it").click()
        expect(key).to_have_count(0)
        listed.get_by_role("button", name="Revoke the key of Newsroom <b>").click()
        page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
        expect(listed).to_contain_text("revoked")
        expect(listed.get_by_role("button")).to_be_hidden()


def test_what_a_key_may_not_be_is_said_beside_the_form(browser: Browser, address: str) -> None:
    with looking(browser, address, "/#admin") as page:
        unlock(page, "admin")
        page.get_by_label("Name").fill("Newsroom")
        page.get_by_label("Collections").fill("not a name!")
        page.get_by_role("button", name="Create key").click()
        expect(page.get_by_role("alert")).to_contain_text("collections.0: ")


def test_the_first_key_is_an_admins_and_the_page_goes_on_with_it(
    browser: Browser, shelf: Shelf, script: Script, database: Database
) -> None:
    keys = SqlKeys(database, Aside(database))
    app = create_app(script, script, shelf, shelf, Pulse(), callers=KnownCallers(keys, None, None, True), keys=keys)
    with serving(app) as address, looking(browser, address, "/#admin") as page:
        expect(page.locator(".nothing")).to_contain_text("whoever uses this machine may do everything")
        expect(page.get_by_label("Role")).to_have_value("admin")
        page.get_by_label("Name").fill("Mine")
        page.get_by_role("button", name="Create key").click()
        expect(page.locator(".keys .lines li")).to_contain_text("admin · all collections")
        expect(page.locator("#who")).to_contain_text("Forget the key")
        key = page.get_by_label("Key", exact=True).input_value()
        page.get_by_role("button", name="Forget the key").click()
        unlock(page, key)
        expect(page.locator(".keys .lines li")).to_have_count(1)


def test_the_question_for_the_key_is_for_everybody(browser: Browser, address: str) -> None:
    with looking(browser, address, bypass_csp=True, color_scheme="dark", viewport=PHONE) as page:
        expect(page.get_by_label("This server asks for its API key")).to_be_focused()
        assert violations(page) == []


def unlock(page: Page, key: str) -> None:
    page.get_by_label("This server asks for its API key").fill(key)
    page.get_by_role("button", name="Unlock").click()
