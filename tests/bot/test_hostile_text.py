"""No text that documents or people wrote comes alive in Slack, wherever it stands and whatever shows it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from answer.reply import Statement
from bot.shown.ask_modal import submitted
from bot.shown.blocks import message_for, pieces_of
from bot.shown.elements import button, escaped, header, plain, words
from corpus.article import Span
from tests.bot.alive import alive_in, alive_in_text
from tests.bot.everything_shown import RESPONSE_URL, answer_with, messages, views
from tests.bot.hostile_strings import FAMILIES
from tests.bot.slack.surface_limits import view_violations
from tests.bot.slack_limits import texts, violations

HOSTS = ["ok.example", "x.example", "bank.example", "xn--e1aybc.example", "example.example"]
MUTE = {"unfurl_links": False, "unfurl_media": False, "mrkdwn": False, "link_names": False}


def test_there_are_600_different_strings() -> None:
    assert len({text for family in FAMILIES.values() for text in family}) >= 600


@pytest.mark.parametrize("family", FAMILIES)
def test_no_message_holds_anything_live(family: str) -> None:
    for text in FAMILIES[family]:
        for name, message in messages(text):
            blocks = list(message.blocks)
            found = alive_in(blocks, HOSTS) + alive_in_text(message.text, HOSTS)
            found += violations({"channel": "C1", "text": message.text, "blocks": blocks, **MUTE})
            assert found == [], f"{name} with {text[:200]!a}"
            assert [block for piece in pieces_of(message) for block in piece] == blocks


@pytest.mark.parametrize("family", FAMILIES)
def test_no_view_holds_anything_live(family: str) -> None:
    for text in FAMILIES[family]:
        for name, view in views(text):
            assert alive_in(view, HOSTS) + view_violations(view) == [], f"{name} with {text[:200]!a}"


@pytest.mark.parametrize("text", [*FAMILIES["mentions and links"][::14], *FAMILIES["markup"]])
def test_what_is_visible_is_shown_as_it_was_written(text: str) -> None:
    visible = text.replace("\u200b", "").replace("\x00", "").strip()
    for name, message in messages(text):
        if name in ("answer", "ephemeral", "abstention", "notice"):
            assert any(visible in said for said in texts(list(message.blocks))), name


@pytest.mark.parametrize("family", ["bidirectional", "zero width", "controls", "unpaired", "ansi"])
def test_each_element_leaves_out_what_nobody_sees(family: str) -> None:
    for text in FAMILIES[family]:
        assert alive_in([words(text), plain(text), header(text), button(text, "a", "1")], HOSTS) == []
        assert alive_in_text(escaped(text), HOSTS) == []


def test_a_phrase_that_hidden_characters_have_moved_is_not_bold() -> None:
    for text, bold in (("It costs $33, or so.", ["$33"]), ("It\u200b costs $33, or so.", [])):
        start = text.index("$")
        said = (Statement(text, (1,), Span(start, start + 3)),)
        message = message_for(replace(answer_with("x"), statements=said))
        elements = message.blocks[0]["elements"][0]["elements"]
        assert "".join(element["text"] for element in elements) == "It costs $33, or so. [1]"
        assert [element["text"] for element in elements if "style" in element] == bold


def test_what_is_submitted_is_what_was_typed() -> None:
    view = dict(views("<!here>"))["ask"]
    state = {"values": {"question": {"question": {"type": "plain_text_input", "value": " Who? "}}}}
    said = submitted(view | {"state": state})
    assert (said.question, said.response_url, said.channel) == ("Who?", RESPONSE_URL, "C1")


@pytest.mark.parametrize(
    "planted",
    [
        {"type": "mrkdwn", "text": "x"},
        {"type": "markdown", "text": "x"},
        {"type": "user", "user_id": "U1"},
        {"type": "broadcast", "range": "here"},
        {"type": "emoji", "name": "tada"},
        {"type": "plain_text", "text": "x", "emoji": True},
        {"type": "plain_text", "text": "a\u202eb", "emoji": False},
        {"type": "text", "text": "a\u200bb"},
        {"type": "text", "text": "a\x1b[0mb"},
        {"type": "link", "url": "https://ok.example/", "text": "bank.example"},
        {"type": "link", "url": "slack://ok.example", "text": "ok.example"},
        {"type": "link", "url": "https://elsewhere.example/", "text": "elsewhere.example"},
        {"type": "button", "text": {"type": "plain_text", "text": "x", "emoji": False}, "value": "<!here> who"},
    ],
)
def test_what_is_alive_is_noticed(planted: dict[str, Any]) -> None:
    assert alive_in([{"type": "rich_text", "elements": [planted]}], HOSTS)


@pytest.mark.parametrize(
    "text",
    [
        "<!here>",
        "a < b",
        "&lt;!here>",
        "&nbsp;",
        "x <https://ok.example/|bank.example>",
        "a\u2066b",
        "<@U1|ok.example>",
    ],
)
def test_live_text_is_noticed(text: str) -> None:
    assert alive_in_text(text, HOSTS)
    assert alive_in_text("a &lt;b&gt; <https://ok.example/?a&amp;b|ok.example>", HOSTS) == []
