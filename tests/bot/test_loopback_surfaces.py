"""What the loopback Slack shows one person: ephemeral messages, modals, the home tab; and how an app is installed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.client import WebClient
from slack_sdk.webhook import WebhookClient

from tests.bot.loopback_slack import BOT_TOKEN, LoopbackSlack, Workspace
from tests.bot.test_loopback_slack import MUTE, section

QUIET: dict[str, Any] = {"unfurl_links": False, "unfurl_media": False}


def modal(title: str = "Passages") -> dict[str, Any]:
    return {"type": "modal", "title": section(title)["text"], "blocks": [section("a passage")]}


@pytest.fixture
def slack() -> Iterator[LoopbackSlack]:
    with LoopbackSlack.in_thread() as slack:
        yield slack


@pytest.fixture
def client(slack: LoopbackSlack) -> WebClient:
    return WebClient(BOT_TOKEN, base_url=slack.api_url, retry_handlers=[])


def test_an_ephemeral_message_is_seen_by_one_person(slack: LoopbackSlack, client: WebClient) -> None:
    client.chat_postEphemeral(channel="C1", user="U2", text="for you", **QUIET)
    assert [(seen.user, seen.text, seen.channel) for seen in slack.ephemerals] == [("U2", "for you", "C1")]
    assert slack.messages() == []


def test_a_response_url_speaks_five_times_within_half_an_hour(slack: LoopbackSlack) -> None:
    hook = WebhookClient(slack.clicked("C1", "U2")["response_url"], retry_handlers=[])
    assert hook.send(text="for you").status_code == 200
    assert hook.send(text="for all", response_type="in_channel").status_code == 200
    assert [seen.text for seen in slack.ephemerals] == ["for you"]
    assert [message.text for message in slack.messages("C1")] == ["for all"]
    hook_of_it = WebhookClient(slack.clicked("C1", "U2", slack.ephemerals[0].ts)["response_url"], retry_handlers=[])
    hook_of_it.send(text="shared", replace_original=True)
    assert [(seen.text, seen.edits) for seen in slack.ephemerals] == [("shared", 1)]
    hook_of_it.send(delete_original=True)
    assert slack.ephemerals[0].deleted
    for _ in range(3):
        hook.send(text="more")
    assert "used_url" in hook.send(text="a sixth").body
    slack.clock.advance(1_801)
    assert "expired_url" in hook_of_it.send(text="late").body


def test_a_modal_opens_within_three_seconds_of_the_click_and_once(slack: LoopbackSlack, client: WebClient) -> None:
    trigger = slack.clicked()["trigger_id"]
    opened = client.views_open(trigger_id=trigger, view=modal())["view"]
    client.views_push(trigger_id=slack.clicked()["trigger_id"], view=modal("Deeper"))
    client.views_update(view_id=opened["id"], hash=opened["hash"], view=modal("Changed"))
    assert [view.content["title"]["text"] for view in slack.surfaces.modals.values()] == ["Changed", "Deeper"]
    late = slack.clicked()["trigger_id"]
    slack.clock.advance(3.5)
    for used, code in ((trigger, "expired_trigger_id"), (late, "expired_trigger_id"), ("1.2", "invalid_trigger_id")):
        with pytest.raises(SlackApiError, match=code):
            client.views_open(trigger_id=used, view=modal())
    with pytest.raises(SlackApiError, match="hash_conflict"):
        client.views_update(view_id=opened["id"], hash=opened["hash"], view=modal())
    assert slack.violations == []
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        client.views_open(trigger_id=slack.clicked()["trigger_id"], view=modal("a title of over 24 letters"))


def test_the_home_tab_and_the_agent_pane_are_kept(slack: LoopbackSlack, client: WebClient) -> None:
    client.views_publish(user_id="U1", view={"type": "home", "blocks": [section("what the corpus holds")]})
    assert slack.surfaces.homes["U1"].content["blocks"] == [section("what the corpus holds")]
    client.assistant_threads_setStatus(channel_id="C1", thread_ts="1.2", status="is searching")
    assert slack.surfaces.standing == {("C1", "1.2"): "is searching"}
    client.chat_postMessage(channel="C1", thread_ts="1.2", text="done", **MUTE)
    assert slack.surfaces.standing == {}
    prompts = [{"title": "Who", "message": "Who will operate it?"}]
    client.assistant_threads_setSuggestedPrompts(channel_id="D1", thread_ts="1.2", prompts=prompts)
    client.assistant_threads_setTitle(channel_id="D1", thread_ts="1.2", title="The plant")
    assert (slack.surfaces.prompts, slack.surfaces.titles) == ({("D1", "1.2"): prompts}, {("D1", "1.2"): "The plant"})
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        client.assistant_threads_setSuggestedPrompts(channel_id="D1", thread_ts="1.2", prompts=prompts * 5)


def test_an_installation_gets_tokens_that_end_and_are_renewed(slack: LoopbackSlack) -> None:
    app = {"client_id": slack.tokens.client_id, "client_secret": slack.tokens.client_secret}
    nobody = WebClient(base_url=slack.api_url, retry_handlers=[])
    code = slack.tokens.approve(Workspace("T2", "UBOT2", "BBOT2", rotates=True))
    with pytest.raises(SlackApiError, match="bad_client_secret"):
        nobody.oauth_v2_access(client_id=app["client_id"], client_secret="wrong", code=code)
    installed = nobody.oauth_v2_access(**app, code=code)
    with pytest.raises(SlackApiError, match="invalid_code"):
        nobody.oauth_v2_access(**app, code=code)
    client = WebClient(installed["access_token"], base_url=slack.api_url, retry_handlers=[])
    assert client.auth_test()["team_id"] == installed["team"]["id"] == "T2"
    slack.clock.advance(installed["expires_in"])
    with pytest.raises(SlackApiError, match="token_expired"):
        client.auth_test()
    renewing = app | {"grant_type": "refresh_token", "refresh_token": installed["refresh_token"]}
    client.token = nobody.oauth_v2_access(**renewing)["access_token"]
    assert client.auth_test()["bot_id"] == "BBOT2"
    with pytest.raises(SlackApiError, match="invalid_refresh_token"):
        nobody.oauth_v2_access(**renewing)
    client.auth_revoke()
    with pytest.raises(SlackApiError, match="token_revoked"):
        client.auth_test()


def test_a_token_of_another_workspace_sees_no_channel_of_this_one(slack: LoopbackSlack) -> None:
    slack.tokens.add("xoxb-2", Workspace("T9", "UBOT9", "BBOT9", scopes=("chat:write",)))
    theirs = WebClient("xoxb-2", base_url=slack.api_url, retry_handlers=[])
    assert theirs.chat_postMessage(channel="CSHARED", text="hello", **MUTE)["message"]["bot_id"] == "BBOT9"
    with pytest.raises(SlackApiError, match="channel_not_found"):
        theirs.chat_postMessage(channel="C1", text="hello", **MUTE)
    with pytest.raises(SlackApiError, match="missing_scope") as refused:
        theirs.users_info(user="U1")
    assert refused.value.response["needed"] == "users:read"
    assert theirs.auth_test().headers["x-oauth-scopes"] == "chat:write"
