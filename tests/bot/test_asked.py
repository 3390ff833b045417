from __future__ import annotations

import pytest

from bot.asked import asked_in, spoken
from bot.delivery import Seen
from tests.bot.slack_events import channel_twin, direct_message, event_callback, mention


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("<@UBOT> Who runs it?", "Who runs it?"),
        ("hey <@UBOT|dealdesk>, who runs it?", "hey , who runs it?"),
        ("a &lt; b &amp;&amp; c &gt; d", "a < b && c > d"),
        ("&amp;lt;", "&lt;"),
        ("what says <https://a.example/x|this page>?", "what says this page?"),
        ("what says <https://a.example/x?y=1&amp;z=2>?", "what says https://a.example/x?y=1&z=2?"),
        ("mail <mailto:a@b.example|a@b.example>", "mail a@b.example"),
        ("in <#C1|deals> or <#C2>", "in #deals or #C2"),
        ("<!here> who?", "here who?"),
        ("<!date^1392734382^{date}|18 February 2014>", "18 February 2014"),
        ("two\n\n lines", "two lines"),
        ("1 &lt; 2 &gt; nothing", "1 < 2 > nothing"),
    ],
)
def test_a_message_is_read_as_a_person_sees_it(sent: str, read: str) -> None:
    assert spoken(sent) == read


def test_a_mention_and_its_message_twin_have_one_key() -> None:
    asked = asked_in(mention())
    assert asked
    assert asked.key == "T1:C1:1700000000.000100"
    assert asked_in(channel_twin()) is None
    in_direct = asked_in(direct_message(ts=asked.ts, channel="C1"))
    assert in_direct
    assert in_direct.key == asked.key


def test_what_is_no_event_asks_nothing() -> None:
    assert asked_in({}) is None
    assert asked_in({"event": "x"}) is None
    assert asked_in(event_callback({"type": "app_mention", "user": "U1"})) is None


def test_only_the_last_keys_are_remembered() -> None:
    seen = Seen(capacity=2)
    assert [seen.first(key) for key in "aabbcca"] == [True, False, True, False, True, False, True]
