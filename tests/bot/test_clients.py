from __future__ import annotations

from email.message import Message
from http.client import IncompleteRead, RemoteDisconnected
from socket import gaierror
from typing import Any
from urllib.error import HTTPError, URLError

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.request import HttpRequest
from slack_sdk.http_retry.state import RetryState

from bot.errors import NotInstalled, SlackNotConfigured
from bot.install.addresses import authorize_url, is_loopback
from bot.install.clients import Clients
from bot.install.retries import RepeatSafely
from bot.install.single import OneWorkspace
from bot.install.workspaces import Workspace
from tests.bot.loopback_slack import BOT_TOKEN, Fault, LoopbackSlack
from tests.bot.slack.tokens import Workspace as At

POST = "http://127.0.0.1:1/api/chat.postMessage"
MESSAGE: dict[str, Any] = {
    "channel": "C1",
    "text": "x",
    "mrkdwn": False,
    "link_names": False,
    "unfurl_links": False,
    "unfurl_media": False,
}
LOOK_UP = "http://127.0.0.1:1/api/users.info"


@pytest.mark.parametrize(
    ("url", "error", "again"),
    [
        (POST, URLError(ConnectionRefusedError()), True),
        (POST, URLError(gaierror()), True),
        (POST, URLError(ConnectionResetError()), False),
        (POST, URLError(TimeoutError()), False),
        (POST, RemoteDisconnected(), False),
        (POST, TimeoutError(), False),
        (POST, HTTPError(POST, 500, "", Message(), None), False),
        (POST, HTTPError(POST, 429, "", Message(), None), False),
        (LOOK_UP, RemoteDisconnected(), True),
        (LOOK_UP, URLError(ConnectionResetError()), True),
        (LOOK_UP, IncompleteRead(b""), True),
        (LOOK_UP, TimeoutError(), False),
        (LOOK_UP, URLError(TimeoutError()), False),
        (LOOK_UP, HTTPError(LOOK_UP, 429, "", Message(), None), False),
        (LOOK_UP, None, False),
    ],
)
def test_a_call_is_repeated_only_where_it_cannot_have_an_effect_twice(
    url: str, error: Exception | None, again: bool
) -> None:
    request = HttpRequest(method="POST", url=url, headers={})
    assert RepeatSafely().can_retry(state=RetryState(), request=request, error=error) is again


def client_of(slack: LoopbackSlack) -> Clients:
    return Clients(slack.api_url, timeout_seconds=20)


def test_a_message_whose_connection_broke_is_sent_once(slack: LoopbackSlack) -> None:
    slack.faults.append(Fault(drop=True))
    with pytest.raises(RemoteDisconnected):
        client_of(slack).client(BOT_TOKEN).chat_postMessage(**MESSAGE)
    assert len(slack.posts) == 1


def test_a_look_up_whose_connection_broke_is_made_again(slack: LoopbackSlack) -> None:
    slack.faults.add("conversations.info", Fault(drop=True))
    assert client_of(slack).client(BOT_TOKEN).conversations_info(channel="C1")["ok"]
    assert len(slack.bodies("conversations.info")) == 2


def test_a_call_that_is_put_off_comes_back_at_once_with_how_long(slack: LoopbackSlack) -> None:
    slack.faults.append(Fault(retry_after="3600"))
    with pytest.raises(SlackApiError) as refused:
        client_of(slack).client(BOT_TOKEN).chat_postMessage(**MESSAGE)
    assert refused.value.response.headers["Retry-After"] == "3600"
    assert len(slack.posts) == 1


def test_no_proxy_comes_between_us_and_this_machine(slack: LoopbackSlack, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    assert client_of(slack).client(BOT_TOKEN).auth_test()["team_id"] == "T1"
    assert Clients().client(BOT_TOKEN).proxy == "http://127.0.0.1:9"


def test_only_a_token_that_expired_is_replaced_and_only_once(slack: LoopbackSlack) -> None:
    slack.tokens.add("xoxb-old", At(), expires_in=-1)
    used: list[str] = []

    def renew(token: str) -> str:
        used.append(token)
        return BOT_TOKEN

    client = client_of(slack).client("xoxb-old", renew)
    assert client.auth_test()["team_id"] == "T1"
    assert client.token == BOT_TOKEN
    slack.faults.add("auth.test", Fault(error="token_revoked"))
    with pytest.raises(SlackApiError, match="token_revoked"):
        client.auth_test()
    assert used == ["xoxb-old"]


def test_the_one_token_serves_its_own_workspace(slack: LoopbackSlack) -> None:
    one = OneWorkspace(BOT_TOKEN, client_of(slack))
    assert one.knows("T9")  # nobody has asked Slack yet, and nobody does for this
    assert slack.calls == []
    assert one.client("T1").token == BOT_TOKEN
    assert one.installed() == [Workspace("T1", "", "Deals")]
    assert not one.knows("T9")
    with pytest.raises(NotInstalled, match="another workspace's than T9"):
        one.client("T9")
    assert len(slack.bodies("auth.test")) == 1


def test_the_one_token_of_an_organisation_serves_its_workspaces(slack: LoopbackSlack) -> None:
    slack.tokens.add("xoxb-group", At("T0", enterprise="E1", is_org_wide=True))
    one = OneWorkspace("xoxb-group", client_of(slack))
    assert one.client("T7", "E1").token == "xoxb-group"
    assert not one.knows("T7", "E2")
    assert not one.knows("T7")


def test_a_slack_that_cannot_be_asked_whose_a_token_is_is_asked_again(slack: LoopbackSlack) -> None:
    slack.faults.add("auth.test", Fault(error="internal_error"))
    one = OneWorkspace(BOT_TOKEN, client_of(slack))
    with pytest.raises(SlackApiError):
        one.client("T1")
    assert one.client("T1").token == BOT_TOKEN


@pytest.mark.parametrize("token", ["", "xapp-1", "xoxp-1"])
def test_another_kind_of_token_is_refused(token: str) -> None:
    with pytest.raises(SlackNotConfigured, match="xoxb-"):
        OneWorkspace(token, Clients())


def test_addresses() -> None:
    assert is_loopback("http://127.0.0.1:8080/api/")
    assert is_loopback("http://[::1]/")
    assert is_loopback("http://localhost/")
    assert not is_loopback("https://slack.com/api/")
    assert not is_loopback("https://localhost.example/")
    assert authorize_url(None) == "https://slack.com/oauth/v2/authorize"
    assert authorize_url("https://slack-gov.com/api/") == "https://slack-gov.com/oauth/v2/authorize"
