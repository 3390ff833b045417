from __future__ import annotations

import pytest

from bot.asked import How, Place
from bot.events import asked_in, is_a_question, spoken
from tests.bot.slack_events import (
    channel_twin,
    direct_message,
    event_callback,
    group_message,
    mention,
    shared,
    thread_message,
    twins,
)


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


def nobody_asked_there(team: str, channel: str, thread_ts: str) -> bool:
    return False


def everybody_asked_there(team: str, channel: str, thread_ts: str) -> bool:
    return True


def test_a_mention_and_its_message_twin_are_one_question() -> None:
    asked, twin = (asked_in(event, nobody_asked_there) for event in twins())
    assert asked
    assert twin
    assert asked.key == twin.key == "T1:C1:1700000000.000100"
    assert asked.how is twin.how is How.MENTION


def test_a_question_says_who_asked_it_where_and_how() -> None:
    asked = asked_in(shared(group_message("<@UBOT> who?", user="U9"), user_team="T9"), nobody_asked_there)
    assert asked
    assert (asked.user, asked.user_team, asked.place, asked.shared) == ("U9", "T9", Place.GROUP, True)
    assert (asked.asker, asked.bot_user, asked.only_for_the_asker) == ("slack:T1:U9", "UBOT", False)


@pytest.mark.parametrize(
    ("event", "how"),
    [
        (mention(), How.MENTION),
        (mention(channel="D1"), How.DIRECT),
        (direct_message(), How.DIRECT),
        (direct_message("<@UBOT> who?"), How.DIRECT),
        (thread_message("and when?", "2.1", "1.1"), How.FOLLOW_UP),
        (thread_message("<@UBOT> and when?", "2.1", "1.1"), How.MENTION),
        (thread_message("<@U7> and when?", "2.1", "1.1"), None),
        (thread_message("and when?", "2.1", "1.1", subtype="thread_broadcast"), How.FOLLOW_UP),
        (channel_twin("who runs it?"), How.UNASKED),
        (channel_twin("it rains"), None),
        (direct_message(subtype="file_share"), How.DIRECT),
        (direct_message(subtype="me_message"), None),
    ],
)
def test_how_a_question_reached_us_is_told_apart(event: dict[str, object], how: How | None) -> None:
    asked = asked_in(event, everybody_asked_there)
    assert (asked.how if asked else None) is how


def test_a_thread_in_which_nobody_asked_us_is_overheard_at_most() -> None:
    asked = asked_in(thread_message("and when?", "2.1", "1.1"), nobody_asked_there)
    assert asked
    assert asked.how is How.UNASKED


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("who runs it", True),
        ("And what about Georgia", True),
        ("it opens when?", True),
        ("thanks!", False),
        ("ok", False),
    ],
)
def test_the_form_of_a_question_is_known(text: str, is_one: bool) -> None:
    assert is_a_question(text) is is_one


def test_what_is_no_event_asks_nothing() -> None:
    for payload in ({}, {"event": "x"}, event_callback({"type": "app_mention", "user": "U1"})):
        assert asked_in(payload, everybody_asked_there) is None
