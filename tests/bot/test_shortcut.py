""" "Ask about this" on a message: the modal, and the answer for the asker alone."""

from __future__ import annotations

from typing import Any

import pytest

from bot.said import Said
from bot.shown.actions_named import ASK_SHORTCUT
from tests.bot.desk import SlackDesk
from tests.bot.loopback_slack import Fault
from tests.bot.pressing import interact, whispered
from tests.bot.replies import QUOTE, ScriptedAnswerer
from tests.bot.slack.surfaces import View
from tests.bot.slack_actions import message_shortcut, view_submission
from tests.bot.slack_limits import buttons, texts

pytestmark = pytest.mark.asyncio


async def modal_over(desk: SlackDesk, text: str, user: str = "U1") -> View:
    where = desk.slack.clicked("C1", user)
    await interact(desk, message_shortcut(text, callback_id=ASK_SHORTCUT, user=user, **where))
    await desk.slack.until(lambda: desk.slack.surfaces.modals)
    [view] = desk.slack.surfaces.modals.values()
    return view


def filled(view: View, question: str, user: str = "U1") -> dict[str, Any]:
    [block] = [block for block in view.content["blocks"] if block["type"] == "input"]
    value = {block["block_id"]: {block["element"]["action_id"]: {"type": "plain_text_input", "value": question}}}
    return view_submission(view, value, user=user)


async def test_the_modal_shows_the_message_as_a_person_reads_it(desk: SlackDesk) -> None:
    view = await modal_over(desk, "<@U2> said SB Energy &amp; others will run <https://x.example|the plant>")
    assert "About: said SB Energy & others will run the plant" in texts(view.content["blocks"])
    assert "initial_value" not in str(view.content)


async def test_a_message_that_is_a_question_stands_in_the_input(desk: SlackDesk) -> None:
    view = await modal_over(desk, "Who will operate the plant?")
    [block] = [block for block in view.content["blocks"] if block["type"] == "input"]
    assert block["element"]["initial_value"] == "Who will operate the plant?"


async def test_the_question_is_answered_for_the_asker_alone_where_the_message_stands(
    desk: SlackDesk, answerer: ScriptedAnswerer
) -> None:
    desk.permissions.grant("T1", "U1", ["board"], "UADMIN")
    view = await modal_over(desk, "They named an operator.")
    submission = filled(view, "Who will operate the plant?")
    await interact(desk, submission)
    seen = await whispered(desk, 0)
    assert (seen.channel, seen.user) == ("C1", "U1")
    assert QUOTE in str(seen.blocks)
    assert "dealdesk_share" in buttons(seen.blocks)
    [question] = answerer.asked
    assert (question.text, question.history) == ("Who will operate the plant?", ())
    assert question.selection.collections == ("public", "board")
    assert desk.slack.posts == []


async def test_a_modal_that_is_sent_twice_is_one_question(desk: SlackDesk, answerer: ScriptedAnswerer) -> None:
    submission = filled(await modal_over(desk, "hm"), "Who will operate the plant?")
    await interact(desk, submission)
    await interact(desk, submission)
    await whispered(desk, 0)
    assert len(answerer.asked) == 1


async def test_a_modal_that_cannot_be_opened_is_told(desk: SlackDesk) -> None:
    desk.slack.faults.add("views.open", Fault(error="internal_error"))
    where = desk.slack.clicked("C1", "U1")
    await interact(desk, message_shortcut("hm", callback_id=ASK_SHORTCUT, **where))
    seen = await whispered(desk, 0)
    assert texts(seen.blocks)[0].startswith(Said.FAILED.split("{")[0])


async def test_a_question_that_cannot_be_kept_is_refused_with_the_reason(desk: SlackDesk) -> None:
    view = await modal_over(desk, "hm")
    with desk.index.catalogue.writing() as tx:
        tx.exec_driver_sql("DROP TABLE slack_questions")
    await interact(desk, filled(view, "Who will operate the plant?"))
    seen = await whispered(desk, 0)
    assert texts(seen.blocks)[0].startswith(Said.CANNOT_KEEP.split("{")[0])
