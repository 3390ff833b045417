"""The validator behind the loopback Slack: what fits to the last character passes, one more does not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.bot.slack_limits import block_violations, buttons, metadata_violations, violations

MUTE = {"unfurl_links": False, "unfurl_media": False, "mrkdwn": False, "link_names": False}
Json = dict[str, Any]


def plain(chars: int) -> Json:
    return {"type": "plain_text", "text": "a" * chars, "emoji": False}


def section(chars: int = 1, fields: int = 0, field_chars: int = 1) -> Json:
    return {"type": "section", "text": plain(chars), "fields": [plain(field_chars)] * fields}


def rich(leaf: Json, part: str = "rich_text_section") -> Json:
    return {"type": "rich_text", "elements": [{"type": part, "elements": [leaf]}]}


def button(number: int = 1, chars: int = 1, value: int = 1, **more: Any) -> Json:
    return {"type": "button", "action_id": f"b{number}", "text": plain(chars), "value": "v" * value} | more


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def feedback(chars: int = 4, value: int = 4, **more: Any) -> Json:
    half = {"text": plain(chars), "value": "v" * value}
    element = {"type": "feedback_buttons", "action_id": "feedback", "positive_button": half, "negative_button": half}
    return {"type": "context_actions", "elements": [element | more]}


def icon(name: str = "trash") -> Json:
    return {"type": "icon_button", "action_id": "away", "icon": name, "text": plain(4)}


def menu(kind: str = "static_select", options: int = 1, chars: int = 1, **more: Any) -> Json:
    option = {"text": plain(chars), "value": "v" * 2 * chars}
    return {"type": kind, "action_id": "menu", "options": [option] * options, "placeholder": plain(150)} | more


def asking(**more: Any) -> Json:
    element = {"type": "plain_text_input", "action_id": "text", "max_length": 3_000} | more
    return {"type": "input", "label": plain(4), "element": element}


def sure(title: int = 100, text: int = 300, button: int = 30) -> Json:
    return {"title": plain(title), "text": plain(text), "confirm": plain(button), "deny": plain(button)}


def link(chars: int) -> Json:
    return rich({"type": "link", "text": "x", "url": "https://" + "a" * (chars - 8)})


def table(cell: Json, rows: int = 1, cells: int = 1) -> Json:
    return {"type": "table", "rows": [[cell] * cells] * rows}


RAW = {"type": "raw_text", "text": "33"}
FITS: dict[str, list[Json]] = {
    "50 blocks": [section()] * 50,
    "a section of 3,000": [section(3_000)],
    "10 fields of 500": [section(1, 10, 500)],
    "a field of 2,000": [section(1, 1, 2_000)],
    "a header of 150": [{"type": "header", "text": plain(150)}],
    "10 elements of context": [{"type": "context", "elements": [plain(10)] * 10}],
    "25 buttons": [actions(*map(button, range(25)))],
    "a button's text of 75 and value of 2,000": [actions(button(1, 75, 2_000, url="https://a.example"))],
    "feedback": [feedback(75, 2_000)],
    "a quote, a link, a list": [
        rich({"type": "text", "text": "said", "style": {"bold": True}}, "rich_text_quote"),
        rich({"type": "link", "text": "here", "url": "https://a.example"}),
    ],
    "a table of 10 by 20": [table(RAW, 10, 20)],
    "a table of 10,000 characters": [table({"type": "raw_text", "text": "3" * 2_500}, 2, 2)],
    "a link of 3,000": [link(3_000)],
    "5 of context_actions": [{"type": "context_actions", "elements": [icon() | {"action_id": id} for id in "abcde"]}],
    "a menu of 100": [actions(menu(options=100))],
    "options of 75": [actions(menu(chars=75))],
    "a description of 75": [
        actions(menu() | {"options": [{"text": plain(1), "value": "v", "description": plain(75)}]})
    ],
    "10 boxes to tick": [actions(menu("checkboxes", 10))],
    "5 in an overflow": [actions(menu("overflow", 5))],
    "a menu of people": [actions(menu("users_select", placeholder=plain(150)))],
    "a button that asks again": [actions(button(style="danger", confirm=sure()))],
    "an input that is full": [asking(initial_value="a" * 3_000)],
    "a divider": [{"type": "divider"}],
    "an accessory": [section() | {"accessory": button()}],
}
BREAKS: dict[str, list[Json]] = {
    "51 blocks": [section()] * 51,
    "13,300 characters": [section(2_900)] * 4 + [section(1_300)],
    "a section of 3,001": [section(3_001)],
    "an empty section": [section(0)],
    "11 fields": [section(1, 11)],
    "a field of 2,001": [section(1, 1, 2_001)],
    "a header of 151": [{"type": "header", "text": plain(151)}],
    "11 elements of context": [{"type": "context", "elements": [plain(1)] * 11}],
    "26 buttons": [actions(*map(button, range(26)))],
    "one action_id twice": [actions(button(1), button(1))],
    "a button's text of 76": [actions(button(1, 76))],
    "a button's value of 2,001": [actions(button(1, 1, 2_001))],
    "a button's action_id of 256": [actions(button(1, action_id="i" * 256))],
    "a button to a script": [actions(button(1, url="javascript:alert(1)"))],
    "a button with an emoji": [actions(button(1, text={"type": "plain_text", "text": ":x:"}))],
    "feedback among actions": [actions(*feedback()["elements"])],
    "feedback of one button": [feedback(negative_button=None)],
    "a feedback's text of 76": [feedback(76)],
    "6 of context_actions": [{"type": "context_actions", "elements": feedback()["elements"] * 6}],
    "one block_id twice": [section() | {"block_id": "b"}] * 2,
    "a block_id of 256": [section() | {"block_id": "b" * 256}],
    "mrkdwn": [{"type": "section", "text": {"type": "mrkdwn", "text": "*a*"}}],
    "a markdown block": [{"type": "markdown", "text": "**a**"}],
    "an image": [{"type": "image", "image_url": "https://a.example/i.png", "alt_text": "i"}],
    "a person in rich text": [rich({"type": "user", "user_id": "U1"})],
    "everybody in rich text": [rich({"type": "broadcast", "range": "channel"})],
    "an emoji in rich text": [rich({"type": "emoji", "name": "smile"})],
    "a link without http": [rich({"type": "link", "text": "x", "url": "slack://a"})],
    "a link of 3,001": [link(3_001)],
    "rich text of nothing": [{"type": "rich_text", "elements": []}],
    "a section of nothing": [{"type": "section"}],
    "an unknown part of rich text": [rich({"type": "text", "text": "a"}, "rich_text_table")],
    "an empty leaf": [rich({"type": "text", "text": ""})],
    "an unknown style": [rich({"type": "text", "text": "a", "style": {"blink": True}})],
    "6 icons": [{"type": "context_actions", "elements": [icon() | {"action_id": id} for id in "abcdef"]}],
    "an unknown icon": [{"type": "context_actions", "elements": [icon("bomb")]}],
    "a menu of 101": [actions(menu(options=101))],
    "a menu of nothing": [actions(menu(options=0))],
    "a placeholder of 151": [actions(menu(placeholder=plain(151)))],
    "a placeholder for people of 151": [actions(menu("users_select", placeholder=plain(151)))],
    "an option of 76": [actions(menu() | {"options": [{"text": plain(76), "value": "v"}]})],
    "an option's value of 151": [actions(menu() | {"options": [{"text": plain(1), "value": "v" * 151}]})],
    "an option's description of 76": [
        actions(menu() | {"options": [{"text": plain(1), "value": "v", "description": plain(76)}]})
    ],
    "11 boxes to tick": [actions(menu("checkboxes", 11))],
    "6 in an overflow": [actions(menu("overflow", 6))],
    "a button of an unknown style": [actions(button(style="loud"))],
    "a confirmation's title of 101": [actions(button(confirm=sure(title=101)))],
    "a confirmation of 301": [actions(button(confirm=sure(text=301)))],
    "a confirmation's button of 31": [actions(button(confirm=sure(button=31)))],
    "an input of 3,001": [asking(max_length=3_001)],
    "an input with more than fits": [asking(max_length=10, initial_value="a" * 11)],
    "a table of 10,001 characters": [{"type": "table", "rows": [[{"type": "raw_text", "text": "3" * 10_001}]]}],
    "two tables": [table(RAW), table(RAW)],
    "a row of 21 cells": [table(RAW, 1, 21)],
    "a live cell": [table({"type": "mrkdwn", "text": "*a*"})],
}


def filler(chars: int) -> list[Json]:
    """Blocks that make so many characters of JSON."""
    blocks = [section(2_900)] * 4
    return [*blocks, section(chars - len(compact([*blocks, section(1)])) + 1)]


def compact(content: Any) -> str:
    return json.dumps(content, separators=(",", ":"))


METADATA = {"event_type": "dealdesk_reply", "event_payload": {"key": "k"}}


@pytest.mark.parametrize("blocks", FITS.values(), ids=FITS.keys())
def test_what_slack_takes_passes(blocks: list[Json]) -> None:
    assert block_violations(blocks) == []


@pytest.mark.parametrize("blocks", BREAKS.values(), ids=BREAKS.keys())
def test_what_breaks_a_limit_or_a_house_rule_is_named(blocks: list[Json]) -> None:
    assert block_violations(blocks) != []


def test_a_message_may_have_13_200_characters_in_all() -> None:
    assert len(compact(filler(13_200))) == 13_200
    assert block_violations(filler(13_200)) == []
    assert block_violations(filler(13_201)) == ["msg_blocks_too_long"]


def test_a_markdown_block_has_a_limit_beside_the_house_rule() -> None:
    for chars, found in ((12_000, 1), (12_001, 2)):
        assert len(block_violations([{"type": "markdown", "text": "a" * chars}])) == found


def test_metadata_has_16_000_characters() -> None:
    longest = {"event_type": "e", "event_payload": {"key": ""}}
    longest["event_payload"] = {"key": "k" * (16_000 - len(json.dumps(longest)))}
    assert metadata_violations(longest) == []
    assert metadata_violations(longest | {"event_type": "ee"}) == ["metadata is too large"]


@pytest.mark.parametrize(
    "broken",
    [
        {"text": ""},
        {"text": "a" * 40_001},
        {"text": "<!channel>"},
        {"unfurl_links": True},
        {"unfurl_media": None},
        {"mrkdwn": True},
        {"link_names": True},
        {"channel": None},
        {"attachments": []},
        {"metadata": {"event_type": "x"}},
        {"metadata": {"event_type": "", "event_payload": {}}},
        {"metadata": METADATA | {"more": 1}},
    ],
)
def test_a_message_is_judged_with_all_that_is_around_its_blocks(broken: Json) -> None:
    message = {"channel": "C1", "text": "a" * 40_000, "blocks": [section()], "metadata": METADATA, **MUTE}
    assert violations(message) == []
    assert violations(message | broken) != []


def test_each_way_of_sending_has_its_own_settings() -> None:
    quiet = {"channel": "C1", "text": "a", "unfurl_links": False, "unfurl_media": False}
    assert violations(quiet, "ephemeral") == []
    assert violations({"channel": "C1", "text": "a"}, "ephemeral") != []
    assert violations({"channel": "C1", "text": "a"}, "update") == violations({"text": "a"}, "response") == []
    assert violations({"text": "a", "unfurl_links": True}, "response") != []


def test_what_can_be_clicked_is_found_by_its_name() -> None:
    assert set(buttons([actions(button(1), button(2)), feedback()])) == {"b1", "b2", "feedback"}
