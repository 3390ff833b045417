"""The limits of modals, home tabs and suggested prompts."""

from __future__ import annotations

from typing import Any

import pytest

from tests.bot.slack.surface_limits import prompt_violations, view_violations
from tests.bot.test_slack_limits import Json, feedback, plain, section


def question(label: int = 10) -> Json:
    return {"type": "input", "label": plain(label), "element": {"type": "plain_text_input", "action_id": "text"}}


def modal(**more: Any) -> Json:
    return {"type": "modal", "title": plain(24), "close": plain(24), "blocks": [section()] * 100} | more


def test_a_view_of_the_greatest_size_passes() -> None:
    longest = {"private_metadata": "m" * 3_000, "callback_id": "i" * 255, "submit": plain(24)}
    assert view_violations(modal(**longest)) == []
    assert view_violations(modal(blocks=[question(2_000)], submit=plain(4))) == []
    assert view_violations({"type": "home", "blocks": [section()] * 100}) == []


@pytest.mark.parametrize(
    "broken",
    [
        {"title": plain(25)},
        {"title": None},
        {"submit": plain(25)},
        {"close": plain(25)},
        {"private_metadata": "m" * 3_001},
        {"callback_id": "i" * 256},
        {"blocks": [section()] * 101},
        {"blocks": [section(2_900)] * 90},
        {"blocks": [section(2_900)] * 83, "private_metadata": "m" * 3_000, "callback_id": "i" * 255},
        {"blocks": [question()]},
        {"blocks": [question(2_001)], "submit": plain(4)},
        {"blocks": [feedback()]},
        {"type": "dialog"},
    ],
)
def test_a_view_over_a_limit_is_refused(broken: Json) -> None:
    assert view_violations(modal(**broken)) != []


def test_one_to_four_prompts_pass() -> None:
    prompt = {"title": "Who", "message": "Who will operate it?"}
    assert prompt_violations({"prompts": [prompt] * 4}) == []
    for prompts in ([], [prompt] * 5, [{"title": "Who"}], "who"):
        assert prompt_violations({"prompts": prompts}) != []
