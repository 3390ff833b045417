"""The makers of what people do: Bolt itself, with its own check of the signature, takes them for Slack's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from slack_bolt import App, BoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.client import WebClient

from tests.bot.loopback_slack import BOT_TOKEN, LoopbackSlack
from tests.bot.slack_actions import (
    button_click,
    command,
    feedback_click,
    interaction,
    message_shortcut,
    view_click,
    view_closed,
    view_submission,
)
from tests.bot.slack_events import (
    FORM,
    SIGNING_SECRET,
    app_home_opened,
    encoded,
    form,
    in_team,
    mention,
    shared,
    signed,
)
from tests.bot.slack_limits import buttons
from tests.bot.test_loopback_slack import MUTE
from tests.bot.test_slack_limits import actions, button, feedback, section
from tests.bot.test_surface_limits import modal


class Heard:
    """A Bolt app that notes what reached which listener."""

    def __init__(self, slack: LoopbackSlack) -> None:
        self.notes: list[tuple[str, str, str]] = []
        self.app = App(
            client=WebClient(BOT_TOKEN, base_url=slack.api_url, retry_handlers=[]),
            signing_secret=SIGNING_SECRET,
            authorize=lambda enterprise_id, team_id: AuthorizeResult(
                enterprise_id=enterprise_id, team_id=team_id, bot_token=BOT_TOKEN
            ),
            process_before_response=True,
        )
        self.app.command("/dealdesk")(self._note("command"))
        self.app.action("b1")(self._note("action"))
        self.app.action("feedback")(self._note("feedback"))
        self.app.view("form")(self._note("view"))
        self.app.view_closed("form")(self._note("closed"))
        self.app.shortcut("ask_about_this")(self._note("shortcut"))
        self.app.event("app_home_opened")(self._note("home"))
        self.app.event("app_mention")(self._note("mention"))

    def send(self, body: bytes, content_type: str) -> int:
        headers = signed(body, content_type=content_type)
        return int(self.app.dispatch(BoltRequest(body=body.decode(), headers=dict(headers))).status)

    def _note(self, what: str) -> Any:
        def listener(ack: Any, context: Any) -> None:
            self.notes.append((what, str(context.team_id), str(context.user_id)))
            ack()

        return listener


@pytest.fixture
def slack() -> Iterator[LoopbackSlack]:
    with LoopbackSlack.in_thread() as slack:
        yield slack


def test_bolt_knows_every_interaction_for_what_it_is(slack: LoopbackSlack) -> None:
    client, heard = WebClient(BOT_TOKEN, base_url=slack.api_url, retry_handlers=[]), Heard(slack)
    client.chat_postMessage(channel="C1", text="said", blocks=[section(), actions(button()), feedback()], **MUTE)
    [message] = slack.messages()
    shown = buttons(message.blocks)
    client.views_open(trigger_id=slack.clicked()["trigger_id"], view=modal(callback_id="form"))
    [view] = slack.surfaces.modals.values()
    sent = [
        command("help", **slack.clicked()),
        interaction(button_click(shown["b1"], message, **slack.clicked("C1", "U1", message.ts))),
        interaction(button_click(shown["b1"], None, message_ts="1.2", user="U2", **slack.clicked())),
        interaction(feedback_click(shown["feedback"], message, positive=False)),
        interaction(view_click(shown["b1"], view, trigger_id="1.2")),
        interaction(view_submission(view, {"q": {"text": {"type": "plain_text_input", "value": "who?"}}})),
        interaction(view_closed(view)),
        interaction(message_shortcut("a text", **slack.clicked())),
    ]
    assert [heard.send(form(fields), FORM) for fields in sent] == [200] * len(sent)
    kinds = ["command", "action", "action", "feedback", "action", "view", "closed", "shortcut"]
    assert [kind for kind, _, _ in heard.notes] == kinds
    assert [user for _, _, user in heard.notes] == ["U1", "U1", "U2", *["U1"] * 5]
    assert json.loads(sent[3]["payload"])["actions"][0]["value"] == "vvvv"


def test_bolt_sees_the_workspace_and_the_person_of_an_event(slack: LoopbackSlack) -> None:
    heard = Heard(slack)
    sent = [
        mention(),
        in_team(mention(), "T2", enterprise="E1"),
        shared(mention(user="U6")),
        app_home_opened("messages"),
    ]
    assert [heard.send(encoded(payload), "application/json") for payload in sent] == [200] * 4
    seen = [("mention", "T1", "U1"), ("mention", "T2", "U1"), ("mention", "T1", "U6"), ("home", "T1", "U1")]
    assert heard.notes == seen
