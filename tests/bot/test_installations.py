from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from slack_sdk.errors import SlackApiError

from bot.errors import NotInstalled, SlackNotConfigured
from bot.install.installations import Installations
from bot.install.sealing import new_key
from bot.install.workspaces import Workspace, authorize_with, removed_in
from corpus.database import Database
from corpus.errors import CatalogueUnusable
from tests.bot.installing import HOUR, KEY, database_at, install, installations_in
from tests.bot.loopback_slack import Fault, Gate, LoopbackSlack
from tests.bot.slack.tokens import Workspace as At

ACME, OTHER = At("T1", name="Acme"), At("T2", name="Other")
IN_GROUP = At("T3", enterprise="E1", name="Daughter")
WHOLE_GROUP = At("T0", enterprise="E1", name="Group", is_org_wide=True)
TURNS = At("T1", name="Acme", rotates=True)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with database_at(tmp_path) as database:
        yield database


@pytest.fixture
def installed(database: Database, slack: LoopbackSlack) -> Installations:
    return installations_in(database, slack)


def refreshes(slack: LoopbackSlack) -> int:
    return len(slack.bodies("oauth.v2.access"))


def whole_file(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.glob("catalogue.sqlite3*")))


def test_each_workspace_is_spoken_to_with_its_own_token(installed: Installations, slack: LoopbackSlack) -> None:
    install(installed, slack, ACME, "xoxb-acme")
    install(installed, slack, OTHER, "xoxb-other")
    assert installed.client("T1").auth_test()["team_id"] == "T1"
    assert installed.client("T2").auth_test()["team_id"] == "T2"
    assert not installed.knows("T9")
    with pytest.raises(NotInstalled, match="T9: open /slack/install there"):
        installed.client("T9")


def test_an_organisations_installation_serves_its_workspaces_but_for_those_with_their_own(
    installed: Installations, slack: LoopbackSlack
) -> None:
    install(installed, slack, WHOLE_GROUP, "xoxb-group")
    install(installed, slack, IN_GROUP, "xoxb-daughter")
    assert installed.client("T7", "E1").token == "xoxb-group"
    assert installed.client("T3", "E1").token == "xoxb-daughter"
    assert installed.client("T3").token == "xoxb-daughter"
    assert not installed.knows("T7")
    assert not installed.knows("T7", "E2")
    assert not installed.knows("", "")


def test_no_token_stands_in_the_database_as_it_is(
    installed: Installations, slack: LoopbackSlack, tmp_path: Path
) -> None:
    kept = install(installed, slack, TURNS, "xoxb-a-secret", ends_in=HOUR, user_token="xoxp-a-secret")
    installed.client("T1")
    renewed = installed.client("T1").token
    held = whole_file(tmp_path)
    assert b"Acme" in held
    assert renewed not in ("xoxb-a-secret", None)
    for token in ("xoxb-a-secret", "xoxp-a-secret", kept.bot_refresh_token, renewed):
        assert token is not None
        assert token.encode() not in held
    assert b"xoxe" not in held


def test_a_token_encrypted_under_an_older_key_is_read_while_that_key_is_still_given(
    database: Database, slack: LoopbackSlack
) -> None:
    install(installations_in(database, slack), slack, ACME, "xoxb-acme")
    assert installations_in(database, slack, f"{new_key()}, {KEY}").client("T1").token == "xoxb-acme"


def test_another_key_is_an_error_that_says_what_to_do(database: Database, slack: LoopbackSlack) -> None:
    install(installations_in(database, slack), slack, ACME, "xoxb-acme")
    with pytest.raises(SlackNotConfigured, match=r"put that key back .*, or install the app in Slack again"):
        installations_in(database, slack, new_key()).client("T1")


def test_a_token_that_somebody_wrote_there_in_plain_text_is_not_used(
    database: Database, installed: Installations, slack: LoopbackSlack, tmp_path: Path
) -> None:
    install(installed, slack, ACME, "xoxb-acme")
    with closing(sqlite3.connect(tmp_path / "catalogue.sqlite3")) as connection, connection:
        connection.execute("UPDATE slack_bots SET bot_token = 'xoxb-plain'")
    with pytest.raises(SlackNotConfigured):
        installed.client("T1")


@pytest.mark.parametrize(("keys", "said"), [("", "dealdesk slack key"), (" , ", "dealdesk slack key"), ("x", "no key")])
def test_keys_that_cannot_be_used_are_refused_without_being_told(
    database: Database, slack: LoopbackSlack, keys: str, said: str
) -> None:
    with pytest.raises(SlackNotConfigured, match=said):
        installations_in(database, slack, keys)


def test_installing_again_takes_the_place_of_what_was_there(
    installed: Installations, slack: LoopbackSlack, tmp_path: Path
) -> None:
    install(installed, slack, ACME, "xoxb-old", installed_at=time.time() - 10)
    install(installed, slack, ACME, "xoxb-new")
    assert installed.client("T1").token == "xoxb-new"
    with closing(sqlite3.connect(tmp_path / "catalogue.sqlite3")) as connection:
        for table in ("slack_bots", "slack_installations"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (1,)


def test_a_token_with_less_than_two_hours_left_is_renewed_and_kept_before_it_is_used(
    database: Database, installed: Installations, slack: LoopbackSlack
) -> None:
    install(installed, slack, TURNS, "xoxb-first", ends_in=2 * HOUR - 60)
    client = installed.client("T1")
    assert client.token != "xoxb-first"
    assert installations_in(database, slack).client("T1").token == client.token
    assert client.auth_test()["team_id"] == "T1"
    assert refreshes(slack) == 1


def test_a_token_with_more_than_two_hours_left_is_left_alone(installed: Installations, slack: LoopbackSlack) -> None:
    install(installed, slack, TURNS, "xoxb-first", ends_in=2 * HOUR + 60)
    assert installed.client("T1").token == "xoxb-first"
    assert refreshes(slack) == 0


def test_a_call_that_is_refused_because_the_token_expired_is_made_again_with_another(
    installed: Installations, slack: LoopbackSlack
) -> None:
    install(installed, slack, TURNS, "xoxb-first", ends_in=10 * HOUR)
    client = installed.client("T1")
    slack.tokens.add("xoxb-first", TURNS, expires_in=-1)
    assert client.conversations_info(channel="C1")["channel"]["id"] == "C1"
    assert client.auth_test()["team_id"] == "T1"
    assert refreshes(slack) == 1


def test_twenty_threads_renew_a_token_once(installed: Installations, slack: LoopbackSlack) -> None:
    install(installed, slack, TURNS, "xoxb-first", ends_in=HOUR)
    gate = Gate()
    slack.faults.add("oauth.v2.access", Fault(before=gate))
    with ThreadPoolExecutor(20) as threads:
        asked = [threads.submit(installed.client, "T1") for _ in range(20)]
        slack.wait_until(lambda: gate.held == 1)
        gate.open()
        tokens = {one.result().token for one in asked}
    assert len(tokens) == 1
    assert tokens != {"xoxb-first"}
    assert refreshes(slack) == 1


def test_what_another_process_renewed_first_is_taken(database: Database, slack: LoopbackSlack) -> None:
    ours, theirs = installations_in(database, slack), installations_in(database, slack)
    install(ours, slack, TURNS, "xoxb-first", ends_in=HOUR)
    gate = Gate()
    slack.faults.add("oauth.v2.access", Fault(before=gate))
    with ThreadPoolExecutor(1) as thread:
        late = thread.submit(ours.client, "T1")
        slack.wait_until(lambda: gate.held == 1)
        renewed = theirs.client("T1").token
        gate.open()
        assert late.result().token == renewed
    assert refreshes(slack) == 2


def test_a_token_that_is_still_good_serves_when_it_cannot_be_renewed_yet(
    installed: Installations, slack: LoopbackSlack
) -> None:
    install(installed, slack, TURNS, "xoxb-first", ends_in=HOUR)
    slack.faults.always("oauth.v2.access", Fault(error="internal_error"))
    assert installed.client("T1").token == "xoxb-first"
    assert installed.client("T1").token == "xoxb-first"
    assert refreshes(slack) == 1  # it is not asked for with every call


def test_a_token_that_has_ended_for_good_says_to_install_again(installed: Installations, slack: LoopbackSlack) -> None:
    install(installed, slack, TURNS, "xoxb-first", ends_in=-1)
    slack.faults.add("oauth.v2.access", Fault(error="invalid_refresh_token"))
    with pytest.raises(NotInstalled, match=r"invalid_refresh_token.*install the app again"):
        installed.client("T1")


def test_a_token_that_has_ended_and_cannot_be_renewed_just_now_fails_as_a_call_does(
    installed: Installations, slack: LoopbackSlack
) -> None:
    install(installed, slack, TURNS, "xoxb-first", ends_in=-1)
    slack.faults.add("oauth.v2.access", Fault(retry_after="7"))
    with pytest.raises(SlackApiError, match="ratelimited"):
        installed.client("T1")
    assert installed.client("T1").token != "xoxb-first"


def test_tokens_that_could_not_be_kept_are_not_used_until_they_are_and_not_asked_for_again(
    installed: Installations, slack: LoopbackSlack, tmp_path: Path
) -> None:
    install(installed, slack, TURNS, "xoxb-first", ends_in=-1)
    with closing(sqlite3.connect(tmp_path / "catalogue.sqlite3")) as connection:
        connection.execute("CREATE TRIGGER full BEFORE UPDATE ON slack_bots BEGIN SELECT RAISE(ABORT, 'no room'); END")
        with pytest.raises(CatalogueUnusable):
            installed.client("T1")
        connection.execute("DROP TRIGGER full")
    assert installed.client("T1").auth_test()["team_id"] == "T1"
    assert refreshes(slack) == 1


def test_a_workspace_that_removed_the_app_is_forgotten_and_the_others_are_not(
    installed: Installations, slack: LoopbackSlack, tmp_path: Path
) -> None:
    install(installed, slack, ACME, "xoxb-acme")
    install(installed, slack, OTHER, "xoxb-other")
    installed.forget("T1")
    assert installed.installed() == [Workspace("T2", "", "Other")]
    with closing(sqlite3.connect(tmp_path / "catalogue.sqlite3")) as connection:
        assert connection.execute("SELECT team_id FROM slack_installations").fetchall() == [("T2",)]
    installed.forget("T2")
    with pytest.raises(NotInstalled):
        installed.installed()


def test_an_organisations_installation_stays_when_one_of_its_workspaces_removes_its_own(
    installed: Installations, slack: LoopbackSlack
) -> None:
    install(installed, slack, WHOLE_GROUP, "xoxb-group")
    install(installed, slack, IN_GROUP, "xoxb-daughter")
    installed.forget("T3", "E1")
    assert installed.client("T3", "E1").token == "xoxb-group"
    installed.forget("", "E1")
    assert not installed.knows("T3", "E1")


def test_a_workspace_that_is_not_admitted_any_more_is_not_spoken_to(
    installed: Installations, database: Database, slack: LoopbackSlack
) -> None:
    install(installed, slack, ACME, "xoxb-acme")
    install(installed, slack, IN_GROUP, "xoxb-daughter")
    narrower = installations_in(database, slack, admitted=["E1"])
    assert narrower.installed() == [Workspace("T3", "E1", "Daughter")]
    assert not narrower.knows("T1")
    with pytest.raises(NotInstalled):
        narrower.client("T1")
    with pytest.raises(SlackNotConfigured, match="DEALDESK_SLACK_WORKSPACES"):
        installations_in(database, slack, admitted=[])


def test_news_of_a_removal_that_comes_late_leaves_the_next_installation(
    installed: Installations, slack: LoopbackSlack
) -> None:
    removed = datetime.now(UTC) - timedelta(minutes=5)
    install(installed, slack, ACME, "xoxb-again")
    installed.forget("T1", until=removed)
    assert installed.client("T1").token == "xoxb-again"


def test_a_removal_during_a_renewal_is_not_undone_by_it(installed: Installations, slack: LoopbackSlack) -> None:
    install(installed, slack, TURNS, "xoxb-first", ends_in=-1)
    gate = Gate()
    slack.faults.add("oauth.v2.access", Fault(before=gate))
    with ThreadPoolExecutor(1) as thread:
        late = thread.submit(installed.client, "T1")
        slack.wait_until(lambda: gate.held == 1)
        installed.forget("T1")
        gate.open()
        with pytest.raises(NotInstalled):
            late.result()
    assert not installed.knows("T1")


@pytest.mark.asyncio
async def test_bolt_learns_who_is_installed_without_a_call_to_slack(
    installed: Installations, slack: LoopbackSlack
) -> None:
    install(installed, slack, ACME, "xoxb-acme")
    authorize = authorize_with(installed)
    known = await authorize(enterprise_id=None, team_id="T1")
    assert known is not None
    assert known.bot_token is None
    assert await authorize(enterprise_id=None, team_id="T9") is None
    assert await authorize(enterprise_id=None, team_id=None) is None
    assert slack.calls == []


EVENT = {"team_id": "T1", "enterprise_id": None, "event_time": 1_700_000_000}
MOMENT = datetime.fromtimestamp(1_700_000_000, UTC)


@pytest.mark.parametrize(
    ("payload", "removed"),
    [
        (EVENT | {"event": {"type": "app_uninstalled"}}, ("T1", "", MOMENT)),
        (EVENT | {"event": {"type": "tokens_revoked", "tokens": {"bot": ["UBOT"]}}}, ("T1", "", MOMENT)),
        (EVENT | {"event": {"type": "tokens_revoked", "tokens": {"oauth": ["U1"], "bot": []}}}, None),
        (EVENT | {"event": {"type": "tokens_revoked"}}, None),
        (EVENT | {"event": {"type": "app_mention"}}, None),
        ({"event": []}, None),
        ({}, None),
        (EVENT | {"event": {"type": "app_uninstalled"}, "enterprise_id": "E1"}, ("T1", "E1", MOMENT)),
        (
            EVENT
            | {"event": {"type": "app_uninstalled"}, "enterprise_id": "E1"}
            | {"authorizations": [{"is_enterprise_install": True}], "event_time": "soon"},
            ("", "E1", None),
        ),
    ],
)
def test_the_events_that_take_the_app_away_are_told_from_others(
    payload: dict[str, object], removed: tuple[str, str, datetime | None] | None
) -> None:
    assert removed_in(payload) == removed
