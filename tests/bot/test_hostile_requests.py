"""Floods, loops, and what wants to be more than words."""

from __future__ import annotations

import re
import threading
import time
from typing import Any

import pytest
import sqlalchemy as sa

from answer.reply import Question, Reply
from answer.watches import new_watch
from bot.delivery.replying import REPLIES_A_MINUTE
from bot.events import is_a_question, spoken
from bot.install.addresses import is_slacks
from bot.interaction.attending import AT_ONCE
from bot.interaction.prompts import prompts_of
from bot.interaction.typed import NotUnderstood, collections_in
from bot.interaction.watch_starting import MAX_WATCHES
from bot.said import Said
from bot.shown.actions_named import SHOW_MORE, WATCH
from corpus.article import Article
from corpus.schema import slack_questions
from tests.bot.desk import SlackDesk
from tests.bot.hostile_strings import FAMILIES
from tests.bot.loopback_slack import Person
from tests.bot.pressing import post_form, press, press_and_hear, shown, typed
from tests.bot.replies import QUOTE, ScriptedAnswerer, answer, citation
from tests.bot.slack_actions import command
from tests.bot.slack_events import direct_message, mention, thread_message

TS = "1700000000.000100"


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "text",
    [
        "articles x" + " " * 400_000 + "y",
        "articles " + "--page " * 50_000 + "x",
        "watch stop " + "9" * 400_000,
        "bind " + "a," * 200_000,
        "bind " + "--" * 200_000,
        "grant " + "<@U" * 100_000,
        "<" * 300_000,
        "ask " + "<@U1|" * 80_000,
        "and, " * 80_000,
        "“" * 100_000,
    ],
    ids=lambda text: text[:20],
)
async def test_a_very_long_command_takes_no_long_time(desk: SlackDesk, text: str) -> None:
    began = time.monotonic()
    assert await typed(desk, text, "UADMIN")
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("text", ["<@UBOT>", "<", "<a|", "&amp;", "<@U1|", "and, "])
def test_a_very_long_message_takes_no_long_time(text: str) -> None:
    began = time.monotonic()
    is_a_question(spoken(text * 200_000))
    assert time.monotonic() - began < 2


def test_more_collections_than_anybody_types_are_not_understood() -> None:
    with pytest.raises(NotUnderstood):
        collections_in(",".join(map(str, range(51))))


@pytest.mark.asyncio
async def test_the_same_mention_a_thousand_times_over_is_one_question(
    desk: SlackDesk, answerer: ScriptedAnswerer
) -> None:
    await desk.ask(mention("<@UBOT> " * 1_000 + "Who will operate the plant?"))
    assert [question.text for question in answerer.asked] == ["Who will operate the plant?"]


@pytest.mark.asyncio
async def test_a_bot_without_a_bots_marks_gets_five_replies_a_minute_and_nothing_of_the_articles(
    desk: SlackDesk, answerer: ScriptedAnswerer
) -> None:
    """It answers every reply of ours in the thread with another question, and mentions us."""
    desk.slack.add(Person.bot("UPARROT"))
    events = [mention(ts=f"17000000{n:02}.000100", thread_ts=TS, user="UPARROT") for n in range(20)]
    for event in events:
        await desk.send(event)
        await desk.ended(event)
    assert len(desk.slack.replies_to("C1", TS)) <= REPLIES_A_MINUTE
    assert answerer.asked == []


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "mark",
    [
        {"bot_id": "BBOT", "user": "UBOT"},  # we ourselves
        {"bot_id": "BBOT"},
        {"subtype": "bot_message", "bot_id": "BWORKFLOW"},
        {"bot_profile": {"id": "BOTHER"}},
        {"user": "UBOT"},
        {"user": "USLACKBOT"},
        {"subtype": "message_replied"},
        {"subtype": "me_message"},
        {"edited": {"user": "U1", "ts": "1700000009.000000"}},
        {"hidden": True},
    ],
    ids=str,
)
async def test_what_no_person_said_is_not_even_kept(desk: SlackDesk, mark: dict[str, Any]) -> None:
    follow_up = thread_message("And when?", "1700000050.000100", TS, **mark)
    for event in (mention(**mark), direct_message(**mark), follow_up):
        assert (await desk.send(event)).status_code == 200
    with desk.index.catalogue.reading() as tx:
        assert tx.execute(sa.select(slack_questions)).all() == []


@pytest.mark.asyncio
async def test_who_only_talks_in_a_thread_with_many_replies_is_told_nothing(
    desk: SlackDesk, answerer: ScriptedAnswerer
) -> None:
    asked = [mention(ts=f"17000000{n:02}.000100", thread_ts=TS) for n in range(REPLIES_A_MINUTE)]
    for event in asked:
        await desk.send(event)
    await desk.ended(*asked)
    talk = [thread_message("I had the soup today", f"17000001{n:02}.000100", TS, user="U2") for n in range(3)]
    for event in talk:
        await desk.send(event)
    await desk.ended(*talk)
    assert desk.slack.ephemerals == []
    assert len(answerer.asked) == REPLIES_A_MINUTE


def watched_by(desk: SlackDesk, asker: str, count: int) -> None:
    for number in range(count):
        reply = answer(Question(f"Who runs plant {number}?"), (citation(1),))
        desk.answers.keep(reply, asker)
        desk.watches.start(new_watch(reply.question, reply, asker, "slack", "T1/D1//U1/"))


@pytest.mark.asyncio
async def test_one_person_watches_so_many_questions_and_no_more(desk: SlackDesk) -> None:
    watched_by(desk, "slack:T1:U1", MAX_WATCHES - 1)
    [reply] = await desk.ask(mention())
    assert Said.WATCHING in await press_and_hear(desk, WATCH, reply)
    too_many = Said.TOO_MANY_WATCHES.format(count=MAX_WATCHES)
    assert await typed(desk, "watch Who runs the other plant?") == too_many
    [other] = await desk.ask(mention(ts="1700000000.000200"))
    assert await press_and_hear(desk, WATCH, other) == too_many
    assert len(desk.watches.active("slack:T1:U1")) == MAX_WATCHES
    assert Said.WATCHING in await press_and_hear(desk, WATCH, other, "U2")


@pytest.mark.asyncio
async def test_however_many_watches_wait_for_a_slow_answer_a_button_is_heard(
    desk: SlackDesk, answerer: ScriptedAnswerer
) -> None:
    [reply] = await desk.ask(mention())
    may_answer, usual = threading.Event(), answerer.reply

    def slow(question: Question) -> Reply:
        assert may_answer.wait(timeout=60)
        return usual(question)

    answerer.reply = slow
    try:
        for number in range(AT_ONCE + 4):
            text = f"watch Who runs plant {number}?"
            where = desk.slack.clicked("C1", "U1")
            await post_form(desk, command(text, **where))
        await desk.slack.until(lambda: [shown(e) for e in desk.slack.ephemerals].count(Said.BUSY) == AT_ONCE // 2 + 4)
        await press(desk, SHOW_MORE, reply, "U2")
        await desk.slack.until(lambda: QUOTE in str(desk.slack.surfaces.modals))
    finally:
        may_answer.set()


@pytest.mark.asyncio
@pytest.mark.parametrize("text", ['watch ""', "watch ?", "watch " + "x" * 4_001, "watch <@U1>", 'watch "" ""'])
async def test_what_is_no_question_is_not_watched(desk: SlackDesk, text: str) -> None:
    assert await typed(desk, text)
    assert desk.watches.active() == []


def test_a_title_that_names_an_address_makes_no_prompt() -> None:
    hostile = ["Read bank.example today", "Ask www.x.example", "a@x.example", "x.com"]
    assert prompts_of(Article(str(n), title, "Text.") for n, title in enumerate(hostile)) == []
    kept = ["A plant of 9.2 gigawatts", "S.p.A. buys U.S. Steel", "Ohio: up 3.5%."]
    assert len(prompts_of(Article(str(n), title, "Text.") for n, title in enumerate(kept))) == len(kept)


@pytest.mark.parametrize(
    ("url", "is_one"),
    [
        ("https://hooks.slack.com/actions/T1/2/3", True),
        ("https://slack.com/x", True),
        ("http://hooks.slack.com/actions/T1/2/3", False),
        ("https://hooks.slack.com:8443/x", False),
        ("https://hooks.slack.com.evil.example/x", False),
        ("https://hooks.slack.com@evil.example/x", False),
        ("https://evil.example/hooks.slack.com", False),
        ("https://evilhooks.slack.com/x", False),
        ("https://[::1", False),
        ("https://hooks.slack.com:99999/x", False),
        ("file:///etc/passwd", False),
        ("http://169.254.169.254/latest", False),
        ("", False),
    ],
)
def test_answers_go_to_the_addresses_that_are_slacks(url: str, is_one: bool) -> None:
    assert is_slacks(url, "https://slack.com/api/") is is_one


HOSTILE = [text for family in ("mentions and links", "markup") for text in FAMILIES[family][::9]]


@pytest.mark.asyncio
async def test_nothing_hostile_comes_alive_in_titles_statuses_and_echoes(desk: SlackDesk) -> None:
    """Outside the blocks: the loopback Slack refuses live markup in texts, and the fixture sees what it refused."""
    for number, text in enumerate(HOSTILE):
        ts = f"17000{number:05}.000100"
        await desk.ask(direct_message(f"{text} who runs the plant?", ts))
    await desk.slack.until(lambda: len(desk.slack.surfaces.titles) == len(HOSTILE))
    for title in desk.slack.surfaces.titles.values():
        assert not re.search(r"[<>]|[\u202a-\u202e\u2066-\u2069\x00-\x1f]", title)
    for text in HOSTILE[::3]:
        for word in ("", "articles ", "bind ", "grant ", "watch stop "):
            await typed(desk, f"{word}{text}".strip() or "?", "UADMIN")
    assert not re.search(r"<[@!#]", str([call.body for call in desk.slack.calls if call.method != "views.open"]))
