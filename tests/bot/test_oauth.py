"""Installing from a browser: the real routes, the real store, and a Slack on loopback that hands out tokens."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import pytest_asyncio
from starlette.applications import Starlette

from bot.install.installations import Installations
from bot.install.manifest import SCOPES
from bot.install.oauth import install_routes
from bot.install.workspaces import Workspace
from corpus.database import Database
from tests.bot.installing import database_at, installations_in
from tests.bot.loopback_slack import Fault, LoopbackSlack
from tests.bot.slack.tokens import CLIENT_ID
from tests.bot.slack.tokens import Workspace as At

ACME = At("T5", name="Acme")
GROUP = At("T0", enterprise="E1", name="Group", is_org_wide=True)

pytestmark = pytest.mark.asyncio


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with database_at(tmp_path) as database:
        yield database


@pytest.fixture
def installed(database: Database, slack: LoopbackSlack) -> Installations:
    return installations_in(database, slack)


@pytest_asyncio.fixture
async def browser(installed: Installations, database: Database) -> AsyncIterator[httpx.AsyncClient]:
    async with a_browser(installed, database) as browser:
        yield browser


def a_browser(installed: Installations, database: Database) -> httpx.AsyncClient:
    app = Starlette(routes=install_routes(installed, database.lent()))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://deals.example")


async def begin(browser: httpx.AsyncClient) -> str:
    """Open the install page, as far as Slack's. Returns the state."""
    response = await browser.get("/slack/install")
    assert response.status_code == 302
    return parse_qs(urlsplit(response.headers["location"]).query)["state"][0]


async def come_back(browser: httpx.AsyncClient, state: str, code: str) -> httpx.Response:
    return await browser.get("/slack/oauth_redirect", params={"state": state, "code": code})


def refused(response: httpx.Response, status: int, said: str) -> None:
    assert response.status_code == status
    assert said in response.text
    assert 'href="/slack/install"' in response.text


async def test_a_workspace_installs_the_app_and_is_spoken_to(
    browser: httpx.AsyncClient, installed: Installations, slack: LoopbackSlack, tmp_path: Path
) -> None:
    response = await come_back(browser, await begin(browser), slack.tokens.approve(ACME))
    assert response.status_code == 200
    assert "dealdesk is installed" in response.text
    assert installed.installed() == [Workspace("T5", "", "Acme")]
    client = await asyncio.to_thread(installed.client, "T5")
    assert (await asyncio.to_thread(client.auth_test))["team_id"] == "T5"
    held = b"".join(file.read_bytes() for file in tmp_path.glob("catalogue.sqlite3*"))
    assert b"Acme" in held
    assert b"xoxb" not in held


async def test_a_whole_organisation_installs_the_app(
    browser: httpx.AsyncClient, installed: Installations, slack: LoopbackSlack
) -> None:
    assert (await come_back(browser, await begin(browser), slack.tokens.approve(GROUP))).status_code == 200
    assert installed.installed() == [Workspace("", "E1", "Group")]
    assert installed.knows("T8", "E1")


async def test_slack_is_asked_for_the_manifests_rights_and_nothing_from_the_address(
    browser: httpx.AsyncClient, slack: LoopbackSlack
) -> None:
    response = await browser.get("/slack/install?team=T1%0d%0aX-Evil:1&redirect_uri=https://evil.example")
    asked = urlsplit(response.headers["location"])
    assert f"{asked.scheme}://{asked.netloc}" == slack.origin
    assert asked.path == "/oauth/v2/authorize"
    query = parse_qs(asked.query)
    assert set(query) == {"state", "client_id", "scope"}
    assert query["client_id"] == [CLIENT_ID]
    assert query["scope"] == [",".join(SCOPES)]


async def test_the_state_is_a_cookie_that_no_script_and_no_other_site_reads(browser: httpx.AsyncClient) -> None:
    response = await browser.get("/slack/install")
    cookie = response.headers["set-cookie"]
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Max-Age=600"} <= {part.strip() for part in cookie.split(";")}


async def test_a_state_is_good_once(browser: httpx.AsyncClient, installed: Installations, slack: LoopbackSlack) -> None:
    state = await begin(browser)
    cookie = browser.cookies["slack-app-oauth-state"]
    assert (await come_back(browser, state, slack.tokens.approve(ACME))).status_code == 200
    browser.cookies.set("slack-app-oauth-state", cookie)
    refused(await come_back(browser, state, slack.tokens.approve(At("T6"))), 401, "has been finished before")
    assert not installed.knows("T6")


async def test_of_two_that_bring_one_state_at_once_one_is_let_in(
    browser: httpx.AsyncClient, slack: LoopbackSlack
) -> None:
    state = await begin(browser)
    codes = [slack.tokens.approve(ACME) for _ in range(8)]
    responses = await asyncio.gather(*(come_back(browser, state, code) for code in codes))
    assert sorted(response.status_code for response in responses) == [200] + [401] * 7


async def test_another_browser_cannot_finish_what_one_began(
    browser: httpx.AsyncClient, installed: Installations, database: Database, slack: LoopbackSlack
) -> None:
    state = await begin(browser)
    async with a_browser(installed, database) as other:
        refused(await come_back(other, state, slack.tokens.approve(ACME)), 400, "not opened by the browser")
        await begin(other)
        refused(await come_back(other, state, slack.tokens.approve(ACME)), 400, "not opened by the browser")
    assert not installed.knows("T5")


async def test_a_state_that_we_never_issued_is_refused_even_with_its_cookie(
    browser: httpx.AsyncClient, slack: LoopbackSlack
) -> None:
    browser.cookies.set("slack-app-oauth-state", "made-up")
    refused(await come_back(browser, "made-up", slack.tokens.approve(ACME)), 401, "more than ten minutes ago")
    assert slack.bodies("oauth.v2.access") == []


async def test_a_state_ends_after_ten_minutes(browser: httpx.AsyncClient, slack: LoopbackSlack, tmp_path: Path) -> None:
    state = await begin(browser)
    with closing(sqlite3.connect(tmp_path / "catalogue.sqlite3")) as connection, connection:
        connection.execute("UPDATE slack_oauth_states SET expire_at = datetime(expire_at, '-600 seconds')")
    refused(await come_back(browser, state, slack.tokens.approve(ACME)), 401, "more than ten minutes ago")


async def test_states_that_ended_are_not_kept(browser: httpx.AsyncClient, tmp_path: Path) -> None:
    await begin(browser)
    with closing(sqlite3.connect(tmp_path / "catalogue.sqlite3")) as connection, connection:
        connection.execute("UPDATE slack_oauth_states SET expire_at = datetime(expire_at, '-3600 seconds')")
    await begin(browser)
    with closing(sqlite3.connect(tmp_path / "catalogue.sqlite3")) as connection:
        assert connection.execute("SELECT count(*) FROM slack_oauth_states").fetchone() == (1,)


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ({"error": "access_denied"}, 200, "cancelled"),
        ({"error": "<script>alert(1)</script>"}, 400, "did not let the app in"),
        ({}, 400, "not opened by the browser"),
        ({"state": "<b>x</b>"}, 400, "not opened by the browser"),
        ({"state": "\x00\ud7ff" * 500, "code": "\x1b[31m"}, 400, "not opened by the browser"),
    ],
)
async def test_what_is_refused_is_explained_and_nothing_of_the_address_comes_back(
    browser: httpx.AsyncClient,
    caplog: pytest.LogCaptureFixture,
    query: dict[str, str],
    status: int,
    said: str,
) -> None:
    with caplog.at_level(logging.DEBUG):
        response = await browser.get("/slack/oauth_redirect", params=query)
    refused(response, status, said)
    for given in query.values():
        assert given == "access_denied" or given not in response.text + caplog.text
    assert response.headers["content-security-policy"].startswith("default-src 'none'")
    assert response.headers["referrer-policy"] == "no-referrer"


async def test_a_code_that_slack_refuses_is_explained_and_not_logged(
    browser: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, logger="bot"):
        refused(await come_back(browser, await begin(browser), "stolen-code"), 401, "did not accept the code")
    assert "stolen-code" not in caplog.text


async def test_a_workspace_that_is_not_admitted_is_refused_and_its_token_given_back(
    database: Database, slack: LoopbackSlack, caplog: pytest.LogCaptureFixture
) -> None:
    narrow = installations_in(database, slack, admitted=["T1", "E1"])
    async with a_browser(narrow, database) as browser:
        refused(await come_back(browser, await begin(browser), slack.tokens.approve(ACME)), 403, "may not install")
        assert (await come_back(browser, await begin(browser), slack.tokens.approve(GROUP))).status_code == 200
    assert narrow.installed() == [Workspace("", "E1", "Group")]
    assert len(slack.bodies("auth.revoke")) == 1
    assert "T5" in caplog.text
    assert "DEALDESK_SLACK_WORKSPACES" in caplog.text


async def test_a_state_without_a_code_is_refused(browser: httpx.AsyncClient) -> None:
    state = await begin(browser)
    refused(await browser.get("/slack/oauth_redirect", params={"state": state}), 400, "sent no code")


async def test_a_slack_that_breaks_off_leaves_a_page_that_says_where_the_reason_is(
    browser: httpx.AsyncClient, installed: Installations, slack: LoopbackSlack
) -> None:
    slack.faults.add("oauth.v2.access", Fault(drop_before=True))
    response = await come_back(browser, await begin(browser), slack.tokens.approve(ACME))
    refused(response, 503, "could not be finished")
    assert not installed.knows("T5")
