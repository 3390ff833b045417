from __future__ import annotations

from pathlib import Path

import pytest

from bot.install.check import Checked, check_slack
from bot.install.clients import Clients
from bot.install.manifest import SCOPES
from bot.install.single import OneWorkspace
from bot.install.workspaces import Workspaces
from tests.bot.installing import database_at, install, installations_in
from tests.bot.loopback_slack import APP_TOKEN, Channel, Fault, LoopbackSlack
from tests.bot.slack.tokens import Workspace as At
from tests.bot.slack_events import SIGNING_SECRET

FULL = At("T1", scopes=tuple(SCOPES))
SHAPELY = "0123456789abcdef" * 2


def tried(
    slack: LoopbackSlack,
    workspaces: Workspaces | None = None,
    *,
    signing_secret: str | None = SHAPELY,
    app_token: str | None = APP_TOKEN,
    given: At = FULL,
) -> list[Checked]:
    clients = Clients(slack.api_url, timeout_seconds=20)
    if workspaces is None:
        slack.tokens.add("xoxb-checked", given)
        workspaces = OneWorkspace("xoxb-checked", clients)
    checked = check_slack(workspaces, clients, signing_secret=signing_secret, app_token=app_token)
    assert slack.posts == []
    assert all(one.is_well != bool(one.remedy) for one in checked)
    return checked


def troubles(checked: list[Checked]) -> dict[str, str]:
    return {one.what: f"{one.found}: {one.remedy}" for one in checked if not one.is_well}


def test_all_is_well_where_all_is_there(slack: LoopbackSlack) -> None:
    for channel in list(slack.world.channels):
        slack.forget(channel)
    slack.add(Channel.public("C1"), Channel.private("G1"), Channel.direct("D1", "U1"))
    checked = tried(slack)
    assert [one.what for one in checked] == [
        "signing secret",
        "app token",
        "bot token",
        "rights",
        "posting",
        "channels",
    ]
    assert troubles(checked) == {}
    assert slack.sockets_opened == 1
    assert "in 2" in checked[-1].found


def test_a_bot_that_is_nowhere_yet_is_told_to_be_invited(slack: LoopbackSlack) -> None:
    for channel in list(slack.world.channels):
        slack.forget(channel)
    assert "/invite" in tried(slack)[-1].found


def test_each_missing_right_is_named_with_what_it_is_for(slack: LoopbackSlack) -> None:
    given = At("T1", scopes=tuple(scope for scope in SCOPES if scope not in ("users:read", "chat:write")))
    found = troubles(tried(slack, given=given))
    assert set(found) == {"rights", "posting"}
    assert f"users:read ({SCOPES['users:read']})" in found["rights"]
    assert "paste the manifest again" in found["rights"]


@pytest.mark.parametrize("code", ["invalid_auth", "token_revoked", "account_inactive"])
def test_a_token_that_slack_refuses_is_to_be_copied_again(slack: LoopbackSlack, code: str) -> None:
    slack.faults.always("auth.test", Fault(error=code))
    found = troubles(tried(slack))
    assert f"Slack refuses it: {code}: copy the Bot User OAuth Token again" in found["bot token"]


@pytest.mark.parametrize("secret", ["", "too short", SHAPELY.upper(), "xoxb-" + SHAPELY])
def test_a_signing_secret_of_another_shape_is_found(slack: LoopbackSlack, secret: str) -> None:
    found = troubles(tried(slack, signing_secret=secret or None, app_token=None if not secret else APP_TOKEN))
    if secret:
        assert "Signing Secret" in found["signing secret"]
        assert secret not in found["signing secret"]
    else:
        assert "DEALDESK_SLACK_APP_TOKEN for Socket Mode" in found["events"]


def test_the_signing_secret_of_a_real_app_has_the_shape() -> None:
    assert len(SIGNING_SECRET) == len(SHAPELY)


@pytest.mark.parametrize("token", ["xapp-wrong", "xoxb-checked"])
def test_an_app_token_that_opens_no_socket_is_to_be_made_again(slack: LoopbackSlack, token: str) -> None:
    assert "connections:write" in troubles(tried(slack, app_token=token))["app token"]


def test_a_slack_that_does_not_greet_is_told(slack: LoopbackSlack) -> None:
    slack.faults.add("link", Fault(status=503))
    found = troubles(tried(slack))["app token"]
    assert "HTTPS_PROXY" in found
    assert "ws://" not in found


def test_a_slack_that_is_not_there_is_told(slack: LoopbackSlack) -> None:
    nowhere = Clients("http://127.0.0.1:9/api/")
    checked = check_slack(OneWorkspace("xoxb-1", nowhere), nowhere, signing_secret=SHAPELY, app_token=None)
    assert "cannot be reached" in troubles(checked)["bot token"]


def test_what_is_no_slack_at_all_is_told(slack: LoopbackSlack) -> None:
    slack.faults.always("auth.test", Fault(status=502))
    assert "is not Slack's Web API" in troubles(tried(slack))["bot token"]


def test_every_workspace_that_installed_the_app_is_tried(slack: LoopbackSlack, tmp_path: Path) -> None:
    with database_at(tmp_path) as database:
        installed = installations_in(database, slack)
        assert "open /slack/install" in troubles(tried(slack, installed))["bot token"]
        install(installed, slack, At("T5", name="Acme", scopes=tuple(SCOPES)), "xoxb-acme")
        install(installed, slack, At("T6", name="Other"), "xoxb-other")
        slack.tokens.revoke("xoxb-other")
        checked = tried(slack, installed)
    assert {one.workspace for one in checked if not one.is_well} == {"Other"}
    assert len([one for one in checked if one.workspace == "Acme"]) == 4
