"""Conversations over HTTP: what was said before is understood along, and nobody else hears of it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from answer.conversations import title_from
from answer.ports import UNFOLLOWED, Answerer, Follower
from answer.reply import Abstention, Question, Reason, Reply, Turn
from corpus.catalogue import utc_now
from dealdesk.maintenance import Maintenance
from dealdesk.records.conversations import SqlConversations
from tests.api.conversing import COST, RUNS, Door, conversing


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    with conversing(tmp_path) as door:
        yield door


def test_a_follow_up_is_understood_through_its_conversation(door: Door) -> None:
    talk = door.begin()
    first = door.ask(COST, conversation=talk)
    second = door.ask(RUNS, conversation=talk)
    assert (first["short_answer"]["text"], second["short_answer"]["text"]) == ("$33 billion", "SB Energy")
    assert first["conversation"] == second["conversation"] == talk
    assert door.ask(RUNS)["status"] == "abstained", "alone it says nothing"
    told = door.call("GET", f"/v1/conversations/{talk}")
    assert (told["title"], told["turns"]) == (COST, 2)
    assert [answer["id"] for answer in told["answers"]] == [first["id"], second["id"]]
    assert told["answers"][1] == door.call("GET", f"/v1/answers/{second['id']}")
    kept = door.here.answers.get(second["id"])
    assert kept
    assert kept.reply.question.history == (), "what was said stands in its own answer alone"


def test_a_stream_is_a_turn_as_well(door: Door) -> None:
    talk = door.begin()
    door.ask(COST, conversation=talk)
    heard = door.client.post(
        "/v1/ask",
        json={"question": RUNS, "conversation": talk, "stream": True},
        headers={"Authorization": "Bearer mine"},
    )
    assert '"text":"SB Energy"' in heard.text
    assert door.call("GET", f"/v1/conversations/{talk}")["turns"] == 2


def test_the_answerer_hears_the_last_ten_turns_and_of_abstentions_the_question_alone(door: Door) -> None:
    talk = door.begin()
    asked = [f"Who paints lighthouse {number}?" if number % 2 else COST for number in range(12)]
    answered = [door.ask(question, conversation=talk) for question in asked]
    door.answerer.asked.clear()
    door.ask(RUNS, conversation=talk)
    [heard] = door.answerer.asked
    assert [turn.text for turn in heard.history if turn.role == "user"] == asked[2:]
    said = [answer["text"] for answer in answered[2:] if answer["status"] == "answered"]
    assert [turn.text for turn in heard.history if turn.role == "assistant"] == said
    assert len(said) == 5


@pytest.mark.parametrize(
    ("question", "title"),
    [("  What\n is it?", "What is it?"), ("x" * 79 + " yz", "x" * 79), ("é" * 100, "é" * 80)],
)
def test_the_first_question_cut_is_the_title_where_none_was_given(question: str, title: str) -> None:
    assert title_from(question) == title


def test_a_title_that_was_given_stays(door: Door) -> None:
    talk = door.begin(title="The plant")
    door.ask(COST, conversation=talk)
    assert door.call("GET", f"/v1/conversations/{talk}")["title"] == "The plant"


@pytest.mark.parametrize("title", ["", " ", "a\0b", "x" * 201, 7])
def test_a_title_that_cannot_be_one_is_refused(door: Door, title: object) -> None:
    door.call("POST", "/v1/conversations", {"title": title}, status=422)


def test_a_history_and_a_conversation_exclude_each_other(door: Door) -> None:
    asked = {"question": RUNS, "conversation": door.begin(), "history": [{"role": "user", "text": COST}]}
    [error] = door.call("POST", "/v1/ask", asked, status=422)["errors"]
    assert error["remedy"] == "history and conversation exclude each other: leave one out"


def test_another_callers_conversation_is_like_one_that_never_was(door: Door) -> None:
    talk = door.begin()
    door.ask(COST, conversation=talk)
    for unknown in (talk, "0" * 32):
        told = [
            door.call("GET", f"/v1/conversations/{unknown}", who="theirs", status=404),
            door.call("DELETE", f"/v1/conversations/{unknown}", who="theirs", status=404),
            door.call("POST", "/v1/ask", {"question": RUNS, "conversation": unknown}, who="theirs", status=404),
        ]
        words = {problem["detail"].replace(unknown, "ID") for problem in told}
        assert words == {"there is no conversation 'ID': POST /v1/conversations begins one"}
    assert door.call("GET", "/v1/conversations", who="theirs") == {"conversations": [], "next": None}
    assert door.call("GET", f"/v1/conversations/{talk}")["turns"] == 1


def test_an_admin_of_all_sees_every_conversation_and_asks_in_none_but_their_own(door: Door) -> None:
    talk = door.begin()
    assert door.call("GET", f"/v1/conversations/{talk}", who="admin")["id"] == talk
    assert [each["id"] for each in door.call("GET", "/v1/conversations", who="admin")["conversations"]] == [talk]
    asked = {"question": RUNS, "conversation": talk}
    assert "begin one of your own" in door.call("POST", "/v1/ask", asked, who="admin", status=403)["detail"]


def test_conversations_are_listed_newest_first_a_page_at_a_time(door: Door) -> None:
    begun = [door.begin(title=f"talk {number}") for number in range(5)]
    door.begin(who="theirs")
    found, cursor = [], ""
    while cursor is not None:
        page = door.call("GET", f"/v1/conversations?limit=2{cursor}")
        found += [each["id"] for each in page["conversations"]]
        cursor = f"&cursor={page['next']}" if page["next"] else None
        door.call("DELETE", f"/v1/conversations/{found[-1]}", status=204)  # what was shown makes no difference
    assert found == begun[::-1]


@pytest.mark.parametrize("query", ["cursor=x", "cursor=%C3%A9", "cursor=W10", "limit=0", "limit=501", "after=x"])
def test_a_page_that_cannot_be_is_refused(door: Door, query: str) -> None:
    assert door.call("GET", f"/v1/conversations?{query}", status=422)["detail"]


def test_a_conversation_that_is_deleted_leaves_its_answers(door: Door) -> None:
    talk = door.begin()
    answer = door.ask(COST, conversation=talk)
    door.call("DELETE", f"/v1/conversations/{talk}", status=204)
    door.call("GET", f"/v1/conversations/{talk}", status=404)
    kept = door.call("GET", f"/v1/answers/{answer['id']}")
    assert (kept["text"], kept["conversation"]) == (answer["text"], None)


def test_what_draws_on_a_collection_that_is_out_of_reach_now_is_neither_shown_nor_heard_again(door: Door) -> None:
    door.here.put("ship", "The tanker Alba costs $90 million.", "theirs")
    talk = door.begin(who="both")
    seen = door.ask(COST, who="both", conversation=talk)
    gone = door.ask("What does the tanker Alba cost?", who="both", conversation=talk)
    assert "$90 million" in gone["text"]
    door.reaches("both", "mine")
    door.answerer.asked.clear()
    door.ask(RUNS, who="both", conversation=talk)
    [asked] = door.answerer.asked
    assert asked.history == (Turn("user", COST), Turn("assistant", seen["text"]))
    told = door.call("GET", f"/v1/conversations/{talk}", who="both")
    assert gone["id"] not in [answer["id"] for answer in told["answers"]]
    door.call("GET", f"/v1/answers/{gone['id']}", who="both", status=404)


def test_a_purge_takes_the_turns_along_that_quote_what_is_erased(door: Door) -> None:
    parts = door.here.parts
    maintenance = Maintenance(
        parts.catalogue, parts.lexical, parts.cache, parts.publisher, parts.lock, 365, erase=[door.here.answers.erase]
    )
    talk = door.begin()
    gone = door.ask(COST, conversation=talk)
    stays = door.ask("When does the ferry sail?", conversation=door.begin())
    maintenance.purge(["plant"])
    assert door.call("GET", f"/v1/conversations/{talk}")["answers"] == []
    assert door.call("GET", f"/v1/conversations/{stays['conversation']}")["turns"] == 1
    door.call("GET", f"/v1/answers/{gone['id']}", status=404)


def test_an_empty_conversation_is_forgotten_after_its_time(door: Door) -> None:
    empty, used = door.begin(), door.begin()
    door.ask(COST, conversation=used)
    database = door.here.parts.catalogue.database
    assert door.conversations.forget_empty() == 0
    assert SqlConversations(database, 30, lambda: utc_now() + timedelta(days=31)).forget_empty() == 1
    door.call("GET", f"/v1/conversations/{empty}", status=404)
    assert door.call("GET", f"/v1/conversations/{used}")["turns"] == 1


@dataclass
class Meanwhile(Answerer):
    """Nothing is found, but before that something else happens."""

    happens: list[Any] = field(default_factory=list)

    def ask(self, question: Question, follower: Follower = UNFOLLOWED) -> Reply:
        for each in self.happens:
            each()
        return Abstention(question, Reason.NOTHING_FOUND, "1")


def test_two_asks_at_the_same_time_both_land(tmp_path: Path) -> None:
    meanwhile = Meanwhile([Barrier(2).wait])
    with conversing(tmp_path, answerer=meanwhile) as door, ThreadPoolExecutor(2) as threads:
        talk = door.begin()
        asked = [threads.submit(door.ask, f"Question {n}?", conversation=talk) for n in range(2)]
        answered = {each.result()["id"] for each in asked}
        told = door.call("GET", f"/v1/conversations/{talk}")
        assert {answer["id"] for answer in told["answers"]} == answered
        assert (told["turns"], told["title"]) == (2, told["answers"][0]["question"])


def test_an_answer_in_a_conversation_that_is_deleted_meanwhile_stands_alone(tmp_path: Path) -> None:
    meanwhile = Meanwhile()
    with conversing(tmp_path, answerer=meanwhile) as door:
        talk = door.begin()
        meanwhile.happens.append(lambda: door.conversations.forget(talk))
        answer = door.ask(COST, conversation=talk)
        assert answer["conversation"] is None
        assert door.call("GET", f"/v1/answers/{answer['id']}")["question"] == COST
