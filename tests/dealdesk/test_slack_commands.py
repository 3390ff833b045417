"""`dealdesk slack manifest`, `check` and `key`, as they are run: real processes, and a Slack on loopback."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import replace

import pytest
import yaml
from cryptography.fernet import Fernet

from bot.install.manifest import SCOPES
from tests.bot.installing import KEY, database_at, install, installations_in
from tests.bot.loopback_slack import APP_TOKEN, LoopbackSlack
from tests.bot.slack.tokens import CLIENT_ID, CLIENT_SECRET
from tests.bot.slack.tokens import Workspace as At
from tests.dealdesk.console import PATIENCE_SECONDS, SCRIPT, Console

pytestmark = pytest.mark.slow


@pytest.fixture
def slack() -> Iterator[LoopbackSlack]:
    with LoopbackSlack.in_thread() as slack:
        yield slack


def set_up(fresh: Console, slack: LoopbackSlack, **more: str) -> Console:
    return replace(fresh, settings={"DEALDESK_SLACK_API_URL": slack.api_url} | more)


def at_a_terminal(console: Console, *arguments: str) -> str:
    """What a terminal of 80 columns shows, without its colours."""
    ours, theirs = os.openpty()
    environment = console.environment() | {"COLUMNS": "80", "TERM": "xterm"}
    process = subprocess.Popen(
        [SCRIPT, *arguments], cwd=console.home.parent, env=environment, stdout=theirs, stderr=subprocess.DEVNULL
    )
    os.close(theirs)
    shown = b""
    with closing(os.fdopen(ours, "rb", buffering=0)) as terminal, suppress(OSError):  # its end is an error on Linux
        while read := terminal.read(4096):
            shown += read
    process.wait(PATIENCE_SECONDS)
    return re.sub(r"\x1b\[[0-9;]*m", "", shown.decode())


def of_one(fresh: Console, slack: LoopbackSlack, scopes: tuple[str, ...] = tuple(SCOPES)) -> Console:
    slack.tokens.add("xoxb-checked", At("T1", name="Acme", scopes=scopes))
    tokens = {"DEALDESK_SLACK_BOT_TOKEN": "xoxb-checked", "DEALDESK_SLACK_APP_TOKEN": APP_TOKEN}
    return set_up(fresh, slack, **tokens)


def of_several(fresh: Console, slack: LoopbackSlack, **more: str) -> Console:
    more = {"DEALDESK_SLACK_WORKSPACES": "T5, T6"} | more
    app = {"DEALDESK_SLACK_CLIENT_ID": CLIENT_ID, "DEALDESK_SLACK_CLIENT_SECRET": CLIENT_SECRET}
    keys = {"DEALDESK_SLACK_ENCRYPTION_KEY": KEY, "DEALDESK_SLACK_SIGNING_SECRET": "0123456789abcdef" * 2}
    return set_up(fresh, slack, **app | keys | more)


def test_the_manifest_is_printed_as_yaml_and_as_json(fresh: Console) -> None:
    asked = ("slack", "manifest", "--transport", "http", "--url", "https://deals.example", "--oauth", "--name", "Deals")
    told, as_json = fresh.run(*asked), fresh.run(*asked, "--json")
    assert (told.code, as_json.code) == (0, 0), told.err + as_json.err
    assert yaml.safe_load(told.out) == as_json.json
    assert "  # reply" in told.out
    assert not fresh.home.exists()


def test_a_manifest_that_slack_would_refuse_is_not_printed(fresh: Console) -> None:
    done = fresh.run("slack", "manifest", "--transport", "http")
    assert done.code == 1
    assert done.out == ""
    assert done.err == "error: Slack needs an address to reach dealdesk at: add --url https://YOUR-HOST\n"


def test_check_says_that_all_is_well(fresh: Console, slack: LoopbackSlack) -> None:
    done = of_one(fresh, slack).run("slack", "check")
    assert done.code == 0, done.err
    assert [line.split()[0] for line in done.out.splitlines()] == ["ok", "Acme", "ok", "ok", "ok", "ok"]
    assert done.err == ""


def test_check_says_what_is_missing_and_what_to_do(fresh: Console, slack: LoopbackSlack) -> None:
    done = of_one(fresh, slack, scopes=("chat:write",)).run("slack", "check")
    assert done.code == 1
    missing = next(line for line in done.out.splitlines() if "missing:" in line)
    assert missing.startswith("not yet")
    for scope in set(SCOPES) - {"chat:write"}:
        assert scope in missing
    assert "what to do: add the right in the app's settings" in done.out


def test_check_tells_programs_in_json(fresh: Console, slack: LoopbackSlack) -> None:
    done = of_one(fresh, slack).run("slack", "check", "--json")
    assert done.code == 0, done.err
    assert {one["what"] for one in done.json} == {"app token", "bot token", "rights", "posting", "channels"}
    assert all(one["is_well"] and not one["remedy"] for one in done.json)


def test_check_stays_within_eighty_columns_of_a_terminal(fresh: Console, slack: LoopbackSlack) -> None:
    console = of_one(fresh, slack, scopes=("chat:write",))
    lines = at_a_terminal(console, "slack", "check").splitlines()
    assert len(lines) > 10
    assert max(map(len, lines)) <= 80
    assert all(line.startswith(("ok ", "Acme", "not yet ", " ")) for line in lines)


def test_check_without_any_setting_says_where_to_begin(fresh: Console) -> None:
    done = fresh.run("slack", "check")
    assert done.code == 1
    assert "DEALDESK_SLACK_BOT_TOKEN" in done.err
    assert "dealdesk slack manifest" in done.err


def test_check_tries_every_workspace_that_installed_the_app(fresh: Console, slack: LoopbackSlack) -> None:
    fresh.home.mkdir()
    with database_at(fresh.home) as database:
        installed = installations_in(database, slack)
        install(installed, slack, At("T5", name="Acme", scopes=tuple(SCOPES)), "xoxb-acme")
        install(installed, slack, At("T6", name="Other", scopes=tuple(SCOPES)), "xoxb-other")
        slack.tokens.revoke("xoxb-other")
    done = of_several(fresh, slack).run("slack", "check", "--json")
    assert done.code == 1
    assert {one["workspace"] for one in done.json if not one["is_well"]} == {"Other"}
    assert {one["workspace"] for one in done.json} == {"", "Acme", "Other"}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"DEALDESK_SLACK_ENCRYPTION_KEY": ""}, "make one with `dealdesk slack key`"),
        ({"DEALDESK_SLACK_ENCRYPTION_KEY": "hunter2"}, "holds something that is no key"),
        ({"DEALDESK_SLACK_CLIENT_SECRET": ""}, "DEALDESK_SLACK_CLIENT_SECRET"),
        ({"DEALDESK_SLACK_WORKSPACES": ""}, "DEALDESK_SLACK_WORKSPACES"),
        ({"DEALDESK_SLACK_BOT_TOKEN": "xoxb-1"}, "take one of them away"),
    ],
)
def test_settings_that_do_not_go_together_are_refused(
    fresh: Console, slack: LoopbackSlack, more: dict[str, str], said: str
) -> None:
    done = of_several(fresh, slack, **more).run("slack", "check")
    assert done.code == 1
    assert done.err.startswith("error: ")
    assert said in done.err
    assert "hunter2" not in done.err
    assert done.err.count("\n") == 1


def test_each_key_is_another_and_can_be_used(fresh: Console) -> None:
    keys = {fresh.run("slack", "key").out.strip() for _ in range(2)}
    assert len(keys) == 2
    for key in keys:
        Fernet(key)
