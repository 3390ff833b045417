from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from bot.errors import SlackNotConfigured
from bot.install.addresses import EVENTS_PATH
from bot.install.manifest import EVENTS, SCOPES, App, Transport, as_yaml, manifest_of
from bot.shown.actions_named import ASK_SHORTCUT
from bot.transport.http import PATH

URL = "https://deals.example"
SOCKET = App(Transport.SOCKET)
HTTP = App(Transport.HTTP, URL)
OAUTH = App(Transport.HTTP, f"{URL}/", oauth=True)


def read(app: App) -> Any:
    return yaml.safe_load(as_yaml(manifest_of(app)))


@pytest.mark.parametrize(
    "app",
    [SOCKET, HTTP, OAUTH, App(Transport.SOCKET, name='deal: desk # "x" \\ yes 💼'), App(Transport.SOCKET, name="on")],
)
def test_the_yaml_says_what_the_json_says(app: App) -> None:
    assert read(app) == json.loads(json.dumps(manifest_of(app)))


def test_every_right_and_every_event_is_explained_beside_it() -> None:
    lines = as_yaml(manifest_of(HTTP)).splitlines()
    for name, why in (SCOPES | EVENTS).items():
        assert f"- {name}  # {why}" in [line.strip() for line in lines]
        assert why


def test_socket_mode_needs_no_address() -> None:
    made = read(SOCKET)
    assert made["settings"]["socket_mode_enabled"] is True
    assert "https://" not in as_yaml(made)


def test_over_http_events_commands_and_buttons_come_to_one_address() -> None:
    made = read(HTTP)
    assert made["settings"]["socket_mode_enabled"] is False
    addresses = [
        made["settings"]["event_subscriptions"]["request_url"],
        made["settings"]["interactivity"]["request_url"],
        made["features"]["slash_commands"][0]["url"],
    ]
    assert addresses == [URL + PATH] * 3
    assert EVENTS_PATH == PATH


def test_tokens_rotate_and_organisations_may_install_only_where_workspaces_install_the_app_themselves() -> None:
    one, many = read(HTTP), read(OAUTH)
    for setting in ("token_rotation_enabled", "org_deploy_enabled"):
        assert one["settings"][setting] is False  # nobody renews a token that stands in the settings
        assert many["settings"][setting] is True
    assert many["oauth_config"]["redirect_urls"] == [f"{URL}/slack/oauth_redirect"]
    assert "redirect_urls" not in one["oauth_config"]


def test_every_surface_is_switched_on() -> None:
    made = read(SOCKET)
    features = made["features"]
    assert features["app_home"] == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": False,
    }
    assert features["agent_view"]["agent_description"]
    assert "assistant_view" not in features
    assert features["slash_commands"][0]["command"] == "/dealdesk"
    assert features["shortcuts"][0]["type"] == "message"
    assert features["shortcuts"][0]["callback_id"] == ASK_SHORTCUT
    assert made["settings"]["interactivity"]["is_enabled"] is True


def test_what_slack_would_find_too_long_is_short_enough() -> None:
    made = read(App(Transport.SOCKET, name="x" * 35))
    assert len(made["display_information"]["description"]) <= 140
    assert len(made["features"]["shortcuts"][0]["name"]) <= 24
    assert len(made["features"]["slash_commands"][0]["usage_hint"]) <= 1_000


@pytest.mark.parametrize(
    ("transport", "url", "oauth", "name", "said"),
    [
        (Transport.HTTP, None, False, "dealdesk", "add --url"),
        (Transport.SOCKET, None, True, "dealdesk", "add --url"),
        (Transport.HTTP, "http://deals.example", False, "dealdesk", "must be https"),
        (Transport.HTTP, "deals.example", False, "dealdesk", "must be https"),
        (Transport.HTTP, "https://deals.example/?x=1", False, "dealdesk", "must be https"),
        (Transport.HTTP, "https://me:secret@deals.example", False, "dealdesk", "must be https"),
        (Transport.SOCKET, None, False, "", "--name"),
        (Transport.SOCKET, None, False, "x" * 36, "--name"),
        (Transport.SOCKET, None, False, "deal\ndesk", "--name"),
    ],
)
def test_what_slack_would_refuse_is_refused_first(
    transport: Transport, url: str | None, oauth: bool, name: str, said: str
) -> None:
    with pytest.raises(SlackNotConfigured, match=said):
        App(transport, url, oauth, name)
