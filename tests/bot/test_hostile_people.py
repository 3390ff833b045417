"""People who press what is not theirs, send what no client of Slack's sends, or come from another company."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from answer.reply import Question, new_id
from answer.watches import new_watch
from bot.events import asked_in
from bot.interaction.caller import Caller
from bot.ports import Binding, State
from bot.said import Said
from bot.shown.actions_named import ASK_SHORTCUT, ASK_VIEW, FEEDBACK, MORE_PASSAGES, SHARE, SHOW_MORE, UNWATCH, WATCH
from corpus.schema import feedback, slack_questions
from tests.bot.desk import SlackDesk
from tests.bot.loopback_slack import Fault, Person
from tests.bot.pressing import interact, post_form, typed, typed_for, whispered
from tests.bot.replies import QUOTE, ScriptedAnswerer, answer, citation
from tests.bot.slack.messages import Message
from tests.bot.slack_actions import button_click, interaction, message_shortcut, view_click, view_submission
from tests.bot.slack_events import Payload, mention, shared
from tests.bot.slack_limits import texts

pytestmark = pytest.mark.asyncio
NO_ID = "0" * 32


def kept_by(desk: SlackDesk, asker: str) -> str:
    """An answer that somebody was given. Returns its id."""
    reply = replace(answer(Question("Who will operate the canary plant?"), (citation(1),)), id=new_id())
    desk.answers.keep(reply, asker)
    return reply.id


async def pressed(desk: SlackDesk, action: str, value: str, on: Message | None = None, user: str = "U1") -> str:
    """Press a button with a value of one's own. Returns the words that came back, in a modal or alone."""
    seen, where = len(desk.slack.ephemerals), desk.slack.clicked("C1", user)
    element = {"action_id": action, "value": value, "type": "button"}
    await interact(desk, button_click(element, on, user=user, message_ts="1700000000.000100", **where))
    if action == SHOW_MORE:
        await desk.slack.until(lambda: "looking" not in modals(desk))
        return modals(desk)
    return " ".join(texts((await whispered(desk, seen)).blocks))


def modals(desk: SlackDesk) -> str:
    views = desk.slack.surfaces.modals.values()
    return " ".join(text for view in views for text in texts(view.content["blocks"])) or "looking"


@pytest.mark.parametrize("action", [SHOW_MORE, WATCH, SHARE, FEEDBACK])
async def test_an_id_that_was_guessed_is_of_nothing(desk: SlackDesk, action: str) -> None:
    for guessed in ("", NO_ID, "'; DROP TABLE answers; --", "x" * 2_000, "\u202e:yes", ":", "a:b:c"):
        assert await pressed(desk, action, guessed) == Said.ANSWER_GONE
        desk.slack.surfaces.modals.clear()


@pytest.mark.parametrize("action", [SHOW_MORE, WATCH, SHARE, FEEDBACK])
async def test_an_answer_of_another_workspace_or_door_is_nobodys_here(desk: SlackDesk, action: str) -> None:
    for asker in ("slack:T9:U9", "slack:T9:U1", "slack:T11:U1", "http"):
        answer_id = kept_by(desk, asker)
        said = await pressed(desk, action, f"{answer_id}:yes" if action == FEEDBACK else answer_id)
        assert said == (Said.NOT_YOURS_TO_SHARE if action == SHARE else Said.ANSWER_GONE)
        desk.slack.surfaces.modals.clear()
    assert desk.watches.active() == []
    assert desk.slack.posts == []
    with desk.index.catalogue.reading() as tx:
        assert tx.execute(sa.select(feedback)).all() == []


async def test_what_one_person_was_told_alone_nobody_else_shares(desk: SlackDesk) -> None:
    seen = await typed_for(desk, "ask Who will operate the canary plant?", "U1")
    shown = str(seen.blocks)
    with desk.index.catalogue.reading() as tx:
        [answer_id] = tx.scalars(sa.select(slack_questions.c.answer_id)).all()
    assert str(answer_id) in shown
    assert await pressed(desk, SHARE, str(answer_id), user="U2") == Said.NOT_YOURS_TO_SHARE
    assert desk.slack.posts == []
    await pressed(desk, SHARE, str(answer_id), user="U1")
    assert len(desk.slack.posts) == 1


async def test_a_rating_that_is_neither_yes_nor_no_is_none(desk: SlackDesk) -> None:
    answer_id = kept_by(desk, "slack:T1:U1")
    assert await pressed(desk, FEEDBACK, f"{answer_id}:maybe") == Said.ANSWER_GONE
    with desk.index.catalogue.reading() as tx:
        assert tx.execute(sa.select(feedback)).all() == []


@pytest.mark.parametrize("asker", ["slack:T1:U2", "slack:T9:U1", "http"])
async def test_nobody_ends_a_watch_of_somebody_else(desk: SlackDesk, asker: str) -> None:
    reply = answer(Question("Who?"), (citation(1),))
    desk.answers.keep(reply, asker)
    watch = desk.watches.start(new_watch(reply.question, reply, asker, "slack", "T1/D2//U2/"))
    await pressed(desk, UNWATCH, watch.id)
    assert desk.watches.get(watch.id)
    assert await typed(desk, f"watch stop {watch.id}") == Said.WATCH_GONE
    assert desk.watches.get(watch.id)


async def test_an_answer_pressed_in_another_channel_has_the_rights_of_that_channel(
    desk: SlackDesk, answerer: ScriptedAnswerer
) -> None:
    cited = citation(11)
    cited = replace(cited, article=replace(cited.article, collection="board"))
    desk.put(cited.article)
    answerer.reply = lambda question: answer(question, (cited,))
    desk.permissions.bind("T1", "C1", Binding(("board",)), "UADMIN")
    [reply] = await desk.ask(mention())
    answer_id = str(desk.questions.get("T1:C1:1700000000.000100").answer_id)  # type: ignore[union-attr]
    elsewhere = replace(reply, channel="C2")
    said = await pressed(desk, SHOW_MORE, answer_id, elsewhere, "U2")
    assert said == Said.ANSWER_DENIED
    assert await pressed(desk, WATCH, answer_id, elsewhere, "U2") == Said.ANSWER_DENIED


HALF_ADMINS = [
    Person("UA", is_admin=True, is_restricted=True),
    Person("UA", is_owner=True, is_ultra_restricted=True),
    Person("UA", is_admin=True, deleted=True),
    Person("UA", "T9", is_admin=True),
    Person("UA", "T9", is_owner=True, enterprise="E9"),
    Person("UA", is_admin=True, is_bot=True),
    Person("UA", is_admin=True, is_stranger=True),
]
CHANGES = ["bind board", "unbind", "grant <@UA> board", "revoke <@U2>", "grants"]


@pytest.mark.parametrize("person", HALF_ADMINS, ids=str)
async def test_who_is_only_half_an_admin_changes_nothing(desk: SlackDesk, person: Person) -> None:
    desk.permissions.bind("T1", "C1", Binding(("deals",)), "UADMIN")
    desk.permissions.grant("T1", "U2", ["deals"], "UADMIN")
    desk.slack.add(person)
    for text in CHANGES:
        assert await typed(desk, text, "UA") == Said.ADMINS_ONLY
    assert desk.permissions.binding("T1", "C1") == Binding(("deals",))
    assert desk.permissions.grants("T1") == [("U2", "deals")]


async def test_an_admin_who_cannot_be_looked_up_changes_nothing(desk: SlackDesk) -> None:
    desk.permissions.grant("T1", "U2", ["deals"], "UADMIN")
    desk.slack.faults.always("users.info", Fault(status=500))
    for text in CHANGES:
        assert await typed(desk, text, "UADMIN") == Said.LOOK_UP_FAILED
    assert desk.permissions.binding("T1", "C1") is None
    assert desk.permissions.grants("T1") == [("U2", "deals")]


@pytest.mark.parametrize("enterprise", ["", "E9"])
async def test_a_command_of_another_company_is_answered_from_what_is_public(
    desk: SlackDesk, answerer: ScriptedAnswerer, enterprise: str
) -> None:
    desk.slack.add(Person("U9", "T9", enterprise=enterprise))
    desk.permissions.grant("T1", "U9", ["board"], "UADMIN")
    desk.permissions.bind("T1", "CSHARED", Binding(("deals",), shared=True), "UADMIN")
    await typed_for(desk, "ask Who will operate the plant?", "U9", "CSHARED")
    assert [question.selection.collections for question in answerer.asked] == [("public",)]


def as_slack_sends_it_of_another_company(event: Payload, enterprise: str | None = None) -> Payload:
    """In a shared channel the outer ids can be the other company's; ours are those of the authorization."""
    outer = {"team_id": "T9", "enterprise_id": enterprise}
    return shared(event | {"context_team_id": "T1"}, user_team="T9") | outer


@pytest.mark.parametrize("enterprise", [None, "E9"])
async def test_a_question_from_another_company_is_answered_as_ours_with_what_is_public(
    desk: SlackDesk, answerer: ScriptedAnswerer, enterprise: str | None
) -> None:
    desk.slack.add(Person("U9", "T9", enterprise=enterprise or ""))
    desk.permissions.bind("T1", "CSHARED", Binding(("deals",), shared=True), "UADMIN")
    event = as_slack_sends_it_of_another_company(mention(user="U9"), enterprise)
    assert (await desk.send(event)).status_code == 200
    await desk.replied("CSHARED", "1700000000.000100")
    assert [question.selection.collections for question in answerer.asked] == [("public",)]
    assert desk.questions.get("T1:CSHARED:1700000000.000100")


async def opened_modal(desk: SlackDesk) -> Any:
    await interact(desk, message_shortcut("hm", callback_id=ASK_SHORTCUT, **desk.slack.clicked("C1", "U1")))
    await desk.slack.until(lambda: desk.slack.surfaces.modals)
    return next(iter(desk.slack.surfaces.modals.values()))


def filled(view: Any, question: str = "Who will operate the plant?") -> Payload:
    return view_submission(view, {"question": {"question": {"type": "plain_text_input", "value": question}}})


async def test_an_answer_goes_to_no_address_but_slacks(desk: SlackDesk) -> None:
    reached = asyncio.Event()
    server = await asyncio.start_server(lambda _, __: reached.set(), "127.0.0.1", 0)
    view = await opened_modal(desk)
    inner = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/latest/meta-data"
    view.content["private_metadata"] = json.dumps({"response_url": inner, "channel": "C1"})
    await interact(desk, filled(view))
    seen = await whispered(desk, 0)
    assert QUOTE in str(seen.blocks)
    assert not reached.is_set()
    server.close()


@pytest.mark.parametrize(
    "planted",
    [
        {"private_metadata": ""},
        {"private_metadata": "no json"},
        {"private_metadata": "[1]"},
        {"private_metadata": "7" * 5_000},
        {"private_metadata": "{}"},
        {"private_metadata": json.dumps({"response_url": {"a": 1}, "channel": "C1"})},
        {"private_metadata": json.dumps({"response_url": "", "channel": ["C1"]})},
        {"private_metadata": json.dumps({"response_url": "", "channel": "C1:1700000000.000100"})},
        {"state": {"values": {"question": {"question": {"value": {"a": 1}}}}}},
        {"state": {"values": {"question": []}}},
        {"state": {"values": {"question": {"question": {"value": "x" * 4_001}}}}},
        {"state": None},
    ],
    ids=str,
)
async def test_a_modal_that_was_not_filled_as_we_made_it_asks_nothing(
    desk: SlackDesk, answerer: ScriptedAnswerer, planted: Mapping[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    payload = filled(await opened_modal(desk))
    payload["view"] |= planted
    response = await post_form(desk, interaction(payload))
    assert response.status_code == 200
    assert answerer.asked == []
    with desk.index.catalogue.reading() as tx:
        assert tx.execute(sa.select(slack_questions)).all() == []
    assert "1700000000.000100" not in caplog.text


async def test_a_modal_of_another_name_is_left_alone(desk: SlackDesk, caplog: pytest.LogCaptureFixture) -> None:
    payload = filled(await opened_modal(desk))
    payload["view"]["callback_id"] = f"canary\n{ASK_VIEW}"
    await post_form(desk, interaction(payload))
    await post_form(desk, interaction(message_shortcut("hm", callback_id="canary", **desk.slack.clicked())))
    element = {"action_id": "canary\nERROR forged line", "value": "x", "type": "button"}
    await post_form(desk, interaction(button_click(element, None, message_ts="1.2", **desk.slack.clicked())))
    assert "canary" not in caplog.text


async def test_a_page_that_there_is_not_is_no_trouble(desk: SlackDesk, caplog: pytest.LogCaptureFixture) -> None:
    for value in (f"{NO_ID}:{'9' * 5_000}", f"{NO_ID}:-1", f"{NO_ID}:٣", NO_ID, ""):
        view = await opened_modal(desk)
        element = {"action_id": MORE_PASSAGES, "value": value}
        await interact(desk, view_click(element, view, trigger_id=desk.slack.clicked()["trigger_id"]))
        await desk.slack.until(lambda: Said.ANSWER_GONE in modals(desk))
        desk.slack.surfaces.modals.clear()
    assert "cannot be read" not in caplog.text


async def test_a_number_that_is_in_no_list_stops_no_watch(desk: SlackDesk) -> None:
    for which in ("9" * 5_000, "٣", "-1", "0", "1e3"):
        assert await typed(desk, f"watch stop {which}") == Said.WATCH_GONE


async def test_a_reply_that_another_app_forged_is_not_taken_for_ours(desk: SlackDesk) -> None:
    """Metadata can be put on any app's messages; after a crash the thread is read for ours."""
    event = mention()
    desk.slack.hear(event)
    key = "T1:C1:1700000000.000100"
    forged = Message("C1", "1700000000.000150", "nothing to see", user="UOTHERBOT")
    forged.thread_ts, forged.bot_id = "1700000000.000100", "BOTHER"
    forged.metadata = {"event_type": "dealdesk_reply", "event_payload": {"key": key, "final": True}}
    desk.slack.world.messages.add(forged)
    desk.slack.faults.add("chat.startStream", Fault(drop=True))  # whether it began is not known
    await desk.send(event)
    await desk.ended(event)
    assert any(QUOTE in str(message.blocks) for message in desk.slack.messages("C1"))
    taken = desk.questions.get(key)
    assert taken
    assert taken.state is State.REPLIED


async def test_of_an_organisation_the_asker_is_the_same_whichever_workspace_slack_names() -> None:
    here = Caller("T1", "U1")
    assert here.is_asker("slack:T1:U1")
    assert not any(here.is_asker(asker) for asker in ("slack:T1:U11", "slack:T11:U1", "slack:T2:U1", "http", ""))
    anywhere = replace(here, is_everywhere=True)
    assert anywhere.is_asker("slack:T2:U1")
    assert not any(anywhere.is_asker(asker) for asker in ("slack:T1:U11", "slack:T2:U2", "http", "http:T1:U1"))


async def test_an_installation_in_an_organisation_is_asked_in_the_workspace_of_the_event() -> None:
    authorization = {"enterprise_id": "E1", "team_id": None, "user_id": "UBOT", "is_enterprise_install": True}
    asked = asked_in(mention() | {"team_id": "T2", "authorizations": [authorization]}, lambda *_: False)
    assert asked
    assert (asked.team, asked.enterprise, asked.bot_user) == ("T2", "E1", "UBOT")
